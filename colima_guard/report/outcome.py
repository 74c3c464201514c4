"""What a lock leaves behind, in one sentence: what is locked, what is not and why, and what cannot start."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from colima_guard.judge.row import Row
from colima_guard.model.plan import Refusal
from colima_guard.model.verdict import Verdict


def outcome(rows: Sequence[Row], refused: Sequence[Refusal], waiting: Collection[str]) -> str:
    """The sentence. ``refused`` are the files that stay as they are, ``waiting`` the instances to be restarted."""
    locked = [row for row in rows if row.verdict is Verdict.LOCKED]
    parts = [f"{len(rows)} instance{'' if len(rows) == 1 else 's'} LOCKED"]
    if len(locked) < len(rows):
        parts = [f"{len(locked) or 'none'} of {len(rows)} instances LOCKED"] if len(rows) > 1 else []
    parts += [_open(row, refused, waiting) for row in rows if row.verdict is not Verdict.LOCKED]
    parts += _beside(locked, rows, refused)
    parts += [
        f"{row.instance.name} cannot start: {row.shown.exposure.refusal}" for row in rows if row.shown.exposure.refusal
    ]
    return "; ".join(parts)


def _open(row: Row, refused: Sequence[Refusal], waiting: Collection[str]) -> str:
    return f"{row.instance.name} {row.verdict.name} ({_why(row, refused, waiting)})"


def _why(row: Row, refused: Sequence[Refusal], waiting: Collection[str]) -> str:
    """The reason that comes first: what is in the way of all others."""
    if row.counted is Verdict.LOCKED:
        return "accepted"
    if any(_is_about(refusal, row) for refusal in refused):
        return "a file of it cannot be changed"
    if row.instance.name in waiting:
        return "until it is restarted"
    if row.shown.exposure.unknown is not None:
        return row.shown.exposure.unknown
    if row.verdict is Verdict.SOFT and not all(share.transport.confined for share in row.shown.exposure.shares):
        return "its transport does not keep the VM within its shares"
    messages = (finding.message for finding in row.findings if finding.offends)
    return next(messages, "colima-guard status says why")


def _beside(locked: Sequence[Row], rows: Sequence[Row], refused: Sequence[Refusal]) -> Iterator[str]:
    """Files that stay as they are though what they belong to is locked, or belongs to nothing that is shown."""
    for refusal in refused:
        about = [row for row in rows if _is_about(refusal, row)]
        if all(row in locked for row in about):
            yield f"{refusal.path} stays as it is, for it cannot be changed"


def _is_about(refusal: Refusal, row: Row) -> bool:
    return row.instance.name in refusal.instances or refusal.path in (*row.instance.files, row.instance.backend)
