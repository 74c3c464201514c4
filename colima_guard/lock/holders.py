"""Which running program holds a file in memory, so that it would be written over."""

from __future__ import annotations

from colima_guard.backends import abilities
from colima_guard.backends.registry import backends
from colima_guard.host.machine import Host
from colima_guard.model.instance import Held


def held(host: Host, path: str) -> Held | None:
    """The program that holds a file now, ``None`` where none does."""
    return next((found for one in backends() if (found := abilities.held(one, host, path)) is not None), None)
