"""The one error that means "the user's problem": everything else that reaches the top is a bug of ours."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every command (documented in docs/exit-codes.md)."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    NOTHING_FOUND = 3
    REFUSED = 4
    BUG = 70


class GuardError(Exception):
    """Something the user can mend: what is wrong, why it matters, what to do. Nothing was written."""

    exit_code = Exit.REFUSED

    def __init__(
        self, what: str, *, why: str = "", do: str = "", paste: str = "", exit_code: Exit | None = None
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

    exit_code = Exit.USAGE


class NothingFound(GuardError):
    """There is no instance and no birthplace to work on."""

    exit_code = Exit.NOTHING_FOUND
