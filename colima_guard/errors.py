"""The one error that means "the user's problem": everything else that reaches the top is a bug of ours."""

from __future__ import annotations

from colima_guard import exits


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
