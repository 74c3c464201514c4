"""From what was read of a distribution to what it sees at its next start."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colima_guard.backends.wsl import values
from colima_guard.backends.wsl.fstab import mounted, point_of
from colima_guard.backends.wsl.instance import Distribution
from colima_guard.formats.wsl.read import Document
from colima_guard.formats.wsl.statement import Setting
from colima_guard.model.paths import DRIVE
from colima_guard.model.release import HEAD
from colima_guard.model.share import Access, Exposure, Origin, Place, Share
from colima_guard.model.transport import Basis, Transport

#: one server for all, whose clients name the path that they want (src/windows/common/WslCoreHostFiles: ``\\?`` with
#: AllowSubPaths); ``ro`` is the guest's
DRVFS = Transport("drvfs", confined=False, holds_read_only=False, basis=Basis.DOCUMENTED, offers_read_only=False)
#: what runs by it runs on Windows, as the user
INTEROP = Transport("interop", confined=False, holds_read_only=False, basis=Basis.DOCUMENTED, offers_read_only=False)

_MOUNTS = re.compile(r"mount|drvfs|9p|virtiofs", re.IGNORECASE)
#: what changes how mounts spread and mounts nothing, as Kubernetes and Podman are told to be set up
_SPREADS = re.compile(r"\bmount\s+--?make-r?(?:shared|slave|private|unbindable)\s+/(?=[\s;&]|\Z)")
_UNMOUNTED = "served by Windows and not mounted"


def ways(instance: Distribution) -> Iterator[Exposure]:
    """How the distribution starts; and how each other one of the VM does that sees something else, for root in the one

    gets into the other: they share a kernel and its disks.
    """
    own = exposure(instance)
    yield own
    for other in instance.others:
        seen = exposure(other)
        if seen.unknown is not None or _of(seen) - _of(own):
            yield seen._replace(shares=tuple(_of_another(share, other) for share in seen.shares))


def _of(seen: Exposure) -> set[tuple[str | None, Access, Origin]]:
    return {(share.real, share.access, share.origin) for share in seen.shares if share.origin is not Origin.UNMOUNTED}


def _of_another(share: Share, other: Distribution) -> Share:
    if share.origin is Origin.UNMOUNTED:
        return share
    return share._replace(
        because=f"{other.name} has it, in the same VM" + (f": {share.because}" if share.because else "")
    )


def exposure(instance: Distribution) -> Exposure:
    """What the distribution sees by its own files and the VM's."""
    way = f"wsl -d {instance.distribution}"
    serves, safe = instance.service.serves, instance.service.safe
    interop = instance.conf.on(values.INTEROP, True) and not safe
    unread = instance.unread
    if unread is not None and not safe and (serves or unread is instance.conf):
        return Exposure(
            way, HEAD, tuple(_served(instance, ()) if serves else ()), unknown=f"{unread.path} {unread.problem}"
        )
    shares: list[Share] = []
    if serves:
        shares += _automounted(instance)
        shares += _listed(instance)
    if interop and not any(share.origin is Origin.DEFAULT for share in shares):
        shares += _by_interop(instance)
    if serves:
        shares += _served(instance, shares)
    return Exposure(way, HEAD, tuple(shares), unknown=_command(instance) if serves else None)


def _automounted(instance: Distribution) -> list[Share]:
    if not instance.drives_allowed or not instance.conf.on(values.AUTOMOUNT, True):
        return []
    place = Place(instance.conf.path, _line(instance, values.AUTOMOUNT))
    because = _because(instance, values.AUTOMOUNT, "WSL mounts every drive")
    return [
        Share(drive, real, point_of(drive, instance.root), Access.RW, DRVFS, place, Origin.DEFAULT, because=because)
        for drive, real in instance.drives
    ]


def _listed(instance: Distribution) -> Iterator[Share]:
    # systemd mounts what the fstab lists by its own generator, whatever wsl.conf says
    if not (instance.conf.on(values.FSTAB, True) or instance.conf.on(values.SYSTEMD, False)):
        return
    for one in mounted(instance.fstab.value or ""):
        real = None if one.location is None else real_of(instance, one.location)
        yield Share(one.location, real, one.point, one.access, DRVFS, Place(instance.fstab.path, one.number))


def real_of(instance: Distribution, location: str) -> str:
    """A directory of Windows as this machine has it: from inside, where WSL would mount it."""
    return point_of(location, instance.root) if instance.inside and DRIVE.match(location) else location


def _by_interop(instance: Distribution) -> list[Share]:
    place = Place(instance.conf.path, _line(instance, values.INTEROP))
    because = _because(instance, values.INTEROP, "programs of Windows can be run in it, as you")
    return [
        Share(drive, real, None, Access.RW, INTEROP, place, Origin.DEFAULT, because=because)
        for drive, real in instance.drives
    ]


def _served(instance: Distribution, shares: list[Share] | tuple[()]) -> list[Share]:
    place = Place(instance.service.file.path)
    there = {share.real for share in shares if share.transport is DRVFS}
    return [
        Share(drive, real, None, Access.RW, DRVFS, place, Origin.UNMOUNTED, because=_UNMOUNTED)
        for drive, real in instance.drives
        if real not in there
    ]


def _line(instance: Distribution, key: str) -> int | None:
    document = instance.conf.value
    if document is None:
        return None
    found = document.first(key) or document.fault
    return None if found is None else document.line(found.start)


def _because(instance: Distribution, key: str, what: str) -> str:
    """Why a key has no say."""
    document = instance.conf.value
    found = None if document is None else document.first(key)
    if found is not None and document is not None:
        return what if document.says(key) is not None else f"{what}: {found.value!r} is neither true nor false to it"
    if document is not None and document.fault is not None:
        line = document.line(document.fault.start)
        return f"{what} where nothing says {key}=false, and the file ends for it at line {line}"
    return f"{what} where nothing says {key}=false"


def command_that_mounts(document: Document | None) -> Setting | None:
    """The command of root at the start, where it may mount more."""
    found = None if document is None else document.first(values.COMMAND)
    return found if found is not None and _MOUNTS.search(_SPREADS.sub("", found.value)) else None


def _command(instance: Distribution) -> str | None:
    """Why a command that root runs at the start may mount more."""
    document: Document | None = instance.conf.value
    found = command_that_mounts(document)
    if found is None or document is None or instance.service.safe:
        return None
    return f"{instance.conf.path}:{document.line(found.start)}: boot.command may mount more"
