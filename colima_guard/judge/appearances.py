"""Where else on this machine lies what a directory shows: who writes the one writes the other."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.host.machine import Host
from colima_guard.host.mount_sources import source_of
from colima_guard.model.mount import Mount, MountTable
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within


class Appearance(NamedTuple):
    """What a directory shows, seen at a path elsewhere too."""

    point: str
    #: its name in the directory
    inside: str
    #: the mount that puts it there
    mount: Mount
    #: whether that was mounted after what the directory shows
    later: bool


def appearances(host: Host, table: MountTable, directory: str) -> tuple[Appearance, ...]:
    """Each other path at which something of a real directory lies, or of what is mounted in it.

    Several checks ask, and many instances share one directory: it is looked for once while the host is ``steady``.
    """
    known = host.once(_by_directory)
    if directory not in known:
        known[directory] = tuple(_appearances(host, table, directory))
    return known[directory]


def _by_directory(_: Host) -> dict[str, tuple[Appearance, ...]]:
    return {}


def _appearances(host: Host, table: MountTable, directory: str) -> Iterator[Appearance]:
    holding = table.holding(directory)
    holders = [(directory, holding)] if holding is not None else []
    holders += [(mount.point, mount) for mount in table.within(directory) if mount is not holding]
    for inside, holder in holders:
        content = table.content(inside)
        if content is not None and source_of(host, holder).itself:
            for point, name, mount in table.elsewhere(content, inside):
                if not is_within(point, directory):
                    yield Appearance(point, name, mount, table.is_before(holder, mount))
    for mount in table.mounts:
        for source in source_of(host, mount).paths:
            if is_within(source, directory) and not is_within(mount.point, directory) and table.is_seen(mount):
                yield Appearance(mount.point, source, mount, later=True)
