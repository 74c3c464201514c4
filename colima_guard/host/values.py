"""What the machine says of a file, as a value, and how much of one is taken at most."""

from __future__ import annotations

from typing import Literal

from colima_guard.errors import GuardError
from colima_guard.model.named_tuple import NamedTuple

Platform = Literal["macos", "linux", "windows"]
Kind = Literal["file", "dir", "other"]

#: No configuration file that we read is larger; a larger one is refused unread.
MAX_BYTES = 1 << 20


class Unreadable(GuardError):
    """A file is there and cannot be read: too large, not a regular file, no permission."""


# named tuples: even --version loads this module, and a dataclass is compiled anew at every start
class Stat(NamedTuple):
    """What the file system says of a path, links followed: kind, permission bits, owner, time of change (ns).

    ``mtime_ns`` is when its bytes were written. ``changed_ns`` is when anything about it changed, which an older file
    moved into its place cannot hide; for a link it is the newer of its own time and its target's, for a link that now
    leads elsewhere is a change.
    """

    kind: Kind
    mode: int
    uid: int
    mtime_ns: int
    changed_ns: int


class Child(NamedTuple):
    """What lies in a directory: its name, and of what sort it is, links not followed."""

    name: str
    sort: Literal["file", "dir", "link", "other"]
