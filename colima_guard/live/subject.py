"""What is tried on an instance, with all that is known of it beforehand."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from colima_guard.host.machine import Host
from colima_guard.host.secret_files import secret_places
from colima_guard.judge.reach import secrets_among
from colima_guard.judge.row import Row
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within
from colima_guard.model.share import Access, Share
from colima_guard.store.canary import Canary


class Control(NamedTuple):
    """A canary in an allowed directory: the guest must see it, and write beside it only if it may."""

    canary: Canary
    entry: Allowed


class Subject(NamedTuple):
    """An instance, and the canaries that are to be looked for in it."""

    #: the user's home
    home: str
    row: Row
    allow: Allowlist
    #: what may be seen: what is allowed, and what the policy accepts
    seen: Allowlist
    #: whether the policy accepts that the transport does not confine the guest
    loose: bool
    #: outside every allowed directory, by the directory that they were put into
    outside: Mapping[str, Canary]
    #: the directories into which none could be put, though one was wanted
    unplanted: tuple[str, ...]
    controls: tuple[Control, ...]
    #: existing secrets outside the allowlist, as real paths
    secrets: tuple[str, ...]

    @property
    def shares(self) -> tuple[Share, ...]:
        """What it has attached where that is known, else what its files say."""
        judged = self.row.now or self.row.shown
        return judged.exposure.shares


def parents(home: str, allow: Allowlist, kept: Sequence[str]) -> tuple[str, ...]:
    """The directories into which a canary is put that must not be seen: the home, and each parent of an allowed one.

    None within a secret's own directory.
    """
    wanted = (home, *(os.path.dirname(entry.path) for entry in allow.entries))
    outside = (path for path in wanted if not allow.covers(path, Access.RO))
    return tuple(dict.fromkeys(path for path in outside if not any(is_within(path, one) for one in kept)))


def accepted_too(row: Row, allow: Allowlist) -> Allowlist:
    """What is allowed, and the shares outside of it that the policy accepts for this instance."""
    paths = {finding.path for finding in row.findings if finding.accepted is not None and finding.path is not None}
    shares = [share for way in (row.now, row.shown) if way is not None for share in way.exposure.shares]
    more = [Allowed(share.real, share.access, share.real) for share in shares if share.real in paths and share.real]
    return Allowlist((*allow.entries, *more), allow.placeholder)


def inside(allow: Allowlist, shares: tuple[Share, ...]) -> tuple[Allowed, ...]:
    """The allowed directories that the instance shares, into which a control can be put."""
    shared = Allowlist(tuple(Allowed(share.real, share.access, share.real) for share in shares if share.real))
    return tuple(entry for entry in allow.entries if shared.covers(entry.path, Access.RO))


def private(host: Host) -> tuple[str, ...]:
    """The directories and files that are worth protecting, as real paths."""
    return tuple(place.real for place in host.once(secret_places) if place.present)


def secrets(host: Host, allow: Allowlist) -> tuple[str, ...]:
    """The secrets of this machine that no allowed directory holds, as real paths."""
    found = secrets_among([place for place in host.once(secret_places) if place.present])
    return tuple(dict.fromkeys(real for _, real in found if not allow.covers(real, Access.RO)))
