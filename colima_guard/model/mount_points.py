"""The paths at which a guest sees directories: one is given to a single entry, and none lies in another."""

from __future__ import annotations

from collections.abc import Iterable

from colima_guard.model.allowlist import Allowed
from colima_guard.model.paths import Paths, keys


class Owners:
    """The allowed directories, to ask within which of them a path lies."""

    def __init__(self, entries: Iterable[Allowed]) -> None:
        self._by_path: dict[str, Allowed] = {}
        for entry in entries:
            self._by_path.setdefault(entry.path, entry)
        self._paths = Paths(self._by_path)

    def of(self, real: str) -> Allowed | None:
        """The allowed directory in which a path lies, ``None`` where it lies in none."""
        found = self._paths.above(real)
        return None if found is None else self._by_path[found]


class MountPoints:
    """The paths that are wanted for directories, and those that entries have which stay."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self._wanted = Paths(wanted)
        self._stay: set[str] = set()
        self._above: set[str] = set()

    def meets(self, path: str, *, but: str | None = None) -> bool:
        """Whether a path lies in one of them or holds one; ``but`` is a wanted one that does not count."""
        *above, own = keys(path)
        if own in self._above or not self._stay.isdisjoint((*above, own)):
            return True
        return self._wanted.others(path, but)

    def add(self, path: str) -> None:
        """Gives a path to an entry that stays."""
        *above, own = keys(path)
        self._stay.add(own)
        self._above.update((*above, own))
