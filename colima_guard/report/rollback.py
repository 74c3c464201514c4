"""What ``rollback`` says to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from colima_guard.host.machine import Host
from colima_guard.judge.row import Row
from colima_guard.lock.rollback import Undone
from colima_guard.model.instance import Restart
from colima_guard.report.change import say_restart
from colima_guard.report.diff import echo_change
from colima_guard.report.fit import tell
from colima_guard.report.text import refused, told, told_path
from colima_guard.store.change import Change

_OLDER = "an older change is taken back by its ID: colima-guard history"


def show_undone(host: Host, undone: Undone, *, whole: bool = False) -> None:
    """Everything before the question: which change, the diff, what goes, and what cannot be taken back.

    Files that go are shown in part unless ``whole``.
    """
    rest = "the rest of " if undone.rest else ""
    tell(host, told(host, f"taking back {rest}{undone.change.id}: {undone.change.typed}"))
    for file in undone.plan.files:
        echo_change(host, file, whole=whole)
    for directory in undone.plan.remove_directories:
        tell(host, f"the directory {told_path(host, directory)} goes, if it is empty")
    for refusal in undone.refused:
        tell(host, told(host, f"cannot be taken back: {refused(host, refusal)}"), fg="red")


def show_end(
    host: Host,
    undone: Undone,
    applied: Change | None,
    restart: Sequence[Restart],
    rows: Mapping[str, Row],
    *,
    newest: bool,
) -> None:
    """What was done, and what is left to do. ``newest``: no change was named, so the newest was meant."""
    if applied is not None:
        tell(host, f"taken back as change {applied.id}; see what the VMs can see now: colima-guard status")
        for needed in restart:
            tell(host, told(host, f"{needed.instance}:"))
            say_restart(host, rows[needed.instance], needed)
    elif not undone.plan and not undone.refused:
        tell(host, "nothing to take back: every file is as it was before")
        if newest:
            tell(host, _OLDER)
    if undone.refused:
        tell(host, f"once that is mended, take back the rest: colima-guard rollback {undone.change.id}")
        if newest:  # the rest of it stands before what is older
            tell(host, _OLDER)
