"""What of the secrets on this machine lies within reach of a VM."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from colima_guard.host.machine import Host
from colima_guard.host.mount_sources import source_of
from colima_guard.host.secret_files import SecretPlace
from colima_guard.model.mount import MountTable
from colima_guard.model.paths import is_within
from colima_guard.model.reach import Reach
from colima_guard.model.secrets import PRIVATE_SORTS
from colima_guard.model.share import Share

#: paths under the home as given, each with the real one
Secrets = Sequence[tuple[str, str]]
#: how often a name is looked up that another one led to
_ROUNDS = 4


def secrets_among(places: Iterable[SecretPlace]) -> Secrets:
    """The secrets among what is worth protecting: each path under the home as given, sorted, and where it really is."""
    return tuple(sorted((place.path, place.real) for place in places if place.secret.sort in PRIVATE_SORTS))


def within_reach(host: Host, table: MountTable, secrets: Secrets, shares: Sequence[Share]) -> tuple[str, ...]:
    """What of the existing secrets can be reached through these shares, by whichever name they have there.

    Through a transport that does not confine the guest, that is everything the host user can read.
    """
    if any(not share.transport.confined for share in shares):
        return tuple(path for path, _ in secrets)
    reach = Reach(shares)
    known = ((path, names(host, table, real)) for path, real in secrets)
    return tuple(path for path, by in known if any(reach.meets(name) for name in by))


def names(host: Host, table: MountTable, path: str) -> tuple[str, ...]:
    """All real paths by which a real path can be reached, that one first: mounts show a directory in several places."""
    known: dict[str, None] = {path: None}
    for _ in range(_ROUNDS):
        more = dict.fromkeys(name for here in known for name in _names(host, table, here) if name not in known)
        if not more:
            break
        known |= more
    return tuple(known)


def _names(host: Host, table: MountTable, path: str) -> Iterator[str]:
    content = table.content(path)
    if content is not None:
        yield from (name for name, _ in table.names(content) if table.content(name) == content)
    for mount in table.mounts:
        shows = source_of(host, mount)
        for source in shows.paths:
            if is_within(path, source) and table.holding(mount.point) is mount:
                yield os.path.join(mount.point, path[len(source.rstrip("/")) :].lstrip("/")).rstrip("/")
