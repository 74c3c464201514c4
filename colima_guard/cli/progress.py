"""How far a long look has come, for who waits for it."""

from __future__ import annotations

import sys
from collections.abc import Callable

from colima_guard.host.machine import Host


def progress(host: Host) -> Callable[[str], None] | None:
    """Says on a terminal how far a long look has come."""
    if not sys.stderr.isatty():
        return None
    from colima_guard.report.fit import tell
    from colima_guard.report.text import told

    return lambda text: tell(host, told(host, text), err=True)
