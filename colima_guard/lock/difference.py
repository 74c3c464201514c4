"""What instances see before a change, and what after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from colima_guard.judge.row import Row, Survey
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import clean, keys
from colima_guard.model.reach import Reach
from colima_guard.model.share import Share


class Moved(NamedTuple):
    """A host directory that an instance sees at another path of the guest than before."""

    instance: str
    path: str
    old: str
    new: str


def pairs(before: Survey, after: Survey) -> list[tuple[Row, Row]]:
    """The instances that are there both times, each as it is and as it will be."""
    now = {row.instance.name: row for row in after.rows}
    return [(row, now[row.instance.name]) for row in before.rows if row.instance.name in now]


def lost(before: Row, after: Row) -> list[tuple[str, str]]:
    """What an instance sees now and will not see: its name and the host directory."""
    still = Reach(after.shown.exposure.shares)
    seen = [(share.location, share.real) for share in before.shown.exposure.shares if share.real and share.location]
    return [(before.instance.name, path) for path, real in seen if not still.shows(real)]


def moved(before: Row, after: Row) -> Iterator[Moved]:
    """What is seen still, and no longer where the guest has it now."""
    seen: dict[str, list[tuple[int, Share]]] = {}
    # releases differ in whether they know mount points, and another one may be the worst then
    ways = (after.shown, *after.judgements)
    for number, share in enumerate(share for way in ways for share in way.exposure.shares):
        if share.real is not None:
            *_, place = keys(share.real)
            seen.setdefault(place, []).append((number, share))
    for share in before.shown.exposure.shares:
        if share.real is None or share.location is None or not (share.mount_point or "").startswith("/"):
            continue
        at = list(dict.fromkeys(_guest_paths(share.real, seen)))
        old = clean(share.mount_point or "")
        if at and old not in at:
            yield Moved(before.instance.name, clean(share.location), old, at[0])


def _guest_paths(real: str, seen: Mapping[str, Sequence[tuple[int, Share]]]) -> Iterator[str]:
    """Where a real path is in the guest, by the shares that are known by their directories, in their order."""
    for _, share in sorted((pair for place in keys(real) for pair in seen.get(place, ())), key=lambda pair: pair[0]):
        if share.real is not None and share.mount_point:
            yield clean(share.mount_point + real[len(share.real) :])
