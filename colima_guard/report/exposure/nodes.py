"""The nodes of the picture: what each says of the one thing, or the several, that it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.report.exposure.fold import Group
from colima_guard.report.exposure.members import Members, Place, Resident, Vm
from colima_guard.report.exposure.names import Names, count, cut, listed
from colima_guard.report.exposure.picture import Node, Tone, worst

_MARKS = {"home": "HOME", "secret": "SECRET", "share": "OUTSIDE", "allowed": "ALLOWED", "nothing": "EMPTY"}
_BOUND = {
    Tone.OPEN: "OUTSIDE",
    Tone.UNKNOWN: "UNKNOWN",
    Tone.SOFT: "UNKNOWN",
    Tone.LOCKED: "ALLOWED",
    Tone.PLAIN: "NOTHING",
}
_NOUNS = {"secret": "secret", "allowed": "allowed place"}


def place_node(group: Group[Place], found: Members, names: Names) -> Node:
    members = group.members
    first, size = members[0], len(members)
    own = set(members)
    reached = [(vm.name, reach) for vm in found.vms for place, reach in vm.sees.items() if place in own]
    tone = worst(reach.tone for _, reach in reached)
    kinds = list(dict.fromkeys(one.kind for one in members))
    seen = _seen_by(len({name for name, _ in reached}), any(reach.writable for _, reach in reached))
    if size > 1:
        title = count(size, _NOUNS.get(kinds[0], "place") if len(kinds) == 1 else "place")
        seen = f"{seen}: {listed([names.path(one.path) for one in members], 4)}"
    else:
        title = names.path(first.path)
    return Node(group.key, cut(title), cut(seen), tone, _MARKS[kinds[0]] if len(kinds) == 1 else "SEVERAL", size)


def _seen_by(vms: int, writable: bool) -> str:
    if not vms:
        return "out of reach"
    return f"{count(vms, 'VM')} can {'write' if writable else 'read'}"


def vm_node(group: Group[Vm], names: Names) -> Node:
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
    return Node(group.key, cut(title), cut(detail), tone, first.verdict if size == 1 else _marks(members), size, future)


def _marks(members: Sequence[Vm]) -> str:
    verdicts = dict.fromkeys(vm.verdict for vm in members)
    return next(iter(verdicts)) if len(verdicts) == 1 else f"{next(iter(verdicts))} and better"


def _states(members: Sequence[Vm]) -> Iterator[str]:
    states = [vm.state for vm in members]
    yield from (f"{states.count(state)} {state}" for state in dict.fromkeys(states))


def occupant_node(group: Group[Resident], names: Names) -> Node:
    members = group.members
    first, size = members[0], len(members)
    tone = worst(one.tone for one in members)
    if size == 1:
        title, detail = names.text(first.name), _occupies(first, names)
    else:
        kinds = {one.kind for one in members}
        title = count(size, kinds.pop() if len(kinds) == 1 else "container or service")
        detail = listed([names.text(one.name) for one in members], 4)
    marks = {_reach_mark(one) for one in members}
    return Node(group.key, cut(title), cut(detail), tone, marks.pop() if len(marks) == 1 else "SEVERAL", size)


def _reach_mark(one: Resident) -> str:
    """How it reaches the host: by more than binds, or by such as are allowed or not."""
    return {"socket": "SOCKET", "privileged": "PRIVILEGED"}.get(one.how) or _BOUND[one.tone]


def _occupies(one: Resident, names: Names) -> str:
    if one.kind == "service":
        return f"service of {names.path(one.project)}"
    whole = "perhaps all that its VM can" if one.how == "unknown" else "all that its VM can"
    does = whole if one.whole else listed([names.path(path) for path in one.paths], 1)
    return ("stopped, " if one.running is False else "") + (does or "nothing of this machine")
