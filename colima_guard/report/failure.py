"""The three lines of what went wrong, on standard error."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.report.fit import tell
from colima_guard.report.output import echo
from colima_guard.report.text import printable, refused, told

if TYPE_CHECKING:
    from colima_guard.model.plan import Refusal


def say(host: Host, error: GuardError) -> None:
    """Says what is wrong, why it matters and what to do."""
    # a path with a line end in it must not look like another line of ours; only what is to be pasted has several
    lines = [f"colima-guard: {error.what}", error.why and f"  why: {error.why}", error.do and f"  do:  {error.do}"]
    paste = error.paste.split("\n") if error.paste else []
    with suppress(OSError):  # the code says it where standard error cannot
        for line in filter(None, lines):
            tell(host, told(host, line), rest=" " * (7 if line.startswith(" ") else 4), err=True)
        for line in paste:
            echo(host, printable(line), err=True)


def nothing_written(host: Host, left: Sequence[Refusal], *, together: bool = False) -> GuardError:
    """Why a command that writes ended with nothing written: the files that cannot be, the first with its reason.

    ``together``: others could be, and ``--all-or-nothing`` was given.
    """
    first, more = left[0], len({refusal.path for refusal in left}) - 1
    others = "" if not more else " and 1 more" if more == 1 else f" and {more} more"
    paste = ", or paste the block that stands with it by hand" if first.paste else ""
    also = "; or leave out --all-or-nothing, for the rest can be written" if together else ""
    return GuardError(
        f"nothing was written: {first.path}{others} cannot be",
        why=refused(host, first),
        do=f"mend what the reason names{paste}; then run this again{also}",
    )
