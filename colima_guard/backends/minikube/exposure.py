"""From a profile to what its VMs see: what the driver shares by itself, and what the profile mounts.

By kubernetes/minikube at eb25dbc7: pkg/drivers and pkg/minikube/registry/drvs, pkg/minikube/node/config.go.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from colima_guard.backends.minikube.find import Answer, MinikubeInstance
from colima_guard.host.machine import Host
from colima_guard.model.release import HEAD
from colima_guard.model.share import Access, Exposure, Origin, Place, Share
from colima_guard.model.transport import VIRTIOFS_KRUNKIT, VIRTIOFS_VZ, Basis, Transport

_WAY = "minikube start"
#: the driver lets the guest make symbolic links in the share (``SharedFoldersEnableSymlinksCreate``)
VBOXSF = Transport("vboxsf", confined=False, holds_read_only=False, basis=Basis.DOCUMENTED, offers_read_only=False)
PRL_FS = Transport("prl_fs", confined=True, holds_read_only=False, basis=Basis.DOCUMENTED, offers_read_only=False)
#: ``minikube mount``: a server of its own that follows links, which the guest can make
SERVED = Transport("9p", confined=False, holds_read_only=False, basis=Basis.DOCUMENTED, offers_read_only=False)
NFS = Transport("nfs", confined=False, holds_read_only=False, basis=Basis.DOCUMENTED, offers_read_only=False)
#: of the host, and where it is in the guest (virtualbox_darwin.go, _linux.go, _windows.go)
_HOMES = {"macos": ("/Users", "/Users"), "linux": ("/home", "/hosthome"), "windows": ("C:\\Users", "/c/Users")}
_OTHERS = ("kvm2", "kvm", "qemu2", "qemu", "hyperkit", "hyperv", "vfkit", "krunkit")


class _Untold(Exception):
    """What the driver shares cannot be told."""


def exposure(host: Host, instance: MinikubeInstance) -> Exposure:
    """All shares, or why they cannot be told."""
    if instance.unknown is not None:
        return Exposure(_WAY, HEAD, (), unknown=instance.unknown)
    try:
        shares = (*_of_driver(host, instance), *_of_profile(host, instance))
    except _Untold as untold:
        return Exposure(_WAY, HEAD, (), unknown=str(untold))
    return Exposure(_WAY, HEAD, shares)


def _of_driver(host: Host, instance: MinikubeInstance) -> Iterator[Share]:
    driver = instance.driver
    if driver == "virtualbox":
        yield from _of_virtualbox(host, instance)
    elif driver == "parallels":
        yield from _of_parallels(host, instance)
    elif driver == "vmware":
        raise _Untold(
            "minikube's handbook says that its driver for VMware shares /Users, and its newest source does not; "
            "what this VM has, VMware shows in its settings (Sharing)"
        )
    elif driver and driver not in _OTHERS:
        raise _Untold(f"the driver {driver!r} is not known here")


def _of_virtualbox(host: Host, instance: MinikubeInstance) -> Iterator[Share]:
    """What was put into each VM when it was made; by the profile where there is none yet."""
    for saved in _saved(instance) or [Answer(instance.profile.path, {"noshare": _disabled(instance)})]:
        if saved.values.get("noshare") is True:
            continue
        location, guest = _HOMES[host.platform]
        folder = saved.values.get("sharefolder") or ""
        if isinstance(folder, str) and ":" in folder:
            location, _, guest = folder.rpartition(":")
        because = "the VirtualBox driver of minikube shares it unless --disable-driver-mounts is given"
        yield _share(host, location, guest, VBOXSF, saved.path, because)


def _of_parallels(host: Host, instance: MinikubeInstance) -> Iterator[Share]:
    machines = _saved(instance)
    for saved in machines:
        folders = saved.values.get("sharefolders")
        if saved.values.get("noshare") is True:
            continue
        if not isinstance(folders, list) or not folders or not all(isinstance(one, str) for one in folders):
            raise _Untold("what Parallels shares with it stands in no file of minikube's: prlctl list --info NAME")
        for folder in folders:
            yield _share(host, folder, folder, PRL_FS, saved.path, "the Parallels driver of minikube shares it")
    if not machines:
        raise _Untold("what Parallels shares with a new VM stands in no file of minikube's")


def _of_profile(host: Host, instance: MinikubeInstance) -> Iterator[Share]:
    values, path = instance.profile.values, instance.profile.path
    mount = values.get("mountstring")
    if isinstance(mount, str) and mount:
        drive = 2 if mount[1:2] == ":" and host.platform == "windows" else 0
        location, _, guest = mount[drive:].partition(":")
        by = {"vfkit": VIRTIOFS_VZ, "krunkit": VIRTIOFS_KRUNKIT}.get(instance.driver, SERVED)
        yield _share(host, mount[:drive] + location, guest, by, path)
    exported = values.get("nfsshare")
    for directory in exported if isinstance(exported, list) else ():
        yield _share(host, str(directory), str(directory), NFS, path)


def _share(host: Host, location: str, guest: str, by: Transport, file: str, because: str | None = None) -> Share:
    told = os.path.isabs(location) or (host.platform == "windows" and location[1:3] == ":\\")
    origin = Origin.LISTED if because is None else Origin.DEFAULT
    where, real = (location, host.realpath(location)) if told else (None, None)
    return Share(where, real, guest, Access.RW, by, Place(file), origin, because=because)


def _saved(instance: MinikubeInstance) -> list[Answer]:
    """What the driver saved of each VM. Raises ``_Untold``."""
    found = []
    for one in instance.machines:
        values = one.values.get("driver")
        if one.problem is not None or not isinstance(values, dict):
            raise _Untold(f"{one.path} cannot be told: {one.problem or 'it names no driver'}")
        found.append(Answer(one.path, values))
    return found


def _disabled(instance: MinikubeInstance) -> bool:
    return instance.disabled or instance.profile.values.get("disabledrivermounts") is True
