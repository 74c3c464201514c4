"""What of a change still stands: file by file, for a rollback may have taken back only a part of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from colima_guard.host.machine import Host
from colima_guard.store.change import Change, ChangedFile

#: How a change stands, seen together with the rest of the history and the files as they are now.
State = Literal["applied", "interrupted", "rolled back", "taken back in part", "rewritten since", "damaged"]


def state_of(change: Change, history: Sequence[Change], host: Host) -> State:
    """How a change stands now.

    ``rolled back``: later changes took it back and are not themselves taken back. ``taken back in part``: they did so
    with a part of it, or were stopped in the middle. ``rewritten since``: applied, and at least one of its files no
    longer holds what it wrote, whoever rewrote it (a later change of ours included).
    """
    if change.state == "damaged":
        return "damaged"
    if is_taken_back(change, history):
        return "taken back in part" if _is_open(change, history, host) else "rolled back"
    if change.state == "interrupted":
        return "interrupted"
    return "applied" if all(file.in_place(host).found(host) == "after" for file in change.files) else "rewritten since"


def standing(change: Change, history: Sequence[Change]) -> tuple[ChangedFile, ...]:
    """The files of a change that no later change took back."""
    takers = [(taker, {file.path for file in standing(taker, history)}) for taker in _takers(change, history)]
    return tuple(file for file in change.files if not any(_took(taker, stands, file.path) for taker, stands in takers))


def remaining(change: Change, history: Sequence[Change], host: Host) -> tuple[ChangedFile, ...]:
    """Those of them that hold something else than before the change: what is left for a rollback."""
    found = ((file, file.in_place(host).found(host)) for file in standing(change, history))
    # of a file that an interrupted change is not known to have written, somebody else's text is not its matter
    ours = change.state == "applied"
    return tuple(file for file, holds in found if holds == "after" or (holds == "other" and (ours or file.done)))


def is_taken_back(change: Change, history: Sequence[Change]) -> bool:
    """Whether later changes took it back, be it in part, and have not been taken back themselves."""
    takers = _takers(change, history)
    return len(standing(change, history)) < len(change.files) or any(_counts(taker, history) for taker in takers)


def is_rolled_back(change: Change, history: Sequence[Change], host: Host) -> bool:
    """Whether nothing of it is left to take back, because that was done."""
    return is_taken_back(change, history) and not _is_open(change, history, host)


def _takers(change: Change, history: Sequence[Change]) -> list[Change]:
    # only a later change can take one back; this also ends the recursion on a journal that claims otherwise
    return [other for other in history if other.reverts == change.id and other.id > change.id]


def _counts(taker: Change, history: Sequence[Change]) -> bool:
    """Whether a finished rollback has an effect still. One without files removed directories, which nobody undoes."""
    return taker.state == "applied" and (not taker.files or bool(standing(taker, history)))


def _took(taker: Change, stands: set[str], path: str) -> bool:
    """Whether a file of another change was taken back by ``taker``, of which the files ``stands`` are not undone."""
    own = next((file for file in taker.files if file.path == path), None)
    if own is not None:
        return path in stands and (own.done or taker.state == "applied")
    # it held then what it held before, unless it is noted that it could not be taken back
    return taker.state == "applied" and path not in taker.left and (bool(stands) or not taker.files)


def _is_open(change: Change, history: Sequence[Change], host: Host) -> bool:
    if remaining(change, history, host):
        return True
    # the last thing that a rollback does, and one that was stopped before did not
    finished = any(_counts(taker, history) and not taker.left for taker in _takers(change, history))
    return not finished and any(host.is_dir(directory.path) for directory in change.directories)
