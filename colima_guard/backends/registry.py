"""The backends of the table, each imported when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence

from colima_guard.backends import table
from colima_guard.backends.interface import Backend
from colima_guard.errors import UsageError
from colima_guard.host.machine import Host
from colima_guard.model.instance import Instance
from colima_guard.model.release import Release


def backend(name: str) -> Backend:
    """The backend with this name. Raises ``UsageError``."""
    if name not in table.names():
        raise UsageError(f"unknown backend {name!r}", do=f"known are: {', '.join(table.names())}")
    module, _, kind = table.row(name).implementation.partition(":")
    found: Backend = getattr(importlib.import_module(module), kind)()
    return found


def backends(names: Sequence[str] = ()) -> list[Backend]:
    """The backends with these names, all of them without one."""
    return [backend(name) for name in table.names() if not names or name in names]


def find(host: Host, backend: Backend, releases: Mapping[str, Release], *, asked_for: bool) -> Sequence[Instance]:
    """What ``Backend.find`` finds; nothing on a platform on which the backend does not run."""
    if host.platform not in table.row(backend.name).platforms:
        return ()
    return backend.find(host, releases, asked_for=asked_for)
