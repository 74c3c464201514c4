"""What decides about VMs on this machine: the configuration of every VM system, and our own files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from colima_guard.backends.interface import Backend
from colima_guard.host.machine import Host
from colima_guard.host.own_files import placeholder, policy_path, state_dir
from colima_guard.model.managers import NAMED, kept
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import Paths

#: what a path below the home begins with of which a variable decides, and that variable
_XDG = ((".config/", "XDG_CONFIG_HOME"), (".local/share/", "XDG_DATA_HOME"))


class Ground(NamedTuple):
    """A path by which a VM is started, or judged: ``said`` is what is to be said of it."""

    path: str
    said: str
    #: a directory that it would lie in counts too where it does not exist
    always: bool = True


class Grounds:
    """What decides about VMs on this machine, to ask of many directories."""

    def __init__(self, host: Host, backends: Iterable[Backend]) -> None:
        self._by_path: dict[str, Ground] = {}
        for ground in [*_own(host), *_of(host, backends), *_of_managers(host)]:
            self._by_path.setdefault(host.realpath(ground.path), ground)
        self._all = Paths(self._by_path)
        self._there = Paths(
            path for path, ground in self._by_path.items() if ground.always or host.look(path) is not None
        )

    def reached(self, real: str) -> Ground | None:
        """What is reached through this directory, ``None`` where nothing is."""
        found = meeting(real, self._all, self._there)
        return self._by_path[found] if found is not None else None


def meeting(real: str, known: Paths, existing: Paths) -> str | None:
    """The known path that a directory lies in, or an existing one that it holds."""
    return known.above(real) or next(iter(existing.within(real)), None)


def _own(host: Host) -> Iterator[Ground]:
    for path in (os.path.dirname(policy_path(host)), policy_path(host), state_dir(host), placeholder(host)):
        yield Ground(path, f"colima-guard's own {path}")


def _of(host: Host, backends: Iterable[Backend]) -> Iterator[Ground]:
    for backend in backends:
        for path in backend.own_directories(host):
            yield Ground(path, f"{path}, where {backend.name} keeps its configuration")


def _of_managers(host: Host) -> Iterator[Ground]:
    for row in kept(host.platform):
        paths = [os.path.join(host.home, *row.path.split("/"))]
        for start, variable in _XDG if host.platform != "windows" else ():
            if row.path.startswith(start) and os.path.isabs(root := host.env(variable) or ""):
                paths.append(os.path.join(root, row.path[len(start) :]))
        yield from (Ground(path, f"{path}, where {row.manager} keeps its VMs", always=False) for path in paths)
    for named in NAMED:
        if os.path.isabs(path := host.env(named.variable) or ""):
            if named.name and os.path.basename(path) != named.name:
                path = os.path.join(path, named.name)
            yield Ground(path, f"{path}, where {named.manager} keeps its VMs", always=False)
