"""What the host's mounts show in a shared directory: another directory of the host can lie behind a name in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.host.machine import Host
from colima_guard.host.mount_sources import source_of
from colima_guard.judge.appearances import appearances
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.mount import Content, Mount, MountTable
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within, overlap
from colima_guard.model.share import Access, Share
from colima_guard.model.shell import word
from colima_guard.model.verdict import Concern, Judgement, Verdict, looked_into


class Shared(NamedTuple):
    """A shared directory, and what may be seen in it."""

    directory: str
    access: Access
    allow: Allowlist

    def has(self, path: str, mount: Mount | None = None) -> bool:
        """Whether what lies at this path may be seen there, through a mount that is perhaps read-only."""
        access = Access.RO if mount is not None and mount.readonly else self.access
        return is_within(path, self.directory) or self.allow.covers(path, access)

    def inner(self, mount: Mount) -> bool:
        """Whether a mount lies in what may be seen: its name says nothing of what it shows."""
        return is_within(mount.point, self.directory) or self.allow.covers(mount.point, Access.RO)


def concerns(
    host: Host,
    table: MountTable,
    judgements: Sequence[Judgement],
    allow: Allowlist,
    private: Sequence[str],
    *,
    accepted: bool,
) -> Iterator[Concern]:
    """What shared directories show of the host beside what is allowed, because it is mounted there.

    ``private`` are real paths that nobody should have.
    """
    shares: dict[tuple[str, Access], Share] = {}
    for real, share in looked_into(judgements, accepted=accepted):
        shares.setdefault((real, share.access), share)
    if not shares:
        return
    if table.unread is not None:
        message = f"what is mounted cannot be told: {table.unread}"
        yield Concern(Finding("CG114", message, "look: mount"), Verdict.UNKNOWN)
    said: set[str] = set()
    for (path, access), share in shares.items():
        for concern in _Looked(host, table, Shared(path, access, allow), private).concerns(share):
            if concern.finding.message not in said:
                said.add(concern.finding.message)
                yield concern


def untold(host: Host, table: MountTable, judgements: Sequence[Judgement], allow: Allowlist) -> list[str]:
    """Why it cannot be told of what is mounted in shared directories what that shows; empty where all can be."""
    said = concerns(host, table, judgements, allow, (), accepted=True)
    return [concern.finding.message for concern in said if concern.at_best is Verdict.UNKNOWN]


class _Looked:
    """One shared directory, looked at by the table of mounts."""

    def __init__(self, host: Host, table: MountTable, shared: Shared, private: Sequence[str]) -> None:
        self._host = host
        self._table = table
        self._shared = shared
        self._private = private
        self._home = host.realpath(host.home)
        self._found: dict[int, str | None] = {}

    def concerns(self, share: Share) -> Iterator[Concern]:
        inner = self._table.within(self._shared.directory)
        for mount in inner:
            outside = self.outside(mount)
            if outside is not None:
                yield self._outside(mount.point, outside, share)
            elif (why := self._untold(mount)) is not None:
                point, source = mount.point, f"{mount.source or 'nowhere'} ({mount.kind})"
                message = f"{point} is mounted from {source}: {why}"
                finding = Finding("CG114", message, f"umount {word(point)}", share.place, point)
                yield Concern(finding, Verdict.UNKNOWN)
        if not any(mount.point == self._shared.directory for mount in inner):
            outside = self._elsewhere()
            if outside is not None:
                yield self._outside(self._shared.directory, outside, share)
        for elsewhere in appearances(self._host, self._table, self._shared.directory):
            if elsewhere.later and self._is_private(elsewhere.point) and not self._shared.has(elsewhere.point):
                message = f"{elsewhere.point} is {elsewhere.inside}, which is shared: it is mounted there"
                remedy = f"umount {word(elsewhere.mount.point)}"
                yield Concern(Finding("CG113", message, remedy, share.place, elsewhere.inside), Verdict.OPEN)

    def _outside(self, point: str, outside: str, share: Share) -> Concern:
        message = f"{point} shows {outside}, which is not allowed: it is mounted there"
        return Concern(Finding("CG113", message, f"umount {word(point)}", share.place, point), Verdict.OPEN)

    def outside(self, mount: Mount) -> str | None:
        """The first thing that a mount shows and that may not be seen; ``None`` where there is none."""
        if mount.number not in self._found:
            self._found[mount.number] = self._first_outside(mount)
        return self._found[mount.number]

    def _first_outside(self, mount: Mount) -> str | None:
        shows = source_of(self._host, mount)
        if not shows.itself:
            return next((path for path in shows.paths if not self._shared.has(path, mount)), None)
        content = Content(mount.device, mount.root)
        return self._named(mount, content) or self._part(content, mount)

    def _named(self, mount: Mount, content: Content) -> str | None:
        """The name outside by which a mounted directory is known, unless this mount is where it is at home."""
        others = [(name, other) for name, other in self._table.names(content) if other is not mount]
        if any(self._fine(name, other, mount, content) for name, other in others):
            return None
        rank = self._table.rank(mount)
        earlier = [(self._table.rank(other), name) for name, other in others if self._table.rank(other) < rank]
        return min(earlier)[1] if earlier else None

    def _fine(self, name: str, other: Mount, mount: Mount, content: Content) -> bool:
        """Whether a content lies at an allowed name by a mount that is itself as it should be."""
        if not self._shared.has(name, mount) or self._table.content(name) != content:
            return False
        if not self._shared.inner(other):
            return True
        return self._table.rank(other) < self._table.rank(mount) and self.outside(other) is None

    def _part(self, content: Content, mount: Mount) -> str | None:
        """What of yours lies somewhere in what a mount shows, such as the volume of a disk on which your home is.

        What was mounted there later is none of it: that mount is the one to take away.
        """
        earlier = (part for part in self._table.parts(content) if self._table.is_before(part, mount))
        points = (part.point for part in earlier if not self._shared.inner(part))
        return next((point for point in points if self._is_private(point)), None)

    def _is_private(self, path: str) -> bool:
        return is_within(self._home, path) or any(overlap(path, secret) for secret in self._private)

    def _elsewhere(self) -> str | None:
        """The name by which the directory itself is known in the home, where it lies in what was mounted there."""
        content = self._table.content(self._shared.directory)
        holding = self._table.holding(self._shared.directory)
        if content is None or holding is None:
            return None
        named = self._named(holding, content)
        if named is not None and overlap(named, self._home):
            return named
        return self._part(content, holding)

    def _untold(self, mount: Mount) -> str | None:
        shows = source_of(self._host, mount)
        if shows.unknown is not None or not shows.itself:
            return shows.unknown
        if mount.root == "/" or f"subvol={mount.root}" in mount.options.split(","):
            return None
        content = Content(mount.device, mount.root)
        if any(other is not mount for _, other in self._table.names(content)):
            return None
        return f"it is {mount.root} of a file system that is mounted nowhere else"
