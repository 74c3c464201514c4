"""All containers of an engine, by what its client prints of them and of its volumes."""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from colima_guard.model.paths import is_within
from colima_guard.scan.container.inspected import Inspected, mapping, objects, string
from colima_guard.scan.container.mounted import Mounted, Mounts
from colima_guard.scan.container.paths import DATA_ROOTS, makes_root
from colima_guard.scan.container.power import Reason, capabilities, reasons, strengths
from colima_guard.scan.container.sockets import Sockets
from colima_guard.scan.container.values import Container
from colima_guard.scan.project import ENGINE_VARIABLES

_TCP = re.compile(r"tcp://|https?://|ssh://", re.IGNORECASE)


def read_containers(
    engine: str, containers: str, volumes: str = "", *, sockets: Sockets | None = None
) -> list[Container]:
    """The containers that ``inspect`` of ``engine`` (``docker``, ``podman``, ``nerdctl``) prints, in its order.

    ``volumes`` is what ``volume inspect`` prints of every volume that they use: only there stands that one is a
    host directory. ``sockets`` says what is known of the engine's machine. Raises ``GuardError`` for what is no JSON.
    """
    inspected = [Inspected(data, engine) for data in objects(containers)]
    reader = _Reader(inspected, objects(volumes), sockets or Sockets())
    return [reader.container(one) for one in inspected]


class _Reader:
    def __init__(self, containers: list[Inspected], volumes: list[Mapping[str, Any]], sockets: Sockets) -> None:
        self._by_name = {key: one for one in containers for key in (one.name, one.id) if key}
        mounts = Mounts(containers, volumes)
        self._mounted = {id(one): mounts.of(one) for one in containers}
        self._sockets = sockets
        self._data_roots = tuple(dict.fromkeys(_data_roots(containers, volumes))) or DATA_ROOTS
        for mounted in self._mounted.values():
            for bind in mounted.binds:
                sockets.learn(bind)

    def container(self, one: Inspected) -> Container:
        mounted = self._mounted[id(one)]
        environment = tuple(pair for pair in one.variables() if pair[0] in ENGINE_VARIABLES)
        socket, how = self._socket(mounted, environment)
        causes = [*self._reasons(one, mounted)]
        if any(cause.processes for cause in causes):
            socket = True
        sure = [cause.why for cause in causes if cause.sure]
        doubts = [cause.why for cause in causes if not cause.sure]
        by_socket = ["through the socket"] if socket else []
        vm_root = True if sure or socket else None if doubts or socket is None else False
        return Container(
            one.name,
            one.id,
            one.engine,
            string(one.config.get("Image")) or string(one.data.get("ImageName")) or string(one.data.get("Image")),
            one.running,
            mounted.binds,
            socket,
            vm_root,
            tuple(dict.fromkeys((*how, *by_socket, *sure, *doubts))),
            tuple(strengths(one)),
            environment,
            {key: string(value) for key, value in mapping(one.config.get("Labels")).items()},
            one.process,
            mounted.unknown,
            tuple(dict.fromkeys(how)),
            tuple(dict.fromkeys(sure)),
            tuple(dict.fromkeys(doubts)),
        )

    def _socket(self, mounted: Mounted, environment: Iterable[tuple[str, str]]) -> tuple[bool | None, list[str]]:
        found = [
            self._sockets.reach(bind, recursive=bind.target not in mounted.not_recursive) for bind in mounted.binds
        ]
        sure = [one.how for one in found if one.reaches]
        if sure:
            return True, sure
        doubts = [one.how for one in found if one.reaches is None]
        doubts += [f"{name}={value} leads to an engine" for name, value in environment if _TCP.match(value)]
        doubts += mounted.unknown
        return None if doubts else False, doubts

    def _reasons(self, one: Inspected, mounted: Mounted) -> Iterator[Reason]:
        binds_dev = any(is_within(bind.source, "/dev") or bind.source == "/" for bind in mounted.binds)
        yield from reasons(one, host_pid=self._sees_host(one), binds_dev=binds_dev)
        for system in mounted.file_systems:
            yield Reason(f"a volume is a file system of the machine: {system}")
        other = self._joined(one)
        if other is not None:
            yield from self._through(one, other)
        for bind in mounted.binds:
            recursive = bind.target not in mounted.not_recursive
            root, why = makes_root(bind, self._data_roots, recursive=recursive)
            if root or root is None:
                yield Reason(why, sure=root is True)

    def _through(self, one: Inspected, other: Inspected) -> Iterator[Reason]:
        """What it reaches by ``/proc/PID/root`` of a container of which it sees the processes."""
        if other is one or self._mounted.get(id(other)) is None:
            return
        strong = other.host.get("Privileged") is True or bool(capabilities(other))
        ptrace = bool(capabilities(one) & {"SYS_PTRACE", "ALL", "SYS_ADMIN"})
        socket, _ = self._socket(self._mounted[id(other)], ())
        if socket and (ptrace or not strong):
            yield Reason(f"the socket of {other.name}, of which it sees the processes", processes=True)
        elif strong and ptrace:
            yield Reason(f"it can enter {other.name}, of which it sees the processes", sure=False)

    def _joined(self, one: Inspected) -> Inspected | None:
        kind, _, name = string(one.host.get("PidMode")).partition(":")
        return self._by_name.get(name) if kind in ("container", "ns") else None

    def _sees_host(self, one: Inspected) -> bool:
        """Whether its process ids are the machine's: its own setting, or that of a container that it joins."""
        seen: set[int] = set()
        here: Inspected | None = one
        while here is not None and id(here) not in seen:
            if string(here.host.get("PidMode")) == "host":
                return True
            seen.add(id(here))
            here = self._joined(here)
        return False


def _data_roots(containers: list[Inspected], volumes: list[Mapping[str, Any]]) -> Iterator[str]:
    """The engine's own directory: the paths of its files say where it lies."""
    for one in containers:
        for key in ("HostsPath", "HostnamePath", "ResolvConfPath", "LogPath"):
            head, found, _ = string(one.data.get(key)).partition(f"/containers/{one.id}")
            if found and one.id and head.count("/") > 1:
                yield head
    for volume in volumes:
        head, found, _ = string(volume.get("Mountpoint")).rpartition(f"/volumes/{string(volume.get('Name'))}/")
        if found and head.count("/") > 1:
            yield os.path.normpath(head)
