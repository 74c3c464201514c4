"""Binds that show the VM's own disk beneath a share: their container was started before the share was mounted."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from colima_guard.host.machine import Host
from colima_guard.host.mount_table import from_mountinfo
from colima_guard.live.guest import Guest, Silent
from colima_guard.model.instance import Shell
from colima_guard.model.mount import MountTable
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within
from colima_guard.scan.container.values import Container
from colima_guard.scan.engine.shadow import Shadow
from colima_guard.scan.machine import Machine
from colima_guard.scan.project import Bind
from colima_guard.scan.reach import host_paths, point

#: seconds within which the VM tells what is mounted, and of how many processes: one list has some 10,000 bytes
_PATIENCE, _MOST = 5.0, 50


class _Meant(NamedTuple):
    """A bind, and where in it a share of its VM is meant."""

    container: Container
    bind: Bind
    #: in the VM, in the container, and on the host
    path: str
    target: str
    host_path: str


def beneath(host: Host, shell: Shell, machine: Machine, containers: Sequence[Container]) -> Iterator[Shadow]:
    """Those of running containers, by the lists of mounts that the kernel of the VM has of itself and of each of them.

    Nothing is run in a container, and nothing claimed where it cannot be told.
    """
    if not machine.name or machine.unknown is not None:
        return
    meant = [one for container in containers if container.process for one in _meant(host, machine, container)]
    processes = list(dict.fromkeys(one.container.process for one in meant))[:_MOST]
    if not processes:
        return
    try:
        own, others = Guest(host, shell, _PATIENCE).mounts_of(processes)
    except Silent:
        return
    vm, shares = from_mountinfo(own), {point(share) for share in machine.shares}
    disk = MountTable(mount for mount in vm.mounts if mount.point not in shares)
    tables = {process: from_mountinfo(text) for process, text in others.items()}
    for one in meant:
        table = tables.get(one.container.process)
        if vm.unread is not None or table is None or table.unread is not None:
            continue
        holding, hidden = vm.holding(one.path), disk.content(one.path)
        if holding is None or holding.point not in shares or hidden is None:
            continue
        if table.content(one.target) == hidden != vm.content(one.path):
            yield Shadow(one.container.name, one.bind, None, None, one.host_path)


def _meant(host: Host, machine: Machine, container: Container) -> Iterator[_Meant]:
    for bind in container.binds:
        if bind.origin not in ("bind", "volume"):
            continue
        for seen in host_paths(host, machine, bind.source):
            if host.look(seen.path) is None:
                continue
            at = point(seen.share) if seen.share is not None else bind.source
            # a share that is mounted below the bind's own directory is meant as well
            path = at if is_within(at, bind.source) else bind.source
            target = posixpath.join(bind.target, posixpath.relpath(path, bind.source))
            yield _Meant(container, bind, path, posixpath.normpath(target), seen.path)
