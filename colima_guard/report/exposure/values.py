"""What a picture is made of: places, VMs and occupants, one value each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import overlap
from colima_guard.report.exposure.picture import Tone

#: a document of ``report --json``, or a part of it
Document = Mapping[str, Any]
#: the end of the directory that stands for an empty allowlist
_NOTHING = "colima-guard/nothing-shared"


def is_nothing(path: str) -> bool:
    """Whether it is the directory that stands for an empty allowlist."""
    return path.replace("\\", "/").endswith(_NOTHING)


class Place(NamedTuple):
    """A directory or file of the host."""

    path: str
    kind: str


class Reach(NamedTuple):
    """How a VM sees a place."""

    tone: Tone
    writable: bool
    loose: bool = False


class Vm(NamedTuple):
    """An instance; an empty name stands for this machine itself."""

    name: str
    tone: Tone
    verdict: str
    transport: str
    state: str
    future: bool
    active: bool
    sees: Mapping[Place, Reach]


#: what stands for the containers of an engine that did not tell of them
ENGINE = "engine"


class Resident(NamedTuple):
    """A container or service."""

    name: str
    kind: str
    project: str
    on: tuple[str, ...]
    how: str
    tone: Tone
    writable: bool
    running: bool | None
    #: whether it may do all that its VM can
    whole: bool
    #: the host paths that it is given, where it is not all of its VM's
    paths: tuple[str, ...]

    def reaches(self, place: Place, reach: Reach) -> bool:
        """Whether it reaches a place that its VM sees."""
        return self.whole or (not reach.loose and any(overlap(place.path, path) for path in self.paths))


class Members(NamedTuple):
    """All of a machine, today or after a plan."""

    places: tuple[Place, ...]
    vms: tuple[Vm, ...]
    residents: tuple[Resident, ...]
