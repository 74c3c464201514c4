"""All findings of a container that exists, by the rules for services: what it is given, on the host."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.share import Access
from colima_guard.scan.container.values import Container
from colima_guard.scan.engine.values import Engine
from colima_guard.scan.finding import Confidence, ScanFinding
from colima_guard.scan.findings import bind as binds
from colima_guard.scan.findings import outside, socket, strength
from colima_guard.scan.machine import Machine
from colima_guard.scan.project import Bind, Service, Where
from colima_guard.scan.reach import host_paths

_ROOT_REMEDY = "create it again without that, with what it needs and no more"
_UNKNOWN_REMEDY = "look at it where the engine runs, or make it anew without that"


def findings(
    host: Host,
    engine: Engine,
    machine: Machine,
    container: Container,
    allow: Allowlist | None,
    protected: binds.Protected,
) -> Iterator[ScanFinding]:
    """Every finding of a container. ``allow``: the saved allowlist, ``None`` where none is; nothing is outside then."""
    where = place(engine, container)
    # what a control group defaults to is the kernel's: it says nothing of what somebody wanted
    strengths = tuple(one for one in container.strengths if one.key != "cgroup")
    service = Service(container.name, strengths=strengths, image=container.image)
    yield from _socket(container, service, where)
    yield from _root(container, where)
    yield from (one._replace(where=where) for one in strength.of_settings(service, root=False))
    for bind in container.binds:
        for seen in on_host(host, machine, bind):
            of_bind = _of_bind(host, machine, container, seen, allow, protected)
            yield from (_in_vm(one, bind, seen, where) for one in of_bind)
        spreads = binds.spreading(Service(container.name, (bind,)))
        yield from (one._replace(where=where) for one in spreads)
    for why in container.unknown:
        yield ScanFinding("CG427", Confidence.POSSIBLE, why, _UNKNOWN_WHY, _UNKNOWN_REMEDY, where, container.name)


_UNKNOWN_WHY = "what is not known may be the socket, or a directory that nobody meant to give away"


def place(engine: Engine, container: Container) -> Where:
    """Stands for the file of a container, which has none."""
    return Where(f"{container.name}, {engine.title}")


def on_host(host: Host, machine: Machine, bind: Bind) -> list[Bind]:
    """What a bind is of the host: nothing where it is the VM's own, several where it holds what is mounted below."""
    found = []
    for seen in host_paths(host, machine, bind.source):
        access = Access.RO if Access.RO in (bind.access, seen.access) else Access.RW
        found.append(bind._replace(source=seen.path, access=access))
    return found


def _of_bind(
    host: Host,
    machine: Machine,
    container: Container,
    seen: Bind,
    allow: Allowlist | None,
    protected: binds.Protected,
) -> Iterator[ScanFinding]:
    service = Service(container.name, (seen,))
    if allow is not None:
        yield from outside.not_allowed(host, service, allow, tuple)
        if machine.name:  # without a VM a link is followed on the host
            yield from outside.by_another_name(host, service, allow)
    yield from protected.findings(service)


def _in_vm(finding: ScanFinding, bind: Bind, seen: Bind, where: Where) -> ScanFinding:
    named = "" if bind.source == seen.source else f" (the VM has it in {bind.source})"
    return finding._replace(where=where, message=finding.message + named)


def _socket(container: Container, service: Service, where: Where) -> Iterator[ScanFinding]:
    """CG420, once: the surest way, and how many more there are."""
    ways = [why for why in container.socket_why if why not in container.unknown]
    if container.socket is False or not ways:
        return
    confidence = Confidence.SURE if container.socket else Confidence.POSSIBLE
    read_only = any(bind.access is Access.RO and bind.source in ways[0] for bind in container.binds)
    more = f", and {len(ways) - 1} more" if len(ways) > 1 else ""
    held = socket.Held(confidence, ways[0] + more, where, None, read_only)
    yield from socket.findings(service, [held])


def _root(container: Container, where: Where) -> Iterator[ScanFinding]:
    """CG421, once for what is sure, and once for what is not where that is all there is."""
    sure = container.root_why
    said = "; ".join(sure or container.root_doubts)
    if not said:
        return
    confidence = Confidence.SURE if sure else Confidence.POSSIBLE
    yield ScanFinding("CG421", confidence, said, strength.ROOT_WHY, _ROOT_REMEDY, where, container.name)
