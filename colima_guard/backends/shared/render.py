"""What is said where a text on standard input cannot be locked."""

from __future__ import annotations

from colima_guard.errors import GuardError

#: where the text comes from
INPUT = "standard input"


def not_rendered(
    line: int | None, reason: str, block: str, *, who: str, what: str = "`mounts`", do: str = "mend it"
) -> GuardError:
    """The error with the block to paste: ``who`` would share otherwise, and ``what`` of the text it replaces.

    The block is empty where to paste one would not help.
    """
    return GuardError(
        f"{INPUT}{f':{line}' if line else ''}: {reason}",
        why=f"{who} would share something else than the allowlist",
        do=f"{do}, or paste this in place of its {what}:" if block else do,
        paste=block,
    )
