"""All findings of a project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.scan.container.sockets import Sockets
from colima_guard.scan.finding import ScanFinding
from colima_guard.scan.findings import bind, link, outside, socket, strength, told
from colima_guard.scan.machine import Machine
from colima_guard.scan.project import Project


def findings(
    host: Host,
    project: Project,
    allow: Allowlist | None,
    machines: Callable[[], Sequence[Machine]],
) -> Iterator[ScanFinding]:
    """Every finding of a project. ``allow``: the saved allowlist, ``None`` where none is; nothing is outside then."""
    sockets = host.once(sockets_of)
    protected = host.once(bind.protected)
    yield from told.on_the_host(project)
    yield from told.unreadable(project)
    for service in project.services:
        yield from socket.findings(service, list(socket.held(project, service, sockets)))
        yield from strength.findings(service)
        yield from protected.findings(service)
        if allow is not None:
            yield from outside.not_allowed(host, service, allow, machines, project.directory)
            yield from outside.by_another_name(host, service, allow, project.directory)
        yield from bind.spreading(service)
        yield from link.findings(host, project, service)
    yield from told.unknown(project)


def sockets_of(host: Host) -> Sockets:
    """The sockets of engines, by the names that every machine has for them, and the one that our own client uses."""
    given = host.env("DOCKER_HOST") or ""
    known = (given.removeprefix("unix://"),) if given.startswith("unix:///") else ()
    return Sockets(known, look=host.realpath)
