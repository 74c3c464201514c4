"""Directories that are there only while a disk is plugged in, or a server connected."""

from __future__ import annotations

import re

from colima_guard.host.machine import Host
from colima_guard.host.values import Platform

#: where disks are mounted, and how many names below that the directory of one may lie
_ROOTS: dict[Platform, dict[str, int]] = {
    "macos": {"/Volumes": 1},
    "linux": {"/mnt": 1, "/media": 2, "/run/media": 2},
    "windows": {},
}
#: the same for all platforms, each with a slash behind it
REMOVABLE = tuple(f"{root}/" for roots in _ROOTS.values() for root in roots)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def missing_disk(host: Host, path: str) -> str | None:
    """Where the disk would be mounted on which a missing directory lies, ``None`` for one that can just be made.

    Made by hand it would be in the way: macOS then mounts the disk under another name.
    """
    drive = _DRIVE.match(path)
    if drive is not None:
        return drive[0] if host.look(drive[0]) is None else None
    for root, depth in _ROOTS[host.platform].items():
        names = path.removeprefix(f"{root}/").split("/")
        if path.startswith(f"{root}/"):
            disk = f"{root}/{'/'.join(names[:depth])}"
            return disk if host.look(disk) is None else None
    return None
