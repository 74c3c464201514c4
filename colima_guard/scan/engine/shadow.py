"""Directories of the VM's own that stand where a directory of the host was meant: a share came too late, or never."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.instance import EngineClient
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within
from colima_guard.scan.container.values import Container
from colima_guard.scan.machine import Machine
from colima_guard.scan.project import Bind
from colima_guard.scan.reach import host_paths

#: seconds within which the engine shows a directory, and bytes of it that are looked at: a header says enough
_PATIENCE, _MOST = 3.0, 4096
#: so many are looked into
_MAX = 20
#: a header of an archive, and where in it the number of the owner stands
_HEADER, _OWNER = 512, slice(108, 116)
_OF_PEOPLE = ("/Users", "/Volumes", "/home")


class Shadow(NamedTuple):
    """A bind whose host directory is there, and that does not show it."""

    container: str
    bind: Bind
    #: whether the VM's directory is empty, and of root; ``None`` where the engine did not show it
    empty: bool | None
    of_root: bool | None
    #: the host directory, where the VM has it by now and the container what lies beneath; ``None``: the VM has it not
    covered_by: str | None = None


def shadows(host: Host, client: EngineClient, machine: Machine, containers: Sequence[Container]) -> Iterator[Shadow]:
    """Those of an engine in a VM. Nothing is run in a container: the engine hands out what it has as an archive."""
    if not machine.name or machine.unknown is not None:
        return
    looked = 0
    for container in containers:
        for bind in container.binds:
            if bind.origin != "bind" or not _is_meant(host, machine, bind.source):
                continue
            looked += 1
            empty, of_root = _shown(host, client, container, bind) if looked <= _MAX else (None, None)
            yield Shadow(container.name, bind, empty, of_root)


def _is_meant(host: Host, machine: Machine, path: str) -> bool:
    """Whether a directory of the host is meant by a path at which the VM has its own: one of people, and not all."""
    if not path.isprintable() or not any(is_within(path, top) and path != top for top in (*_OF_PEOPLE, host.home)):
        return False
    return not host_paths(host, machine, path) and host.look(path) is not None


def _shown(host: Host, client: EngineClient, container: Container, bind: Bind) -> tuple[bool | None, bool | None]:
    argv = [*client.argv, "cp", f"{container.id}:{bind.target}", "-"]
    try:
        done = host.run(argv, timeout=_PATIENCE, env=dict(client.env), most=_MOST)
    except GuardError:
        return None, None
    if done.code != 0 or len(done.out) < _HEADER:
        return None, None
    try:
        owner = int(done.out[_OWNER].strip("\0 ") or "x", 8)
    except ValueError:
        return None, None
    return not done.out[_HEADER:].strip("\0"), owner == 0
