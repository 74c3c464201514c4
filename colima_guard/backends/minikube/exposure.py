"""From a profile to what its VMs see: what the driver shares by itself, and what the profile mounts.

By kubernetes/minikube at eb25dbc7: pkg/drivers and pkg/minikube/registry/drvs, pkg/minikube/node/config.go.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from colima_guard.backends.minikube.files import Answer, Untold
from colima_guard.backends.minikube.instance import NO_VM, MinikubeInstance
from colima_guard.backends.shared.viper import Members
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
#: what of a mount is a device of the VM
_DEVICES = {"vfkit": VIRTIOFS_VZ, "krunkit": VIRTIOFS_KRUNKIT}
#: the form of what a driver saves (pkg/libmachine/version/version.go); another one is written anew at the next start
_VERSION = 3
_OTHERS = ("kvm2", "kvm", "qemu2", "qemu", "hyperkit", "hyperv", "vfkit", "krunkit")


def exposure(host: Host, instance: MinikubeInstance) -> Exposure:
    """All shares, or why they cannot be told."""
    if instance.unknown is not None:
        return Exposure(_WAY, HEAD, (), unknown=instance.unknown)
    try:
        shares = (*_of_driver(host, instance), *_of_profile(host, instance), *_of_machines(host, instance))
    except Untold as untold:
        return Exposure(_WAY, HEAD, (), unknown=str(untold))
    return Exposure(_WAY, HEAD, shares, unknown=instance.beside)


def _of_driver(host: Host, instance: MinikubeInstance) -> Iterator[Share]:
    driver = instance.driver
    if driver == "virtualbox":
        yield from _of_virtualbox(host, instance)
    elif driver == "parallels":
        yield from _of_parallels(host, instance)
    elif driver == "vmware":
        raise Untold(
            "minikube's handbook says that its driver for VMware shares /Users, and its newest source does not; "
            "what this VM has, VMware shows in its settings (Sharing)"
        )
    elif driver and driver not in (*_OTHERS, *NO_VM):
        raise Untold(f"the driver {driver!r} is not known here")


def _of_virtualbox(host: Host, instance: MinikubeInstance) -> Iterator[Share]:
    """What was put into each VM when it was made; by the profile where there is none yet."""
    if not instance.machines and not instance.disabled and not instance.profile.flag("DisableDriverMounts"):
        yield _of_driver_itself(host, *_HOMES[host.platform], VBOXSF, instance.profile.path)
    for saved in _saved(instance):
        if saved.flag("NoShare"):
            continue
        location, guest = _HOMES[host.platform]
        folder = saved.text("ShareFolder")
        if ":" in folder:
            location, _, guest = folder.rpartition(":")
        yield _of_driver_itself(host, location, guest, VBOXSF, saved.path)


def _of_parallels(host: Host, instance: MinikubeInstance) -> Iterator[Share]:
    machines = _saved(instance)
    for saved in machines:
        folders = saved.items("ShareFolders")
        if saved.flag("NoShare"):
            continue
        if not folders or not all(isinstance(one, str) for one in folders):
            raise Untold("what Parallels shares with it stands in no file of minikube's: prlctl list --info NAME")
        for folder in map(str, folders):
            yield _of_driver_itself(host, folder, folder, PRL_FS, saved.path)
    if not machines:
        raise Untold("what Parallels shares with a new VM stands in no file of minikube's")


def _of_profile(host: Host, instance: MinikubeInstance) -> Iterator[Share]:
    """What it mounts at a start; by vfkit and krunkit when its VM is made."""
    mount, path = instance.profile.text("MountString"), instance.profile.path
    by = _DEVICES.get(instance.driver)
    if mount:
        # each reader splits it in its own way: cmd/minikube/cmd/mount.go, drivers/common/virtiofs/virtiofs.go
        location, colon, guest = mount.rpartition(":") if by is None else mount.partition(":")
        yield _share(host, location if colon else mount, guest, by or SERVED, path)
    for directory in instance.profile.items("NFSShare"):
        yield _share(host, str(directory), str(directory), NFS, path)


def _of_machines(host: Host, instance: MinikubeInstance) -> Iterator[Share]:
    """What each VM was made with, whatever its profile says by now: no later start takes a device from it."""
    by = _DEVICES.get(instance.driver)
    for saved in _saved(instance):
        for mount in saved.items("VirtiofsMounts") if by is not None else ():
            if not isinstance(mount, Members):
                raise Untold(f"{saved.path} cannot be told: VirtiofsMounts is of another type")
            one = Answer(saved.path, mount)
            yield _share(host, one.text("HostPath"), one.text("GuestPath"), by or SERVED, saved.path)
        for directory in saved.items("NFSShares"):
            yield _share(host, str(directory), str(directory), NFS, saved.path)


def _of_driver_itself(host: Host, location: str, guest: str, by: Transport, file: str) -> Share:
    because = "the driver of minikube shares it by itself, unless --disable-driver-mounts is given"
    return _share(host, location, guest, by, file, because)


def _share(host: Host, location: str, guest: str, by: Transport, file: str, because: str | None = None) -> Share:
    told = os.path.isabs(location) or (host.platform == "windows" and location[1:3] == ":\\")
    origin = Origin.LISTED if because is None else Origin.DEFAULT
    where, real = (location, host.realpath(location)) if told else (None, None)
    return Share(where, real, guest, Access.RW, by, Place(file), origin, because=because)


def _saved(instance: MinikubeInstance) -> list[Answer]:
    """What the driver saved of each VM. Raises ``Untold``."""
    found = []
    for one in instance.machines:
        if one.problem is not None or one.number("ConfigVersion") != _VERSION:
            raise Untold(f"{one.path} cannot be told: {one.problem or 'it is of another version'}")
        found.append(one.inner("Driver"))
    return found
