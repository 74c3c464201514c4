"""What a running machine has attached, by the command lines of the programs that serve it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from colima_guard.backends.podman.exposure import share_of
from colima_guard.backends.podman.instance import Machine
from colima_guard.backends.podman.releases import NEWEST
from colima_guard.backends.podman.running.process import processes_of
from colima_guard.backends.podman.transports import transport
from colima_guard.host.machine import Host
from colima_guard.model.share import Exposure, Origin, Share

WAY = "running"
#: pkg/machine/apple/vfkit: ``--device virtio-fs,sharedDir=DIR,mountTag=TAG``
_DEVICE = re.compile(r"--device virtio-fs,sharedDir=(?P<source>.*?),mountTag=(?P<tag>[^\s,]+)(?=\s|\Z)")
#: virtiofsd is started in the directory that it serves
_DAEMON = re.compile(r"(?:^|/)virtiofsd(?= ).* --shared-dir \.(?= |\Z)")
_SOCKET = re.compile(r"/(virtiofschar\d+)(?=[\s,]|\Z)")


def running_exposure(host: Host, machine: Machine, starts: Sequence[Exposure]) -> Exposure | None:
    """What was attached at its start; ``None`` for a machine that does not run."""
    if not machine.running:
        return None
    release = machine.release or NEWEST
    if machine.unknown is not None:
        return Exposure(WAY, release, (), unknown=machine.unknown)
    vm, others = processes_of(host, machine.provider, machine.short, machine.file)
    if vm is None:
        return Exposure(WAY, release, (), unknown="its process is not listed any more")
    if machine.provider == "qemu":
        sources = _served(host, vm, others)
    else:
        sources = [found["source"] for found in _DEVICE.finditer(vm)]
        if vm.count("virtio-fs") != len(sources):
            return Exposure(WAY, release, (), unknown="its command line has a share that Podman does not write")
    if sources is None:
        return Exposure(WAY, release, (), unknown="which directories its virtiofsd serve cannot be told")
    known = {share.location: share for start in starts for share in start.shares}
    shares = tuple(_share(host, machine, source, known) for source in sources)
    return Exposure(WAY, release, shares)


def _share(host: Host, machine: Machine, source: str, known: dict[str | None, Share]) -> Share:
    same = known.get(source)
    target = (same.mount_point if same else None) or source
    share = share_of(host, source, target, read_only=False, carried=transport(machine.provider, ""), place=None)
    return share._replace(origin=Origin.ATTACHED, place=same.place if same else None)


def _served(host: Host, vm: str, others: Sequence[tuple[int, str]]) -> list[str] | None:
    """The directories of the virtiofsd behind the sockets of a QEMU; ``None`` where one cannot be told."""
    if "-virtfs " in vm or "-fsdev " in vm:
        return None
    found: list[str] = []
    for name in dict.fromkeys(_SOCKET.findall(vm)):
        daemons = [pid for pid, command in others if _DAEMON.search(command) and name in _SOCKET.findall(command)]
        place = host.link(f"/proc/{daemons[0]}/cwd") if len(daemons) == 1 else None
        if place is None:
            return None
        found.append(place)
    return found if len(found) == vm.count("vhost-user-fs-pci") else None
