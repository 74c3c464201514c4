"""What is known of the sockets of the machine that an engine runs on."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.instance import Shell
from colima_guard.scan.container.inspected import mappings, objects, string
from colima_guard.scan.container.sockets import Sockets
from colima_guard.scan.engine.ask import Answer
from colima_guard.scan.engine.values import Way
from colima_guard.scan.machine import Machine
from colima_guard.scan.reach import host_paths

#: seconds within which a VM says what lies at paths of it
_LOOK = 5.0
#: where engines of this machine keep sockets in a home
_IN_HOME = (
    *(".docker/run/docker.sock", ".docker/desktop/docker.sock", ".rd/docker.sock", ".orbstack/run/docker.sock"),
    *(".colima/default/docker.sock", ".colima/docker.sock", ".lima/docker/sock/docker.sock"),
)
#: prints, for each path, what it really is, and ``s`` where that is a socket
_LOOK_AT = 'for path; do readlink -f -- "$path" || echo; if [ -S "$path" ]; then echo s; else echo -; fi; done'


def sockets_of(host: Host, way: Way, machine: Machine, answer: Answer, others: Sequence[str]) -> Sockets:
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
        said = _run_in(host, shell, "sh", "-c", _LOOK_AT, "sh", *paths, timeout=_LOOK)
    except GuardError:
        return {}
    lines = (said or "").splitlines()
    if len(lines) != 2 * len(paths):
        return {}
    return {path: (lines[2 * at] or path, lines[2 * at + 1] == "s") for at, path in enumerate(paths)}


def _run_in(host: Host, shell: Shell, *command: str, timeout: float) -> str | None:
    """What a command in a VM prints; ``None`` where it does not end in time. Raises ``GuardError``."""
    done = host.run(shell.running(*command), timeout=timeout, env=dict(shell.env))
    return None if done.code is None else done.out


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
