"""The socket of an engine, in whatever way a service is given it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Access
from colima_guard.scan.container.sockets import Reach, Sockets
from colima_guard.scan.finding import Confidence, ScanFinding
from colima_guard.scan.findings.strength import makes_root
from colima_guard.scan.project import Project, Service, Where

_WHY = "whoever talks to the engine can start any container, and so read and write all that the VM can"
_READ_ONLY = "; `:ro` is no remedy, for it keeps nobody from talking to the engine"
_REMEDY = "leave it out, or put a filtering socket proxy between (docs/scan.md#a-socket-proxy)"
_PROXY_WHY = (
    "it hands on what its settings let through: with POST and /containers that is all that the VM can, and whoever "
    "breaks into the proxy itself has the whole socket"
)
_PROXY_REMEDY = "let through only what is needed, without POST, on a network of its own (docs/scan.md#a-socket-proxy)"
#: images that hold the socket to let through a part of what it can
_PROXIES = re.compile(
    r"(?:\A|/)(?:tecnativa/docker-socket-proxy|linuxserver/socket-proxy|wollomatic/socket-proxy|11notes/socket-proxy)"
    r"(?:[:@]|\Z)"
)
_ADDRESS = re.compile(r"(tcp|https?|ssh|unix|npipe|fd)://([^/:]*)", re.IGNORECASE)
#: what the machine that an engine runs on is called from within its containers
_MACHINES = frozenset(
    (
        *(
            "host.docker.internal",
            "docker.for.mac.localhost",
            "docker.for.mac.host.internal",
            "gateway.docker.internal",
        ),
        *("host.lima.internal", "host.containers.internal", "host.rancher-desktop.internal", "host.orb.internal"),
        *("172.17.0.1", "192.168.65.1", "192.168.65.2", "192.168.65.254", "192.168.5.2", "192.168.5.1"),
    )
)


class Held(NamedTuple):
    """One way in which a service has, or may have, the socket of an engine."""

    confidence: Confidence
    how: str
    where: Where
    path: str | None = None
    read_only: bool = False


def is_proxy(service: Service) -> bool:
    """Whether a service is a proxy that is known to filter what it hands on."""
    return _PROXIES.search(service.image) is not None


def held(project: Project, service: Service, sockets: Sockets) -> Iterator[Held]:
    """Every way in which a service has the socket, the surest first of each kind."""
    for bind in service.binds:
        if bind.origin == "device":
            continue
        reach = sockets.reach(bind)
        if reach.reaches is not False:
            confidence = _confidence(reach)
            yield Held(confidence, reach.how, bind.where, bind.source, bind.access is Access.RO)
    if service.uses_api_socket:
        at = next((one.where for one in service.strengths if one.key.endswith("use_api_socket")), project.place)
        yield Held(Confidence.SURE, "use_api_socket gives it the socket of the engine, and your registry logins", at)
    for name, value in service.environment:
        yield from _by_variable(project, service, sockets, name, value)


def _confidence(reach: Reach) -> Confidence:
    if reach.reaches is None:
        return Confidence.POSSIBLE
    return Confidence.LIKELY if reach.by_name else Confidence.SURE


def _by_variable(project: Project, service: Service, sockets: Sockets, name: str, value: str) -> Iterator[Held]:
    """A variable that leads to an engine by a network; a path that it names is there only by a bind.

    An engine in another container of the project counts where that one is more than a container.
    """
    found = _ADDRESS.match(value)
    if found is None or found[1].lower() in ("unix", "npipe", "fd"):
        return
    scheme, machine = found[1].lower(), found[2].lower()
    host_network = any(one.key == "network_mode" and one.value == "host" for one in service.strengths)
    said = f"{name}={value} leads to"
    if scheme != "ssh" and (machine in _MACHINES or (host_network and machine in ("localhost", "127.0.0.1"))):
        yield Held(Confidence.LIKELY, f"{said} an engine on the machine that its own engine runs on", project.place)
        return
    other = next((one for one in project.services if one.name == machine), None)
    if other is None or other is service:
        if machine not in ("localhost", "127.0.0.1", "::1"):
            yield Held(Confidence.POSSIBLE, f"{said} an engine, and of which VM cannot be told", project.place)
    elif is_proxy(other):
        yield Held(Confidence.POSSIBLE, f"{said} the engine through the proxy {other.name}", project.place)
    elif makes_root(other) or any(sockets.reach(bind).reaches for bind in other.binds):
        yield Held(Confidence.LIKELY, f"{said} the engine that {other.name} runs or hands on", project.place)


def state(service: Service, ways: Sequence[Held]) -> bool | None:
    """Whether it is held. ``None``: it cannot be told, also where another thing cannot that it may be given.

    A variable that is set nowhere is read as Compose reads it, and told by a finding of its own.
    """
    if any(one.confidence is not Confidence.POSSIBLE for one in ways):
        return True
    return None if ways or any(not one.unset for one in service.unknown) else False


def findings(service: Service, ways: Sequence[Held]) -> Iterator[ScanFinding]:
    """CG420, once for each way."""
    proxy = is_proxy(service)
    for one in ways:
        why = _PROXY_WHY if proxy else _WHY + (_READ_ONLY if one.read_only else "")
        confidence = min(one.confidence, Confidence.LIKELY, key=_DOUBT.index) if proxy else one.confidence
        message = f"{one.how}, and this is a filtering proxy" if proxy else one.how
        yield ScanFinding(
            "CG420",
            confidence,
            message,
            why,
            _PROXY_REMEDY if proxy else _REMEDY,
            one.where,
            service.name,
            one.path,
        )


_DOUBT = (Confidence.POSSIBLE, Confidence.LIKELY, Confidence.SURE)
