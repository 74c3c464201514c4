"""What is mounted in a guest, and which of it is the host's."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from colima_guard.backends.lima.running import tags
from colima_guard.host.mount_table import from_mountinfo
from colima_guard.model.mount import Mount, MountTable
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import clean, is_within
from colima_guard.model.share import Share

#: file systems that a guest has of itself: its disks, the kernel's own, and what is made of them
_OF_THE_GUEST = frozenset(
    (
        *("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "vfat", "msdos", "exfat", "squashfs", "erofs", "iso9660"),
        *("zfs", "udf", "rootfs"),
        *("overlay", "tmpfs", "ramfs", "devtmpfs", "devpts", "proc", "sysfs", "cgroup", "cgroup2", "securityfs"),
        *("debugfs", "tracefs", "bpf", "pstore", "mqueue", "hugetlbfs", "configfs", "fusectl", "binfmt_misc", "autofs"),
        *(
            "nsfs",
            "nfsd",
            "jfs",
            "ntfs3",
            "rpc_pipefs",
            "efivarfs",
            "selinuxfs",
            "fuse.lxcfs",
            "fuse.snapfuse",
            "fuse.fuse-overlayfs",
            "fuse.rawBridge",
        ),
    )
)
#: what the VM program itself attaches that is no share: Rosetta's programs (Lima, pkg/driver/vz)
_NO_SHARES = frozenset(("vz-rosetta",))
_SSHFS = "fuse.sshfs"


class HostMount(NamedTuple):
    """A mount in a guest of what is the host's, and the host directory behind it; ``None`` where that is not told."""

    point: str
    kind: str
    source: str
    directory: str | None
    readonly: bool


class GuestMounts(NamedTuple):
    """The mounts of a guest by its own list."""

    table: MountTable
    of_the_host: tuple[HostMount, ...]

    def holding(self, path: str) -> HostMount | None:
        """The mount of the host's that a path of the guest lies in; ``None`` for one on the guest's own disk."""
        mount = self.table.holding(path)
        if mount is None:
            return None
        return next((one for one in self.of_the_host if one.point == mount.point and one.kind == mount.kind), None)

    def shown(self, path: str) -> tuple[str, ...]:
        """Where a path of the host is in the guest, by the mounts whose host directory holds it."""
        found = [path]
        for mount in self.of_the_host:
            if mount.directory is not None and is_within(path, mount.directory):
                below = path[len(mount.directory.rstrip("/")) :].lstrip("/")
                found.append(posixpath.join(mount.point, below).rstrip("/") or "/")
        return tuple(dict.fromkeys(found))

    def places(self, path: str) -> tuple[str, ...]:
        """Where a path of the host may be in the guest: as it is, and below every mount of the host's, however deep."""
        found = {path: None}
        parts = path.strip("/").split("/")
        for mount in self.of_the_host:
            found |= {posixpath.join(mount.point, *parts[start:]): None for start in range(len(parts))}
        return tuple(found)


def read(text: str, shares: Sequence[Share]) -> GuestMounts:
    """The mounts of a guest, the host's among them explained by the shares that it may have."""
    table = from_mountinfo(text)
    return GuestMounts(table, tuple(_of_the_host(table, shares)))


def _of_the_host(table: MountTable, shares: Sequence[Share]) -> Iterator[HostMount]:
    known: dict[str, HostMount] = {}
    for mount in table.mounts:
        if mount.kind in _OF_THE_GUEST or mount.source in _NO_SHARES:
            continue
        directory = _directory(mount, shares)
        if directory is None and mount.device in known:
            # a part of a share mounted once more, within the guest
            inner = known[mount.device]
            below = mount.root.lstrip("/")
            directory = None if inner.directory is None else posixpath.join(inner.directory, below).rstrip("/") or "/"
        one = HostMount(mount.point, mount.kind, mount.source, directory, mount.readonly)
        known.setdefault(mount.device, one)
        yield one


def _directory(mount: Mount, shares: Sequence[Share]) -> str | None:
    """The host directory behind a mount: by its source, which names it, or by the share whose tag or place it has."""
    if mount.root != "/":
        return None
    if mount.kind == _SSHFS and ":/" in mount.source:
        return clean(mount.source.partition(":")[2])
    for share in shares:
        if share.location is None or share.mount_point is None or clean(share.mount_point) != mount.point:
            continue
        if not mount.source.startswith("lima-") or tags.proves(mount.source, share.location, share.mount_point):
            return share.real or clean(share.location)
    # none that is known: Lima's tag says whether it is the directory of the same path
    same = mount.source.startswith("lima-") and tags.proves(mount.source, mount.point, mount.point)
    return mount.point if same else None


def guest_path(path: str, shares: Sequence[Share]) -> str | None:
    """Where a real path of the host is seen in the guest, through the innermost share that holds it."""
    holding = [share for share in shares if share.real is not None and is_within(path, share.real)]
    share = max(holding, key=lambda one: len(one.real or ""), default=None)
    if share is None or share.real is None or share.mount_point is None:
        return None
    return posixpath.join(share.mount_point, path[len(share.real.rstrip("/")) :].lstrip("/")).rstrip("/") or "/"


def host_path(path: str, shares: Sequence[Share]) -> str | None:
    """The real path of the host behind a path of the guest, by the innermost share that it lies in."""
    holding = [share for share in shares if share.real and share.mount_point and is_within(path, share.mount_point)]
    share = max(holding, key=lambda one: len(one.mount_point or ""), default=None)
    if share is None or share.real is None or share.mount_point is None:
        return None
    return posixpath.join(share.real, path[len(share.mount_point.rstrip("/")) :].lstrip("/")).rstrip("/") or "/"
