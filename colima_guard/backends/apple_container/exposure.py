"""From the settings to what a container machine sees: the home, by its own name, or nothing.

MachinesService.swift mounts it; the host holds read-only (``VZSharedDirectory(readOnly:)`` in Mount.swift of
apple/containerization at 0107d826). The two small shares of its own bundle hold nothing of the user's.
"""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.apple_container.find import AppleMachine
from colima_guard.backends.apple_container.settings import DEFAULT, Reading
from colima_guard.host.machine import Host
from colima_guard.model.release import HEAD
from colima_guard.model.share import Access, Exposure, Origin, Place, Share
from colima_guard.model.transport import VIRTIOFS_VZ

_BOOT, _NOW = "container machine run", "container machine create"
_LATER = "container system start, then container machine create"


def exposures(host: Host, instance: AppleMachine) -> Sequence[Exposure]:
    """One way for a machine that is there; for the next one as many as there are answers."""
    ways = (_BOOT,) if not instance.birthplace else (_NOW, _LATER)
    return [_exposure(host, instance, way, one) for way, one in zip(ways, instance.readings, strict=False)]


def _exposure(host: Host, instance: AppleMachine, way: str, reading: Reading) -> Exposure:
    unknown = reading.unknown or instance.unknown
    mount = reading.mount or DEFAULT
    if mount == "none" or reading.unknown is not None:
        return Exposure(way, HEAD, (), unknown=unknown)
    origin = Origin.DEFAULT if reading.mount is None else Origin.LISTED
    because = "homeMount is rw where nobody sets it"
    place = Place(reading.path)
    home = Share(
        host.home, host.realpath(host.home), host.home, Access(mount), VIRTIOFS_VZ, place, origin, because=because
    )
    return Exposure(way, HEAD, (home,), unknown=unknown)
