"""A walk through directories, to every file in them."""

from __future__ import annotations

import os
import stat
from collections.abc import Container, Iterator

from colima_guard.model.named_tuple import NamedTuple


class Entry(NamedTuple):
    """A file that is met on a walk: who it is, and how many names it has."""

    path: str
    device: int
    inode: int
    links: int


def walk(top: str, devices: Container[int] | None = None) -> Iterator[Entry]:
    """Every file at or below a path, links not followed; directories of other devices are not entered."""
    waiting = [top]
    while waiting:
        path = waiting.pop()
        try:
            own = os.lstat(path)
            if not stat.S_ISDIR(own.st_mode):
                yield Entry(path, own.st_dev, own.st_ino, own.st_nlink)
            elif devices is None or own.st_dev in devices:
                waiting += (os.path.join(path, name) for name in os.listdir(path))
        except (OSError, ValueError):  # what we cannot see, no VM program that we start can show
            continue
