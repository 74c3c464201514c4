"""Lima's merged mounts as shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.backends.lima.rules.entry import Around, MergedMount, Source
from colima_guard.backends.lima.rules.merge import Merge
from colima_guard.host.links import links_on
from colima_guard.host.machine import Host
from colima_guard.model.paths import clean
from colima_guard.model.share import THAT_FILE, Access, Origin, Place, Share
from colima_guard.model.transport import REVERSE_SSHFS, Transport


def shares_of(host: Host, merged: Merge, carried: Transport, around: Around) -> Iterator[Share]:
    """The merged mounts as shares."""
    for mount in merged.mounts:
        location = _location(mount, around)
        real = host.realpath(clean(location)) if location is not None else None
        yield Share(
            location=location,
            real=real,
            mount_point=location if mount.mount_point == mount.location else mount.mount_point,
            asked=Access.RW if mount.writable else Access.RO,
            transport=carried,
            place=mount.place,
            origin=Origin.DEFAULT if mount.place.line is None else Origin.LISTED,
            links=links_on(host, clean(location), real) if location is not None and real is not None else (),
            because=_because(host, mount.place),
            follows_links=mount.follow_place if mount.follow_symlinks and carried == REVERSE_SSHFS else None,
            writable_place=mount.writable_place if mount.writable and mount.writable_place != mount.place else None,
        )


def _because(host: Host, place: Place) -> str | None:
    """Why it is shared although no file says so; ``place`` is then where one would."""
    if place.line is not None:
        return None
    shipped = "Lima's own template shares it"
    return f"{THAT_FILE} does not exist, and {shipped}" if host.look(place.file) is None else shipped


def doubt_of(sources: Sequence[Source], merged: Merge) -> str | None:
    """Why it cannot be told what is shared, ``None`` when it can."""
    doubt = uncertainty(sources, merged)
    if doubt is None and any("," in mount.location for mount in merged.mounts):
        # qemu.go and krunkit hand it over unescaped: `-virtfs ...,path=/a,path=/b`
        return "a path holds a comma, behind which QEMU and krunkit read options: another directory, say"
    return doubt


def uncertainty(sources: Sequence[Source], merged: Merge) -> str | None:
    """Why the merge cannot be told, ``None`` when it can."""
    doubts = [mount.uncertain for mount in merged.mounts] + [source.loaded.doubt for source in sources]
    return next((doubt for doubt in doubts if doubt), None)


def _location(mount: MergedMount, around: Around) -> str | None:
    if mount.doubt is not None:
        return None
    location = mount.location
    if location == "~" or location.startswith("~/"):
        location = around.home + location[1:]
    return location if location.startswith("/") else None
