"""Where the program starts: the quick answer if there is one, else the command line."""

from __future__ import annotations

import gc
import os
import sys


def main() -> int:
    """Runs the command line of this process and returns its exit code, or ends the process with it."""
    # a command lives for a moment and makes few cycles: looking for them at every 700th object is 3 % of its time
    gc.set_threshold(200_000, 20, 100)
    try:
        return _ended(_run())
    except KeyboardInterrupt:  # before there is anything that could have been written, or while an end is told
        from colima_guard.exits import INTERRUPTED

        return _ended(INTERRUPTED)


def _run() -> int:
    from colima_guard.cache import answer as warm

    if warm.answer(sys.argv[1:]):
        return 0
    from colima_guard.cli.main import main as full

    return full()


def _ended(code: int) -> int:
    """Ends the process without taking apart what the system takes back anyway, which is 5 % of a command's time.

    Every file and lock was closed where it was used. Returns the code where output is left that cannot be written.
    """
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        return code
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except (OSError, ValueError):
        pass  # nobody is left to be told
    os._exit(code)
