"""Whether an instance sees a path, and through which share."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.host.machine import Host
from colima_guard.judge.findings import mounts
from colima_guard.judge.reach import names
from colima_guard.judge.row import Row, Survey
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within
from colima_guard.model.share import Access, Share


class Sight(NamedTuple):
    """How an instance sees a path."""

    #: ``rw``, ``ro``, ``no``, or ``None`` where it cannot be told
    visible: str | None
    #: what shows it
    share: Share | None
    #: whether that share lies within the allowlist
    allowed: bool = False
    #: seen only by getting around the share list
    around: bool = False
    #: the other name by which it is seen there
    mounted: str | None = None
    #: why it cannot be told
    why: str = ""


def sights(host: Host, looked: Survey, real: str) -> list[tuple[Row, Sight]]:
    """How each instance of a survey sees a real path, by whichever name that has."""
    by = names(host, host.mounts([real]), real)
    seen = []
    for row in looked.rows:
        judged = [*row.judgements, *([row.now] if row.now else [])]
        shared = [share.real for judgement in judged for share in judgement.exposure.shares if share.real is not None]
        allow = looked.policy.of(row.instance.name).allow
        seen.append((row, sight(row, *by, untold=mounts.untold(host, host.mounts(shared), judged, allow))))
    return seen


def sight(row: Row, *names: str, untold: Sequence[str] = ()) -> Sight:
    """How an instance sees a real path at its next start, by the widest of the ways in which it can start.

    The path may have several names, for what is mounted elsewhere too; the first is the one that was asked for.
    ``untold`` says of what is mounted in its shares why it cannot be told what that shows.
    """
    best = Sight("no", None)
    for judgement in (*row.judgements, *([row.now] if row.now else [])):
        exposure = judgement.exposure
        shares = list(zip(exposure.shares, judgement.allowed, strict=True))
        for share, fine in shares:
            if share.real is None:
                continue
            for name in (name for name in names if is_within(name, share.real)):
                here = name if name != names[0] else None
                best = _wider(best, Sight(share.access.value, share, fine and here is None, mounted=here))
        loose = [(share, fine) for share, fine in shares if not share.transport.confined]
        if loose and best.visible != "rw":
            # one writable channel writes everywhere (real-vm: reverse-sshfs)
            widest, fine = next((pair for pair in loose if pair[0].access is Access.RW), loose[0])
            best = _wider(best, Sight(widest.access.value, widest, fine, around=True))
    if best.visible != "no":
        return best
    unknown = [judgement.exposure.unknown for judgement in row.judgements if judgement.exposure.unknown is not None]
    unknown += untold
    if row.restart_needed and row.now is None:
        unknown.append("it runs with the shares of an older start")
    return Sight(None, None, why=unknown[0]) if unknown else best


def _wider(one: Sight, other: Sight) -> Sight:
    order = {"no": 0, "ro": 1, "rw": 2}
    return other if order[other.visible or "no"] > order[one.visible or "no"] else one
