"""The one error that means "the user's problem": everything else that reaches the top is a bug of ours."""

from __future__ import annotations

from colima_guard import exits

#: where a bug is reported
REPORT = "https://github.com/colima-guard/colima-guard/issues"


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


class GuardError(Exception):
    """Something the user can mend: what is wrong, why it matters, what to do. Nothing was written."""

    exit_code = exits.REFUSED

    def __init__(
        self, what: str, *, why: str = "", do: str = "", paste: str = "", exit_code: int | None = None
    ) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.do = do
        #: lines to paste by hand; all else is one line each, whatever names it holds
        self.paste = paste
        if exit_code is not None:
            self.exit_code = exit_code


class UsageError(GuardError):
    """The command line itself is wrong."""

    exit_code = exits.USAGE


class NothingFound(GuardError):
    """There is no instance and no birthplace to work on."""

    exit_code = exits.NOTHING_FOUND
