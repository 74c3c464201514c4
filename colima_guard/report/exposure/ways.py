"""The lines of a picture, and the ways from end to end along them."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.report.exposure.fold import Group
from colima_guard.report.exposure.picture import Link, worst
from colima_guard.report.exposure.values import Members, Place, Reach, Resident

_HOW = {
    "socket": "by the engine's socket",
    "privileged": "as strong as its VM",
    "bind": "by binds",
    "emptied": "its binds become empty",
    "nothing": "nothing of this machine",
    "unknown": "cannot be told",
    "several": "by several means",
}


def seen_by(found: Members, of_place: dict[Place, str], of_vm: dict[str, str]) -> dict[tuple[str, str], Reach]:
    """How the boxes of VMs see those of places, by the keys of both."""
    seen: dict[tuple[str, str], Reach] = {}
    for vm in found.vms:
        for place, reach in vm.sees.items():
            pair = of_place[place], of_vm[vm.name]
            known = seen.get(pair, reach)
            tone = worst((known.tone, reach.tone))
            seen[pair] = Reach(tone, known.writable or reach.writable, known.loose and reach.loose)
    return seen


def held_by(
    found: Members, occupants: Sequence[Group[Resident]], of_place: dict[Place, str], of_vm: dict[str, str]
) -> tuple[list[Link], set[tuple[str, str, str]]]:
    """The lines from VMs to occupants, and the ways that lead on along them."""
    by_name = {vm.name: vm for vm in found.vms}
    links: dict[tuple[str, str], Link] = {}
    ways: set[tuple[str, str, str]] = set()
    for group in occupants:
        for one in group.members:
            for name in one.on:
                if name not in by_name:
                    continue
                pair = of_vm[name], group.key
                new = Link(*pair, one.tone, one.writable, one.running is None, _HOW[one.how])
                links[pair] = _wider(links.get(pair, new), new)
                ways.add(("", *pair))
                reached = by_name[name].sees.items()
                ways |= {(of_place[place], *pair) for place, reach in reached if one.reaches(place, reach)}
    return list(links.values()), ways


def _wider(one: Link, other: Link) -> Link:
    return one._replace(
        tone=worst((one.tone, other.tone)),
        writable=one.writable or other.writable,
        loose=one.loose and other.loose,
        how=one.how if one.how == other.how else _HOW["several"],
    )
