"""The files by which VMs are started, also those that are not there yet, and everything on the way to them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence

from colima_guard.host.links import waypoints
from colima_guard.host.machine import Host
from colima_guard.model.paths import Paths


class DecisiveFiles:
    """What the backends looked into to find their instances, to ask of many directories which of it lies in them.

    Who can write a file that is looked for and missing, or where a link on the way to it lies, decides what it says.
    """

    def __init__(self, host: Host, looked_into: Iterable[str], others: Callable[[], Iterable[str]]) -> None:
        """``others`` are looked for only once somebody asks: what the backends that were not selected look into."""
        self._host = host
        self._looked_into = looked_into
        self._others = others
        self._paths: list[str] | None = None
        self._real_directories: dict[str, tuple[str, ...]] = {}
        self._places: tuple[Paths, dict[str, str]] | None = None

    def within(self, directory: str) -> str | None:
        """One of them that lies in a real directory or is led through it, as its program names it; ``None``: none."""
        if self._places is None:
            found = {place: path for path in self._all() for place in self._met(path)}
            self._places = Paths(found), found
        places, names = self._places
        inside = [names[place] for place in places.within(directory)]
        # of several that which says what is shared, and not that which says what runs
        return min(inside, key=lambda path: (not path.endswith((".yaml", ".json")), path), default=None)

    def files(self) -> Sequence[str]:
        """The real paths of those that are files of this machine now."""
        found = (self._host.realpath(path) for path in self._all() if self._host.look(path) == "file")
        return list(dict.fromkeys(found))

    def _all(self) -> list[str]:
        if self._paths is None:
            # sorted: which of several is named does not depend on the order of a set
            self._paths = sorted({path for path in (*self._looked_into, *self._others()) if os.path.isabs(path)})
        return self._paths

    def _met(self, path: str) -> tuple[str, ...]:
        """What decides where a path leads: its own place, and where links lie that it goes through."""
        directory, name = os.path.split(path)
        if directory not in self._real_directories:
            self._real_directories[directory] = waypoints(self._host, directory)
        real, *links = self._real_directories[directory]
        place = os.path.join(real, name)
        return (*waypoints(self._host, place), place, *links) if self._host.leads_on(place) else (place, *links)
