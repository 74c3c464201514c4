"""What is given on standard input."""

from __future__ import annotations

import sys

from colima_guard.errors import UsageError


def whole_input() -> bytes:
    """All of it. Raises ``UsageError`` where it is closed, as ``<&-`` has it, or cannot be read."""
    if sys.stdin is None:
        raise UsageError("standard input is closed", do="give the text on it")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise UsageError(f"standard input cannot be read: {error.strerror}", do="give the text on it") from error
