"""The nodes of the picture: what each says of the one thing, or the several, that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from colima_guard.report.exposure.fold import Group
from colima_guard.report.exposure.names import ELLIPSIS, Names, count, cut, listed
from colima_guard.report.exposure.picture import Node, Tone, worst
from colima_guard.report.exposure.values import ENGINE, Members, Place, Reach, Resident, Vm

T = TypeVar("T")

_MARKS = {"home": "HOME", "secret": "SECRET", "share": "OUTSIDE", "allowed": "ALLOWED", "nothing": "EMPTY"}
_BOUND = {
    Tone.OPEN: "OUTSIDE",
    Tone.UNKNOWN: "UNKNOWN",
    Tone.SOFT: "UNKNOWN",
    Tone.LOCKED: "ALLOWED",
    Tone.PLAIN: "NOTHING",
}
_HOW = {"socket": "SOCKET", "privileged": "PRIVILEGED", "emptied": "EMPTIED"}
#: names of several
_NAMED = 4
_NOUNS = {"secret": "secret", "allowed": "allowed place"}


def place_nodes(groups: Sequence[Group[Place]], found: Members, names: Names) -> Iterator[Node]:
    """The nodes of places."""
    seers: dict[Place, list[tuple[str, Reach]]] = {}
    for vm in found.vms:
        for place, reach in vm.sees.items():
            seers.setdefault(place, []).append((vm.name, reach))
    return (_place_node(group, seers, names) for group in groups)


def _place_node(group: Group[Place], seers: Mapping[Place, Sequence[tuple[str, Reach]]], names: Names) -> Node:
    members = group.members
    size = len(members)
    reached = [pair for place in members for pair in seers.get(place, ())]
    tone = worst(reach.tone for _, reach in reached)
    kinds = list(dict.fromkeys(one.kind for one in members))
    seen = _seen_by(len({name for name, _ in reached}), any(reach.writable for _, reach in reached))
    folded = _each(group, lambda one: _place_node(one, seers, names))
    noun = _NOUNS.get(kinds[0], "place") if len(kinds) == 1 else "place"
    title = count(size, noun) if size > 1 else names.path(members[0].path)
    mark = _MARKS[kinds[0]] if len(kinds) == 1 else "SEVERAL"
    return Node(group.key, cut(title), cut(seen), tone, mark, size, folded=folded)


def _each(group: Group[T], node: Callable[[Group[T]], Node]) -> tuple[Node, ...]:
    """The nodes that the members of a group would be by themselves; none of one."""
    if len(group.members) == 1:
        return ()
    return tuple(node(Group("", (member,))) for member in group.members)


def _some(nodes: Sequence[Node]) -> str:
    """The first names of several, of which it is said how many they are."""
    return ", ".join(one.title for one in nodes[:_NAMED]) + (f" {ELLIPSIS}" if len(nodes) > _NAMED else "")


def _seen_by(vms: int, writable: bool) -> str:
    if not vms:
        return "out of reach"
    return f"{count(vms, 'VM')} can {'write' if writable else 'read'}"


def vm_node(group: Group[Vm], names: Names) -> Node:
    """The node of a VM, or of several."""
    members = group.members
    first, size = members[0], len(members)
    tone = worst(vm.tone for vm in members)
    states = ", ".join(_states(members))
    if size == 1:
        title = names.text(first.name) + ("*" if first.active else "") if first.name else "this machine itself"
        detail = f"{first.transport}, {first.state}"
    else:
        title = count(size, "VM")
        detail = f"{names.text(first.name)} to {names.text(members[-1].name)}: {states}"
    future = all(vm.future for vm in members)
    mark = first.verdict if size == 1 else _marks(members)
    folded = _each(group, lambda one: vm_node(one, names))
    return Node(group.key, cut(title), cut(detail), tone, mark, size, future, folded)


def _marks(members: Sequence[Vm]) -> str:
    verdicts = dict.fromkeys(vm.verdict for vm in members)
    return next(iter(verdicts)) if len(verdicts) == 1 else f"{next(iter(verdicts))} and better"


def _states(members: Sequence[Vm]) -> Iterator[str]:
    states = [vm.state for vm in members]
    yield from (f"{states.count(state)} {state}" for state in dict.fromkeys(states))


def occupant_node(group: Group[Resident], names: Names) -> Node:
    """The node of a container or service, or of several."""
    members = group.members
    first, size = members[0], len(members)
    tone = worst(one.tone for one in members)
    folded = _each(group, lambda one: _with_its_vms(occupant_node(one, names), one.members[0], names))
    if size == 1:
        title, detail = names.text(first.name), _occupies(first, names)
    else:
        kinds = {one.kind for one in members}
        title = count(size, kinds.pop() if len(kinds) == 1 else "other")
        detail = _some(folded)
    marks = {_reach_mark(one) for one in members}
    mark = marks.pop() if len(marks) == 1 else "SEVERAL"
    return Node(group.key, cut(title), cut(detail), tone, mark, size, folded=folded)


def _with_its_vms(node: Node, one: Resident, names: Names) -> Node:
    """As it is listed, where no line leads to it."""
    on = listed([names.text(name) or "this machine itself" for name in one.on], 2)
    return node._replace(detail=f"{node.detail}, on {on}" if on else node.detail)


def _reach_mark(one: Resident) -> str:
    """How it reaches the host: by more than binds, or by such as are allowed or not."""
    return _HOW.get(one.how) or _BOUND[one.tone]


def _occupies(one: Resident, names: Names) -> str:
    if one.kind == "service":
        return f"service of {names.path(one.project)}"
    if one.kind == ENGINE:
        return "containers not known"
    whole = "all that its VM can" if one.how in _HOW else "perhaps all that its VM can"
    does = whole if one.whole else listed([names.path(path) for path in one.paths], 1)
    nothing = "nothing any more" if one.how == "emptied" else "nothing of this machine"
    return ("stopped, " if one.running is False else "") + (does or nothing)
