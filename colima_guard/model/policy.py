"""The policy: which directories are allowed, exceptions for one instance, and what is accepted until a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colima_guard.model.allowlist import Allowed, Allowlist, collapse
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Access, Place

if TYPE_CHECKING:
    from datetime import date


class Exemption(NamedTuple):
    """More or fewer directories for one instance. ``without`` holds real paths."""

    instance: str
    allow: tuple[Allowed, ...]
    without: tuple[str, ...]
    place: Place

    def applied(self, entries: tuple[Allowed, ...]) -> tuple[Allowed, ...]:
        """The directories of the instance, from those of all. Raises ``NestedAccess``."""
        own = {entry.path for entry in self.allow}
        rest = [entry for entry in entries if entry.path not in self.without and entry.path not in own]
        return collapse([*rest, *self.allow])[0]


class Accepted(NamedTuple):
    """A finding of one instance that is taken until the end of a day (UTC), perhaps for one real ``path``."""

    finding: str
    instance: str
    path: str | None
    reason: str
    until: date
    place: Place

    def covers(self, finding: str | None, path: str | None) -> bool:
        """Whether it takes what a finding with this id says, of this real path."""
        return finding == self.finding and (self.path is None or path == self.path)


class AcceptedUse(NamedTuple):
    """What a project or container may do until the end of a day (UTC), though it can then do all that its VM can."""

    finding: str
    #: the real directory of a Compose project or devcontainer; else it is about a container
    project: str | None
    #: the name of a container
    container: str | None
    #: the VM that the container runs on; empty for an engine on this machine itself
    instance: str
    reason: str
    until: date
    place: Place

    @property
    def subject(self) -> str:
        """Whose use it is, for a person."""
        if self.project is not None:
            return f"the project {self.project}"
        return f"the container {self.container}{f' of {self.instance}' if self.instance else ''}"


class Project(NamedTuple):
    """A project's own file: what it leaves of the policy."""

    path: str
    #: ``None`` where it says nothing about directories
    entries: tuple[Allowed, ...] | None
    confine: bool

    def applied(self, entries: tuple[Allowed, ...]) -> tuple[Allowed, ...]:
        """Those of its directories that are allowed by the policy anyway."""
        if self.entries is None:
            return entries
        wider = Allowlist(entries)
        return tuple(entry for entry in self.entries if wider.covers(entry.path, entry.access))


class Looked(NamedTuple):
    """A directory that is looked through for projects."""

    path: str
    #: the policy file that it was included from, ``None`` for one of the user's own
    included: str | None = None


class Policy(NamedTuple):
    """The policy as it applies on this machine."""

    path: str
    allow: Allowlist
    confine: bool = False
    #: whether it was read from a file, or is the empty one that applies without
    saved: bool = False
    exceptions: tuple[Exemption, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    accepted_uses: tuple[AcceptedUse, ...] = ()
    #: the files that it includes, in the order in which they were read
    included: tuple[str, ...] = ()
    #: one of them that says to confine
    confined_by: str | None = None
    #: what narrows it further
    project: Project | None = None
    #: where Compose projects and devcontainers are looked for before a change, absolute and as they are written
    projects: tuple[Looked, ...] = ()

    @property
    def writable(self) -> tuple[str, ...]:
        """The real directories in which some VM may write."""
        entries = (*self.allow.entries, *(entry for exemption in self.exceptions for entry in exemption.allow))
        return tuple(entry.path for entry in entries if entry.access is Access.RW or entry.loosely)

    def of(self, instance: str) -> Policy:
        """The policy of one instance: its own allowlist, and what is accepted for it."""
        if not (self.exceptions or self.accepted or self.project):
            return self
        entries = self.allow.entries
        for exemption in self.exceptions:
            entries = exemption.applied(entries) if exemption.instance == instance else entries
        if self.project is not None:
            entries = self.project.applied(entries)
        return self._replace(
            allow=Allowlist(entries, self.allow.placeholder),
            confine=self.confine or (self.project is not None and self.project.confine),
            exceptions=(),
            accepted=tuple(acceptance for acceptance in self.accepted if acceptance.instance == instance),
            project=None,
        )
