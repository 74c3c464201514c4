"""Whether a VM that runs may have been started by an older text of its settings."""

from __future__ import annotations

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable


def newer_file(host: Host, path: str, since: float | None) -> str | None:
    """The settings file, where it changed after the start; also where neither can be told."""
    try:
        found = host.stat(path)
    except Unreadable:
        return path
    return path if found is not None and (since is None or found.changed_ns / 1e9 > since) else None
