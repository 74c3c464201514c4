"""Exceptions from the policy for one instance, and findings that are accepted until a day."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from colima_guard.model.allowlist import Allowed, Allowlist, collapse
from colima_guard.model.share import Place


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
