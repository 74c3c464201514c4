"""Where the program starts: the quick answer if there is one, else the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs the command line of this process and returns its exit code."""
    from colima_guard import warm

    if warm.answer(sys.argv[1:]):
        return 0
    from colima_guard.cli.main import main as full

    return full()
