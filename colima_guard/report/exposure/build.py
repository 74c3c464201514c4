"""From what a document tells to the picture: sorted, folded, and with the ways from end to end."""

from __future__ import annotations

from collections.abc import Hashable

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import with_tilde
from colima_guard.report.exposure.fold import Group, folded, numbered
from colima_guard.report.exposure.names import Names
from colima_guard.report.exposure.nodes import occupant_node, place_nodes, vm_node
from colima_guard.report.exposure.picture import Link, Picture, Tone, worst
from colima_guard.report.exposure.values import Members, Place, Reach, Resident, Vm
from colima_guard.report.exposure.ways import held_by, seen_by

#: the secrets that everybody knows, before the others
_FIRST = ("~/.ssh", "~/.aws", "~/.gnupg", "~/.kube", "~/.docker/config.json", "~/.netrc")
#: by what an occupant is as strong as its VM, the strongest first
_STRENGTH = {"socket": 0, "privileged": 1}


class Most(NamedTuple):
    """How many nodes a column may have."""

    places: int
    vms: int
    occupants: int


PAGE = Most(12, 11, 13)


def picture(found: Members, names: Names, most: Most = PAGE) -> Picture:
    """The picture of what there is."""
    found = worst_first(found)
    vms = numbered("v", folded(found.vms, _alike, most.vms))
    of_vm = {vm.name: group.key for group in vms for vm in group.members}
    places = _places(found, names, most.places, of_vm)
    of_place = {place: group.key for group in places for place in group.members}
    occupants = _occupants(found, most.occupants, of_vm)
    seen = seen_by(found, of_place, of_vm)
    held, ways = held_by(found, occupants, of_place, of_vm)
    ways |= {(start, end, "") for start, end in seen}
    ways |= {("", vm, "") for vm in of_vm.values()}
    links = [
        *(Link(start, end, reach.tone, reach.writable, reach.loose) for (start, end), reach in seen.items()),
        *held,
    ]
    return Picture(
        tuple(place_nodes(places, found, names)),
        tuple(vm_node(group, names) for group in vms),
        tuple(occupant_node(group, names) for group in occupants),
        tuple(sorted(links, key=lambda link: (link.tone, link.writable))),
        frozenset(ways),
    )


def worst_first(found: Members, before: Members | None = None) -> Members:
    """The VMs in the order of a picture; those that are equally bad as they stand in ``before``."""
    strong = {name for one in found.residents if one.whole for name in one.on}
    order = {} if before is None else {vm.name: number for number, vm in enumerate(before.vms)}

    def rank(vm: Vm) -> tuple[int, bool, int, bool, bool, int]:
        bad = sum(reach.tone is Tone.OPEN and place.kind in ("home", "secret") for place, reach in vm.sees.items())
        return -vm.tone, not vm.active, -bad, vm.name not in strong, vm.future, order.get(vm.name, len(order))

    return found._replace(vms=tuple(sorted(found.vms, key=rank)))


def _alike(vm: Vm) -> Hashable:
    return vm.tone, vm.transport, vm.future, frozenset(vm.sees.items())


def _places(found: Members, names: Names, most: int, of_vm: dict[str, str]) -> list[Group[Place]]:
    by: dict[Place, dict[str, Reach]] = {place: {} for place in found.places}
    for vm in found.vms:
        for place, reach in vm.sees.items():
            by.setdefault(place, {})[of_vm[vm.name]] = reach
    kinds = ("home", "secret", "share", "allowed", "nothing")

    def rank(place: Place) -> tuple[int, int, int, str]:
        path = with_tilde(place.path, names.home)
        tone = worst(reach.tone for reach in by[place].values())
        # what nobody sees stands at the end
        return (
            0 if by[place] or place.kind == "home" else 1,
            kinds.index(place.kind) if place.kind in ("home", "secret") else 2 + (tone is not Tone.OPEN),
            _FIRST.index(path) if path in _FIRST else len(_FIRST),
            path,
        )

    def alike(place: Place) -> Hashable:
        return place.kind, frozenset(by[place].items())

    return numbered("p", folded(sorted(by, key=rank), alike, most))


def badness(one: Resident) -> tuple[int, int]:
    """By which the occupants of a machine are sorted, the worst first."""
    # what a plan empties comes behind what is bad, and before what is fine
    emptied = one.how == "emptied"
    return -3 if emptied else -2 * one.tone, _STRENGTH.get(one.how, len(_STRENGTH))


def _occupants(found: Members, most: int, of_vm: dict[str, str]) -> list[Group[Resident]]:
    vms = {key: number for number, key in enumerate(dict.fromkeys(of_vm.values()))}

    def rank(one: Resident) -> tuple[tuple[int, int], int, bool, str]:
        at = min((vms[of_vm[name]] for name in one.on if name in of_vm), default=len(vms))
        return badness(one), at, one.running is not True, one.name

    def alike(one: Resident) -> Hashable:
        on = frozenset(of_vm[name] for name in one.on if name in of_vm)
        return one.kind, one.tone, one.how, one.writable, one.whole, on

    return numbered("o", folded(sorted(found.residents, key=rank), alike, most))
