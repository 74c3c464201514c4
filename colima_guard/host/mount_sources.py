"""Where the content of a mount comes from, by the kind of its file system."""

from __future__ import annotations

import os
import re

from colima_guard.host.machine import Host
from colima_guard.model.mount import Mount
from colima_guard.model.named_tuple import NamedTuple

#: kept by a disk, an image or memory: what a mount shows is that file system itself
_OWN = frozenset(
    (
        *("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "bcachefs", "jfs", "reiserfs", "nilfs2", "zfs", "minix"),
        *("vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk", "hfs", "hfsplus", "apfs", "udf", "iso9660", "cd9660"),
        *("squashfs", "erofs", "cramfs", "romfs", "tmpfs", "ramfs", "hugetlbfs", "ubifs", "jffs2"),
        # what lies below them is only to be read through them
        *("ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs", "fuse.securefs"),
    )
)
#: the kernel's own: processes, devices, the files of every process by way of them
_SYSTEM = frozenset(
    (
        *("proc", "sysfs", "devtmpfs", "devfs", "devpts", "debugfs", "tracefs", "configfs", "securityfs", "cgroup"),
        *("cgroup2", "bpf", "mqueue", "efivarfs", "pstore", "binfmt_misc", "fusectl", "nfsd", "rpc_pipefs"),
        *("selinuxfs", "procfs", "fdesc", "fdescfs"),
    )
)
#: where they are mounted anyway; all else is below /sys
_SYSTEM_PLACES = {"proc": "/proc", "procfs": "/proc", "devtmpfs": "/dev", "devfs": "/dev", "devpts": "/dev/pts"}
#: kept by another machine, or by this one as if it were another
_REMOTE = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "ceph", "glusterfs", "fuse.glusterfs", "fuse.ceph-fuse"),
        *("fuse.sshfs", "webdav", "ftp", "lustre"),
    )
)
#: shared with this machine by the one that it is a guest of
_OF_A_HOST = frozenset(("9p", "virtiofs", "vboxsf", "prl_fs", "vmhgfs", "fuse.vmhgfs-fuse"))
#: a directory of this machine
_DIRECTORY = frozenset(("nullfs", "bindfs", "shiftfs", "fuse.bindfs", "fuse.mergerfs"))
_LAYERED = frozenset(("overlay", "overlayfs", "aufs", "fuse.fuse-overlayfs"))
_LAYERS = ("lowerdir", "lowerdir+", "datadir+", "upperdir")
#: fuse-t serves what a program on this machine makes up
_LOOPBACK = frozenset(("localhost", "localhost.localdomain", "ip6-localhost", "::1", "::", "0", "fuse-t"))
_HOST = r"(?s)(?://)?(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)[:/](.*)\Z"


_SERVED = "it is served by this machine, and from which directory cannot be told"


class Source(NamedTuple):
    """What a mount shows: a file system of its own, or directories that have another name; or why it cannot be told."""

    itself: bool = False
    paths: tuple[str, ...] = ()
    unknown: str | None = None


def source_of(host: Host, mount: Mount) -> Source:
    """What a mount shows, by the kind of its file system."""
    kind = mount.kind
    if kind == "autofs":
        return Source()  # nothing, until something is mounted over it
    if kind in _SYSTEM:
        return Source(paths=(_SYSTEM_PLACES.get(kind, "/sys"),))
    if kind in _LAYERED:
        return _layered(host, mount)
    if kind in _OF_A_HOST:
        return Source(unknown=_SERVED) if _is_here(host, mount.source) else Source()
    if kind in _REMOTE or kind.startswith("fuse.rclone"):
        return _remote(host, mount)
    if kind in _OWN or mount.source.startswith("/dev/") or mount.device.startswith("/dev/"):
        return Source(itself=True)
    return _directories(host, mount)


def _directories(host: Host, mount: Mount) -> Source:
    parts = mount.source.split(":")
    if all(part.startswith("/") for part in parts):
        return Source(paths=tuple(map(host.realpath, parts)))
    if mount.kind not in _DIRECTORY and (found := re.match(_HOST, mount.source)) and not found[2].startswith("//"):
        return _remote(host, mount)
    return Source(unknown="what it shows cannot be told")


def _layered(host: Host, mount: Mount) -> Source:
    from colima_guard.host.mount_table import unescaped

    pairs = (option.partition("=") for option in mount.options.replace(" ", ",").split(","))
    layers = [unescaped(value) for key, _, value in pairs if key in _LAYERS]
    paths = [path.replace("\\:", ":") for layer in layers for path in re.split(r"(?<!\\):+", layer) if path]
    if not paths or not all(path.startswith("/") for path in paths):
        return Source(unknown="its layers cannot be told")
    return Source(paths=tuple(map(host.realpath, paths)))


def _remote(host: Host, mount: Mount) -> Source:
    found = re.match(_HOST, mount.source)
    if found is None or not _is_here(host, found[1]):
        return Source()
    path = found[2] if found[1] != "fuse-t" else ""
    if mount.kind == "fuse.sshfs":
        path = os.path.join(host.home, path)
    if mount.source.startswith("//") or not path.startswith("/"):
        return Source(unknown=_SERVED)
    return Source(paths=(host.realpath(path),))


def _is_here(host: Host, name: str) -> bool:
    """Whether this is a name of the machine itself."""
    plain = name.strip("[]").lower().rstrip(".")
    if plain in _LOOPBACK or plain.startswith(("127.", "::ffff:127.")):
        return True
    own = host.name.lower()
    return plain in (own, own.partition(".")[0], f"{own.partition('.')[0]}.local")
