"""How far a long look has come, for who waits for it."""

from __future__ import annotations

from collections.abc import Callable

from colima_guard.host.machine import Host


def progress(host: Host) -> Callable[[str], None] | None:
    """Says on a terminal how far a long look has come."""
    from colima_guard.report.output import terminal

    if not terminal(err=True):
        return None
    from colima_guard.report.fit import tell
    from colima_guard.report.text import told

    return lambda text: tell(host, told(host, text), err=True)
