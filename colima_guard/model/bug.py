"""A mistake of ours: how it is told, so that it can be reported, and known again by what was told."""

from __future__ import annotations

#: where a bug is reported
REPORT = "https://github.com/colima-guard/colima-guard/issues"
#: how the text of one begins
_BUG = "a bug in colima-guard: "


def bug_text(bug: BaseException) -> str:
    """What went wrong and where in our code: never what a user's file holds, nor a traceback."""
    import os
    import traceback

    frame = traceback.extract_tb(bug.__traceback__)[-1]
    return f"{_BUG}{type(bug).__name__} at {os.path.basename(frame.filename)}:{frame.lineno}"


def to_report(bug: BaseException) -> str:
    """What went wrong, and where to report it: for a bug that stops one file and not the command."""
    return f"{bug_text(bug)}; please report it: {REPORT}"


def is_bug(reason: str) -> bool:
    """Whether a reason was made by ``bug_text``, and so is a mistake of ours."""
    return _BUG in reason
