"""The directories that the user allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import Paths, is_within, keys
from colima_guard.model.share import Access


class Allowed(NamedTuple):
    """One allowed directory: ``path`` with links resolved, ``typed`` as the user knows it (absolute)."""

    path: str
    access: Access
    typed: str
    #: one of those that must not be allowed
    dangerous: bool = False
    #: nobody said ``--dangerous`` to it: it was written into the policy by hand, or its link leads elsewhere now
    undeclared: bool = False
    #: the policy file that it was included from, ``None`` for one of the user's own
    included: str | None = None
    #: read-only, and to be shared all the same where every share is writable
    loosely: bool = False


class _Entries(NamedTuple):
    entries: tuple[Allowed, ...] = ()
    #: the tool-owned empty directory that stands for "nothing"
    placeholder: str | None = None


class Allowlist(_Entries):
    """The allowed directories, none within another. An empty one allows the placeholder, read-only."""

    def covers(self, path: str, access: Access) -> bool:
        """Whether a share of this real directory with this access lies within what is allowed."""
        if self.placeholder is not None and path == self.placeholder:
            return access is Access.RO
        return self._by_access[access].above(path) is not None

    def loosely(self, path: str | None) -> bool:
        """Whether this real directory may be shared wider than it is allowed, which is then ``OPEN``."""
        return any(entry.loosely and path is not None and is_within(path, entry.path) for entry in self._loose)

    @cached_property
    def _by_access(self) -> dict[Access, Paths]:
        """The directories that may be shared with an access."""
        return {access: Paths(entry.path for entry in self.entries if access.within(entry.access)) for access in Access}

    @cached_property
    def writable(self) -> Paths:
        """The directories in which the VM may put a link in the place of a directory."""
        return writable(self.entries)

    @cached_property
    def _loose(self) -> tuple[Allowed, ...]:
        return tuple(entry for entry in self.entries if entry.loosely)

    def left_read_only(self, seen: Sequence[tuple[str, Access]]) -> Allowed | None:
        """A writable directory that is shared read-only and nowhere else, ``None`` where there is none.

        ``seen`` are the shares: real directories, and what their files ask for.
        """
        by_access = {access: Paths(real for real, asked in seen if asked is access) for access in Access}
        for entry in self.entries:
            accesses = {access for access, paths in by_access.items() if paths.above(entry.path) is not None}
            if entry.access is Access.RW and accesses == {Access.RO}:
                return entry
        return None

    @property
    def dangerous(self) -> tuple[Allowed, ...]:
        return tuple(entry for entry in self.entries if entry.dangerous)


def writable(entries: Iterable[Allowed]) -> Paths:
    """Those of the directories that VMs may write."""
    return Paths(entry.path for entry in entries if entry.access is Access.RW)


class NestedAccess(Exception):
    """One allowed directory lies in another with a different access."""

    def __init__(self, outer: Allowed, inner: Allowed) -> None:
        super().__init__(f"{inner.path} ({inner.access}) lies in {outer.path} ({outer.access})")
        self.outer = outer
        self.inner = inner


def collapse(entries: list[Allowed]) -> tuple[tuple[Allowed, ...], tuple[Allowed, ...]]:
    """The entries sorted by path without those that lie in another one of the same access, and those left out.

    Raises ``NestedAccess`` for ``ro`` inside ``rw`` or the reverse: Colima refuses overlapping mounts.
    """
    kept: dict[str, Allowed] = {}
    dropped: list[Allowed] = []
    for entry in sorted(entries, key=lambda entry: (entry.path, entry.typed)):
        *above, own = keys(entry.path)
        outer = next((kept[key] for key in (*above, own) if key in kept), None)
        if outer is None:
            kept[own] = entry
        elif outer.access is entry.access:
            if outer.path != entry.path:
                dropped.append(entry)
        else:
            raise NestedAccess(outer, entry)
    return tuple(kept.values()), tuple(dropped)
