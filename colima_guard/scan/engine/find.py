"""Which engines there are to ask: those of running instances, of docker's contexts, and podman's."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator

from colima_guard.backends import abilities
from colima_guard.backends.interface import HasEngine
from colima_guard.backends.registry import backend
from colima_guard.backends.shared.docker_context import active
from colima_guard.backends.shared.engine_client import by_endpoint
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.judge.row import Row, Survey
from colima_guard.model.instance import EngineClient
from colima_guard.model.paths import is_within
from colima_guard.scan.engine.containerd import by_nerdctl
from colima_guard.scan.engine.values import Way

_LOCAL = re.compile(r"tcp://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?/?\Z")
#: the command line of an engine that listens
_SERVICE = re.compile(r"(?:\S*/)?(?:dockerd\b|podman system service\b)")


def engines(host: Host, survey: Survey) -> Iterator[Way]:
    """Every engine that is found, each once. Nothing is started, so what does not run has a reason and no client."""
    known: set[str] = set()
    for row in survey.rows:
        way = of_instance(host, row)
        if way is not None:
            known.add(_real(host, way.endpoint))
            yield way
        elif row.instance.running and not row.instance.birthplace:
            yield from by_nerdctl(host, row)
    for endpoint in _endpoints(host):
        real = _real(host, endpoint)
        if real in known or any(is_within(real.removeprefix("unix://"), home) for home in _homes(host, survey)):
            continue  # of an instance, which was asked, or does not run
        known.add(real)
        way = _elsewhere(host, endpoint)
        if way is not None:
            yield way
    yield from _podman(host)


def of_instance(host: Host, row: Row) -> Way | None:
    """The engine of a running instance, by its own socket; ``None`` where none is to be had that way."""
    if not row.instance.running or row.instance.birthplace:
        return None
    of = backend(row.instance.backend)
    client = abilities.engine(of, host, row.instance)
    if client is None:
        return None
    endpoint = client.argv[-1] if len(client.argv) > 1 else client.name
    return Way(endpoint, row.instance.name, client, abilities.shell(of, host, row.instance))


def _endpoints(host: Host) -> Iterator[str]:
    """What the docker command talks to now, docker's default, and what its contexts name."""
    now = host.env("DOCKER_HOST")
    if now:
        yield now
    elif (socket := active(host).socket) is not None:
        yield f"unix://{socket}"
    if host.platform != "windows":
        yield "unix:///var/run/docker.sock"
        yield from _contexts(host)


def _contexts(host: Host) -> Iterator[str]:
    directory = posixpath.join(host.env("DOCKER_CONFIG") or posixpath.join(host.home, ".docker"), "contexts", "meta")
    try:
        names = host.names(directory)
    except Unreadable:
        return
    for name in names[:200]:
        try:
            meta = json.loads(host.read(posixpath.join(directory, name, "meta.json")) or b"{}")
        except (ValueError, Unreadable, RecursionError):
            continue
        endpoints = meta.get("Endpoints") if isinstance(meta, dict) else None
        docker = endpoints.get("docker") if isinstance(endpoints, dict) else None
        value = docker.get("Host") if isinstance(docker, dict) else None
        if isinstance(value, str):
            yield value


def _homes(host: Host, survey: Survey) -> Iterable[str]:
    """Directories in which the sockets of instances lie that are looked at."""
    # of a VM system whose engine is not asked as its instance's, the socket is named, and that nobody asks it
    found = [row.instance.home for row in survey.rows if isinstance(backend(row.instance.backend), HasEngine)]
    if any(row.instance.backend == "docker-desktop" for row in survey.rows):
        found += [posixpath.join(host.home, ".docker", one) for one in ("run", "desktop")]
    return [host.realpath(path) for path in found if path not in ("", "/", host.home)]


def _real(host: Host, endpoint: str) -> str:
    scheme, found, path = endpoint.partition("://")
    return f"unix://{host.realpath(path)}" if found and scheme == "unix" and path.startswith("/") else endpoint


def _elsewhere(host: Host, endpoint: str) -> Way | None:
    """An engine of no instance that is looked at. One of another machine sees nothing of this one, and is none."""
    if not endpoint.startswith("unix://"):
        return _on_this_machine(host, endpoint) if _LOCAL.match(endpoint) else None
    if host.look(endpoint.removeprefix("unix://")) != "other":
        return None
    return _on_this_machine(host, endpoint)


def _on_this_machine(host: Host, endpoint: str) -> Way:
    if host.platform != "linux":
        return Way(endpoint, "", error="it is of no VM that is looked at here, and to ask it may start one")
    if not _listening(host, endpoint):
        return Way(endpoint, "", error="it does not run, or that cannot be told, and to ask it would start it")
    client = by_endpoint(host, endpoint)
    if client is None:
        return Way(endpoint, "", error="there is no docker command here to ask it")
    return Way(endpoint, "", client)


def _listening(host: Host, endpoint: str) -> bool:
    """Whether somebody is behind an endpoint already: systemd listens at those below ``/run`` for who does not run."""
    path = _real(host, endpoint).removeprefix("unix://")
    if not is_within(path, "/run"):
        return True
    try:
        pid = int(host.read(f"{posixpath.splitext(path)[0]}.pid", limit=20) or b"0")
    except (ValueError, Unreadable):
        pid = 0
    if pid > 0 and host.alive(pid):
        return True
    return any(_SERVICE.match(one.command) for one in host.processes() or ())


def _podman(host: Host) -> Iterator[Way]:
    # elsewhere its engines are those of its machines, which are instances
    if host.which("podman") is None or host.platform != "linux":
        return
    # it keeps its containers itself: where it has none yet, asking it would make a store for them
    stores = [posixpath.join(host.home, ".local", "share", "containers", "storage"), "/var/lib/containers/storage"]
    if host.env("CONTAINERS_STORAGE_CONF") or host.look(stores[1 if host.uid == 0 else 0]) == "dir":
        yield Way("podman", "", EngineClient("podman", ("podman",)))
