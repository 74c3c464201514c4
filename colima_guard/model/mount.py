"""File systems as they are mounted: which content lies at a path, and by which other names it is reached."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within


class Mount(NamedTuple):
    """One mount: the directory ``root`` of a file system, seen at ``point``.

    ``device`` is the same for all mounts of one file system. ``parent`` is the number of the mount that ``point`` lies
    in.
    """

    number: int
    parent: int
    device: str
    root: str
    point: str
    kind: str
    source: str
    readonly: bool = False
    #: what the file system itself was mounted with
    options: str = ""


class Content(NamedTuple):
    """A file or directory by where it is in its file system, whatever its names."""

    device: str
    path: str


class MountTable:
    """All mounts, in the order in which the system lists them.

    ``unread`` says why some of them are not known; what is mounted somewhere can then not be told.
    """

    def __init__(self, mounts: Iterable[Mount], unread: str | None = None) -> None:
        self.mounts = tuple(mounts)
        self.unread = unread
        numbers = {mount.number for mount in self.mounts}
        self._order = {mount.number: place for place, mount in enumerate(self.mounts)}
        self._points = sorted(mount.point for mount in self.mounts)
        self._on: dict[tuple[int | None, str], Mount] = {}
        self._of: dict[str, list[Mount]] = {}
        for mount in self.mounts:
            inner = mount.parent in numbers and mount.parent != mount.number
            self._on[mount.parent if inner else None, mount.point] = mount
            self._of.setdefault(mount.device, []).append(mount)

    def holding(self, path: str) -> Mount | None:
        """The mount that a path leads into, as the system walks it; ``None`` where none is known."""
        found: Mount | None = None
        for step in steps(path):
            while (inner := self._on.get((found.number if found else None, step))) is not None and inner is not found:
                found = inner
        return found

    def content(self, path: str) -> Content | None:
        """What lies at a path."""
        mount = self.holding(path)
        return None if mount is None else Content(mount.device, _moved(path, mount.point, mount.root))

    def within(self, directory: str) -> list[Mount]:
        """The mounts at a directory and below it that are not hidden by others."""
        below = f"{directory.rstrip('/')}/"
        start, end = bisect_left(self._points, below), bisect_left(self._points, f"{below[:-1]}0")  # "0" follows "/"
        points = [directory, *dict.fromkeys(self._points[start:end])]
        found = ((point, self.holding(point)) for point in points)
        return [mount for point, mount in found if mount is not None and mount.point == point]

    def names(self, content: Content) -> Iterator[tuple[str, Mount]]:
        """Every path that a content has, or would have were no other mount on the way, with the mount through which."""
        for mount in self._of.get(content.device, ()):
            if is_within(content.path, mount.root):
                yield _moved(content.path, mount.root, mount.point), mount

    def parts(self, content: Content) -> Iterator[Mount]:
        """The mounts of what lies below a content."""
        for mount in self._of.get(content.device, ()):
            if mount.root != content.path and is_within(mount.root, content.path):
                yield mount

    def elsewhere(self, content: Content, path: str) -> Iterator[tuple[str, str, Mount]]:
        """Each other path at which something of the content of ``path`` is seen, its name below it, and the mount."""
        for mount in self._of.get(content.device, ()):
            if is_within(mount.root, content.path):
                point, name = mount.point, _moved(mount.root, content.path, path)
            elif is_within(content.path, mount.root):
                point, name = _moved(content.path, mount.root, mount.point), path
            else:
                continue
            if self.holding(point) is mount and point != path:
                yield point, name, mount

    def is_seen(self, mount: Mount) -> bool:
        """Whether no other mount hides it."""
        return self.holding(mount.point) is mount

    def is_before(self, one: Mount, other: Mount) -> bool:
        """Whether the system lists a mount before another one: it was made earlier."""
        return self._order[one.number] < self._order[other.number]

    def rank(self, mount: Mount) -> tuple[int, int]:
        """The lowest is where a file system is at home: it shows most of it, or did so first."""
        return len(mount.root), self._order[mount.number]


def steps(path: str) -> Iterator[str]:
    """Every directory on an absolute path, and its end: ``/``, ``/a``, ``/a/b``."""
    yield "/"
    end = path.find("/", 1)
    while end != -1:
        yield path[:end]
        end = path.find("/", end + 1)
    if path != "/":
        yield path


def _moved(path: str, before: str, after: str) -> str:
    """The path with one of the directories that it lies in replaced by another."""
    rest = path[len(before.rstrip("/")) :].lstrip("/")
    return f"{after.rstrip('/')}/{rest}" if rest else after
