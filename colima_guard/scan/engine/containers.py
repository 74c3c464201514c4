"""The containers of every engine that is found, each on the machine that it runs on."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.judge.row import Survey
from colima_guard.model.instance import Shell
from colima_guard.scan.container.inspected import mappings, objects, string
from colima_guard.scan.container.reader import read_containers
from colima_guard.scan.container.sockets import Sockets
from colima_guard.scan.container.values import Container
from colima_guard.scan.engine.ask import Answer, Question
from colima_guard.scan.engine.beneath import beneath
from colima_guard.scan.engine.find import engines, of_instance, run_in
from colima_guard.scan.engine.shadow import shadows
from colima_guard.scan.engine.values import Engine, Way
from colima_guard.scan.machine import Machine
from colima_guard.scan.machines import machine_of, machines
from colima_guard.scan.reach import host_paths

#: seconds for all questions to one engine
PATIENCE = 20.0
#: seconds within which a VM says what lies at paths of it
_LOOK = 5.0
#: where engines of this machine keep sockets in a home
_IN_HOME = (
    *(".docker/run/docker.sock", ".docker/desktop/docker.sock", ".rd/docker.sock", ".orbstack/run/docker.sock"),
    *(".colima/default/docker.sock", ".colima/docker.sock", ".lima/docker/sock/docker.sock"),
)
#: prints, for each path, what it really is, and ``s`` where that is a socket
_LOOK_AT = 'for path; do readlink -f -- "$path" || echo; if [ -S "$path" ]; then echo s; else echo -; fi; done'


def running_and_stopped(
    host: Host, survey: Survey, *, patience: float = PATIENCE, with_shadows: bool = False
) -> tuple[Engine, ...]:
    """Every engine that is found with all of its containers; one that did not answer says so in ``error``.

    Starts nothing, and writes nothing. ``patience`` is for all questions to one engine, in seconds. ``with_shadows``:
    it and its VM are asked, too, for what stands where a directory of the host was meant.
    """
    there = machines(survey)
    ways = list(engines(host, survey))
    others = [way.endpoint.removeprefix("unix://") for way in ways if way.endpoint.startswith("unix://")]
    asked = (_asked(host, way, there, others, patience) for way in ways)
    if not with_shadows:
        return tuple(asked)
    return tuple(_with_shadows(host, way, there, engine) for way, engine in zip(ways, asked, strict=True))


def _with_shadows(host: Host, way: Way, there: Sequence[Machine], engine: Engine) -> Engine:
    if way.client is None or engine.error is not None:
        return engine
    machine = machine_of(there, way.instance)
    found = [*shadows(host, way.client, machine, engine.containers)]
    if way.shell is not None:
        found += beneath(host, way.shell, machine, engine.containers)
    return engine._replace(shadows=tuple(found))


def of_instances(host: Host, survey: Survey, *, patience: float) -> dict[str, Engine]:
    """The engines of running instances that have a socket, by the name of the instance: what can be had quickly."""
    there = machines(survey)
    ways = [way for row in survey.rows if (way := of_instance(host, row)) is not None]
    return {way.instance: _asked(host, way._replace(shell=None), there, (), patience) for way in ways}


def in_instances(host: Host, survey: Survey, *, patience: float, until: float) -> Iterator[Engine]:
    """The engines of running instances, nerdctl's included, for a look at binds alone.

    After ``until`` (seconds since 1970) none is asked any more: each that is left says so in ``error``.
    """
    there = machines(survey)
    for way in engines(host, survey):
        if not way.instance:
            return  # those of this machine itself come behind all others
        left = min(patience, until - host.now())
        if left <= 0:
            yield Engine(
                way.client.name if way.client else "", way.endpoint, way.instance, error="there was no time left"
            )
        else:
            yield _asked(host, way._replace(shell=None), there, (), left)


def _asked(host: Host, way: Way, there: Sequence[Machine], others: Sequence[str], patience: float) -> Engine:
    if way.client is None:
        return Engine("", way.endpoint, way.instance, error=way.error)
    engine = Engine(way.client.name, way.endpoint, way.instance)
    try:
        answer = Question(host, way.client, host.now() + patience).containers()
        sockets = _sockets(host, way, machine_of(there, way.instance), answer, others)
        containers = read_containers(way.client.name, answer.containers, answer.volumes, sockets=sockets)
    except GuardError as error:
        return engine._replace(error=error.what)
    if way.namespace:
        containers = [one._replace(name=_in_namespace(way.namespace, one)) for one in containers]
    return engine._replace(containers=tuple(containers))


def _in_namespace(namespace: str, container: Container) -> str:
    """The name of a container with its namespace, of a pod by what the labels of its kubelet say."""
    said = (container.labels.get(f"io.kubernetes.{key}") for key in ("pod.namespace", "pod.name", "container.name"))
    of_pod = "/".join(one for one in said if one)
    return f"{namespace}/{of_pod or container.name or container.id[:12]}"


def _sockets(host: Host, way: Way, machine: Machine, answer: Answer, others: Sequence[str]) -> Sockets:
    """What is known of the sockets of an engine's machine."""
    if not way.instance:
        return Sockets(others, _homes(host), host.realpath, lambda path: host.look(path) == "other")
    if way.shell is None:
        return Sockets(homes=())
    # sockets of the host do not work through a share: who listens at them is not in the VM
    paths = [path for path in _sources(answer) if not host_paths(host, machine, path)]
    found = _looked_at(host, way.shell, paths)
    return Sockets(homes=(), look=_look(found, paths), is_socket=lambda path: (path, True) in found.values())


def _look(found: dict[str, tuple[str, bool]], asked: Sequence[str]) -> Callable[[str], str | None]:
    return lambda path: found[path][0] if path in found else None if path in asked else path


def _sources(answer: Answer) -> list[str]:
    """The directories that containers are given, as far as they are paths to look at."""
    mounts = (mount for one in objects(answer.containers) for mount in mappings(one.get("Mounts")))
    binds = (string(mount.get("Source")) for mount in mounts if string(mount.get("Type")) == "bind")
    devices = (_device(one) for one in objects(answer.volumes))
    paths = dict.fromkeys(posixpath.normpath(path) for path in (*binds, *devices) if path.startswith("/"))
    return [path for path in paths if path.isprintable()]


def _device(volume: object) -> str:
    options = volume.get("Options") if isinstance(volume, dict) else None
    return string(options.get("device")) if isinstance(options, dict) else ""


def _looked_at(host: Host, shell: Shell, paths: Sequence[str]) -> dict[str, tuple[str, bool]]:
    """What the paths of a VM really are, and whether sockets; those of which it does not tell are missing."""
    if not paths:
        return {}
    try:
        said = run_in(host, shell, "sh", "-c", _LOOK_AT, "sh", *paths, timeout=_LOOK)
    except GuardError:
        return {}
    lines = (said or "").splitlines()
    if len(lines) != 2 * len(paths):
        return {}
    return {path: (lines[2 * at] or path, lines[2 * at + 1] == "s") for at, path in enumerate(paths)}


def _homes(host: Host) -> list[str]:
    """The homes on this machine in which an engine has its socket."""
    return [home for home in dict.fromkeys(_all_homes(host)) if any(_socket_in(host, home))]


def _socket_in(host: Host, home: str) -> Iterator[bool]:
    return (host.look(posixpath.join(home, path)) == "other" for path in _IN_HOME)


def _all_homes(host: Host) -> Iterator[str]:
    yield host.realpath(host.home)
    yield "/root"
    for parent in ("/home", "/Users"):
        try:
            yield from (posixpath.join(parent, name) for name in host.names(parent))
        except Unreadable:
            continue
