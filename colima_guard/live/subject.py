"""What is tried on an instance, with all that is known of it beforehand."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from colima_guard.judge.row import Row
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.share import Access, Share
from colima_guard.store.canary import Canary


class Control(NamedTuple):
    """A canary in an allowed directory: the guest must see it, and write beside it only if it may."""

    canary: Canary
    entry: Allowed


class Subject(NamedTuple):
    """An instance, and the canaries that are to be looked for in it."""

    row: Row
    allow: Allowlist
    #: outside every allowed directory, by the directory that they were put into
    outside: Mapping[str, Canary]
    controls: tuple[Control, ...]
    #: existing secrets outside the allowlist, as real paths
    secrets: tuple[str, ...]

    @property
    def shares(self) -> tuple[Share, ...]:
        """What it has attached where that is known, else what its files say."""
        judged = self.row.now or self.row.shown
        return judged.exposure.shares


def parents(home: str, allow: Allowlist) -> tuple[str, ...]:
    """The directories into which a canary is put that must not be seen: the home, and each parent of an allowed one."""
    wanted = (home, *(os.path.dirname(entry.path) for entry in allow.entries))
    return tuple(dict.fromkeys(path for path in wanted if not allow.covers(path, Access.RO)))


def inside(allow: Allowlist, shares: tuple[Share, ...]) -> tuple[Allowed, ...]:
    """The allowed directories that the instance shares, into which a control can be put."""
    shared = Allowlist(tuple(Allowed(share.real, share.access, share.real) for share in shares if share.real))
    return tuple(entry for entry in allow.entries if shared.covers(entry.path, Access.RO))
