"""A container, or a service that is started as one, with what it reaches of the host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Access
from colima_guard.scan.container.values import Container
from colima_guard.scan.finding import Confidence
from colima_guard.scan.impact import WORKING_DIRECTORY
from colima_guard.scan.machine import Machine
from colima_guard.scan.project import Bind
from colima_guard.scan.reach import Seen, host_paths
from colima_guard.scan.result import Judged, Scan, Scanned

How = Literal["socket", "privileged", "bind", "nothing", "unknown"]


class Occupant(NamedTuple):
    """A container, or a service that is started as one."""

    kind: Literal["container", "service"]
    name: str
    #: the directory of its project; empty for none
    project: str
    #: the instances that it is on, or would be started on; an empty name stands for this machine itself
    instances: tuple[str, ...]
    #: ``None`` for a service, of which no container was told
    running: bool | None
    #: whether it can do all that its VM can; ``None`` where that cannot be told
    whole: bool | None
    how: How
    #: what that rests on
    why: tuple[str, ...]
    #: ``None`` where it cannot be told
    reaches: tuple[Seen, ...] | None
    #: after a lock; ``None`` where nothing is planned, or it cannot be told
    after: tuple[Seen, ...] | None


def of_containers(done: Scan) -> Iterator[Occupant]:
    for engine in done.engines:
        for one in engine.containers:
            reached = done.reached[one.id]
            project = one.labels.get(WORKING_DIRECTORY, "")
            yield Occupant(
                "container",
                one.name,
                project,
                (engine.instance,),
                one.running,
                one.vm_root,
                _how(one.vm_root, one.socket, one.binds),
                _why(one),
                reached.today,
                reached.after,
            )


def _why(one: Container) -> tuple[str, ...]:
    return (*one.socket_why, *one.root_why, *one.root_doubts, *one.unknown)


def of_service(host: Host, scanned: Scanned, judged: Judged, on: Sequence[Machine]) -> Occupant:
    service = judged.service
    finding = scanned.strong.get(service.name)
    whole = finding is not None and (None if finding.confidence is Confidence.POSSIBLE else True)
    today: tuple[Seen, ...] | None = _seen(host, on, service.binds, after=False, whole=whole is not False)
    planned = any(machine.after is not None for machine in on)
    return Occupant(
        "service",
        service.name,
        scanned.project.directory,
        tuple(machine.name for machine in on),
        None,
        whole,
        _how(whole, judged.socket, service.binds),
        (finding.message,) if finding is not None else (),
        None if any(machine.unknown is not None for machine in on) else today,
        _seen(host, on, service.binds, after=True, whole=whole is not False) if planned else None,
    )


def _seen(host: Host, on: Sequence[Machine], binds: Sequence[Bind], *, after: bool, whole: bool) -> tuple[Seen, ...]:
    """What is reached of the host on any of the machines: all that those show, or the binds."""
    best: dict[str, Seen] = {}
    for machine in _different(on, after=after):
        for seen in _all(machine, after=after) if whole else _bound(host, machine, binds, after=after):
            known_already = best.get(seen.path)
            if known_already is None or not seen.access.within(known_already.access):
                best[seen.path] = seen
    return tuple(best.values())


def _bound(host: Host, machine: Machine, binds: Sequence[Bind], *, after: bool) -> Iterator[Seen]:
    for bind in binds:
        for seen in host_paths(host, machine, bind.source, after=after):
            yield seen._replace(access=Access.RO) if bind.access is Access.RO else seen


def _all(machine: Machine, *, after: bool) -> Iterator[Seen]:
    if not machine.name:
        yield Seen("/", "/", Access.RW)
    for share in (machine.after or ()) if after else machine.shares:
        if share.location is not None:
            yield Seen(share.location, share.real or share.location, share.access, share)


def _different(on: Iterable[Machine], *, after: bool) -> Iterator[Machine]:
    """The machines, one of those that share the same."""
    met: set[tuple[object, ...]] = set()
    for machine in on:
        shares = (machine.after or ()) if after else machine.shares
        key = (not machine.name, *((share.location, share.mount_point, share.access) for share in shares))
        if key not in met:
            met.add(key)
            yield machine


def _how(whole: bool | None, socket: bool | None, binds: Sequence[Bind]) -> How:
    """By what a container reaches the host: the strongest that it has."""
    if socket:
        return "socket"
    if whole:
        return "privileged"
    if whole is None:
        return "unknown"
    return "bind" if binds else "nothing"
