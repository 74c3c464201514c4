"""Which of the secrets that exist an instance holds in its hands, and what it can do with each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from colima_guard.host.machine import Host
from colima_guard.host.secret_files import secret_places
from colima_guard.judge.reach import secrets_among, within_reach
from colima_guard.judge.row import Row
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within
from colima_guard.model.share import Access


class Held(NamedTuple):
    """A secret within reach of an instance."""

    #: the path under the home as given
    path: str
    access: Access
    #: through no share, but past them: the transport does not confine the guest
    around: bool


def existing(host: Host) -> Mapping[str, str]:
    """The secrets that exist on this machine: each path under the home as given, with the real one."""
    return dict(secrets_among(place for place in host.once(secret_places) if place.present))


def at_next_start(host: Host, row: Row, secrets: Mapping[str, str]) -> Row:
    """An instance without what runs now: what it is once it was restarted."""
    if row.now is None:
        return row
    shares = row.shown.exposure.shares
    table = host.mounts({share.real for share in shares if share.real is not None})
    return row._replace(now=None, within_reach=within_reach(host, table, tuple(secrets.items()), shares))


def held(row: Row, secrets: Mapping[str, str]) -> Iterator[Held]:
    """The secrets within reach of an instance, by the widest share that shows each, at its next start or now."""
    shares = [*row.shown.exposure.shares, *(row.now.exposure.shares if row.now is not None else ())]
    # one writable channel that does not confine the guest writes everywhere (real-vm: reverse-sshfs)
    loose = [share.access for share in shares if not share.transport.confined]
    for path in row.within_reach:
        real = secrets.get(path, path)
        showing = [share.access for share in shares if share.real is not None and is_within(real, share.real)]
        # by a name that a mount gives it, where no share holds the path itself
        found = showing or loose or [share.access for share in shares] or [Access.RW]
        widest = Access.RW if Access.RW in (*found, *loose) else Access.RO
        yield Held(path, widest, around=not showing and bool(loose))
