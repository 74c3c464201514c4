"""What a path of a VM is of the host, and what whoever can do all that the VM can reaches of it."""

from __future__ import annotations

import ntpath
import os
from collections.abc import Iterable, Iterator, Sequence

from colima_guard.host.machine import Host
from colima_guard.judge.reach import Secrets, within_reach
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import DRIVE, clean, is_within
from colima_guard.model.share import Access, Share
from colima_guard.scan.container.desktop_paths import host_path as desktop_path
from colima_guard.scan.container.values import Container
from colima_guard.scan.machine import Machine


class Seen(NamedTuple):
    """A host path that is seen from inside a VM: itself, and all below it."""

    #: as the VM's own program names it
    path: str
    #: with links resolved
    real: str
    access: Access
    #: what shows it; ``None`` on this machine itself
    share: Share | None = None


class Blast(NamedTuple):
    """What a container that can do all that its VM can reaches: host paths and secrets, today and after a lock."""

    #: ``None`` where it cannot be told
    paths: tuple[Seen, ...] | None
    secrets: tuple[str, ...]
    #: ``None`` where nothing is planned
    after: tuple[Seen, ...] | None = None
    secrets_after: tuple[str, ...] | None = None
    #: whether a transport does not confine the VM: everything that the user can read is within reach
    unconfined: bool = False
    unconfined_after: bool = False
    #: why it cannot be told
    unknown: str | None = None


class Reached(NamedTuple):
    """What a container reaches of the host, today and after a lock; ``None``: cannot be told, or nothing is planned."""

    today: tuple[Seen, ...] | None
    after: tuple[Seen, ...] | None


def reached(host: Host, machine: Machine, container: Container, whole: Blast) -> Reached:
    """What a container reaches: all that its VM does where it may do all of that, else what it is given."""
    if container.vm_root is not False:
        return Reached(whole.paths, whole.after)
    today = tuple(_unique(_given(host, machine, container, after=False)))
    after = None if machine.after is None else tuple(_unique(_given(host, machine, container, after=True)))
    return Reached(today if machine.unknown is None else None, after)


def _given(host: Host, machine: Machine, container: Container, *, after: bool) -> Iterator[Seen]:
    for bind in container.binds:
        for seen in host_paths(host, machine, bind.source, after=after):
            yield seen._replace(access=Access.RO) if bind.access is Access.RO else seen


def host_paths(host: Host, machine: Machine, path: str, *, after: bool = False) -> tuple[Seen, ...]:
    """The host paths that a path in a VM shows: itself where a share has it, and what is mounted below it.

    Empty for a directory of the VM's own disk. The deepest mount point that the path lies in decides, both of two
    shares at the same one count. Access is what the share is mounted with. ``after``: with the shares of after a lock.
    """
    if not machine.name:
        return (Seen(path, host.realpath(path), Access.RW),)
    shares = (machine.after or ()) if after else machine.shares
    placed = [(point(share), share) for share in shares if share.location is not None]
    holding = [(at, share) for at, share in placed if is_within(path, at)]
    deepest = max((len(at) for at, _ in holding), default=0)
    found = [*_through(host, shares, path, [pair for pair in holding if len(pair[0]) == deepest])]
    for at, share in placed:
        if at != path and is_within(at, path):
            found.append(Seen(share.location or "", share.real or share.location or "", share.asked, share))
    if not found and (drive := desktop_path(path)) is not None and _attached(shares):
        found.append(Seen(drive, drive, Access.RW, shares[0]))  # WSL attaches every drive, one stands for them
    return tuple(_unique(found))


def point(share: Share) -> str:
    """Where a VM has a share mounted."""
    at = share.mount_point or share.location or ""
    return at if DRIVE.match(at) else clean(at)


def _through(host: Host, shares: Sequence[Share], path: str, holding: Iterable[tuple[str, Share]]) -> Iterator[Seen]:
    for at, share in holding:
        found = joined(share.location or "", path[len(at.rstrip("/\\")) :])
        real = host.realpath(found) if os.path.isabs(found) else found
        inside = [one for one in shares if one.real is not None and is_within(real, one.real)]
        if inside or share.follows_links is not None:
            yield Seen(found, real, share.asked, share)


def joined(location: str, rest: str) -> str:
    """The host path of what lies below a share, by what follows its mount point in the VM."""
    if DRIVE.match(location):
        return ntpath.normpath(location + "\\" + rest.replace("/", "\\"))
    return clean(f"{location}/{rest}")


def _attached(shares: Sequence[Share]) -> bool:
    return any(share.location is not None and DRIVE.match(share.location) for share in shares) and any(
        not share.transport.confined for share in shares
    )


def vm_paths(machine: Machine, path: str) -> tuple[tuple[str, Share], ...]:
    """The paths by which a VM knows a real host path, each with the share that shows it; the path on this machine."""
    found = []
    for share in machine.shares:
        for base in dict.fromkeys((share.real, share.location)):
            if base is not None and is_within(path, base):
                rest = path[len(base.rstrip("/\\")) :].replace("\\", "/").lstrip("/")
                found.append((f"{point(share).rstrip('/')}/{rest}".rstrip("/") or "/", share))
                break
    return tuple(found)


def blast(host: Host, machine: Machine, secrets: Secrets) -> Blast:
    """What a container that can do all that its VM can reaches under a machine. On this machine itself: everything."""
    if not machine.name:
        return Blast((Seen("/", "/", Access.RW),), tuple(path for path, _ in secrets), unconfined=True)
    after = machine.after
    told = None if machine.unknown is not None else tuple(_all(machine.shares))
    return Blast(
        told,
        _secrets(host, secrets, machine.shares),
        None if after is None else tuple(_all(after)),
        None if after is None else _secrets(host, secrets, after),
        any(not share.transport.confined for share in machine.shares),
        any(not share.transport.confined for share in after or ()),
        machine.unknown,
    )


def _all(shares: Iterable[Share]) -> Iterator[Seen]:
    """What shares show at all: root of the VM gets around a read-only that only the guest holds."""
    named = (share for share in shares if share.location is not None)
    yield from _unique(Seen(share.location or "", share.real or share.location or "", share.access) for share in named)


def _unique(found: Iterable[Seen]) -> list[Seen]:
    """Each host path once, with the widest access."""
    best: dict[str, Seen] = {}
    for seen in found:
        known = best.get(seen.path)
        if known is None or not seen.access.within(known.access):
            best[seen.path] = seen
    return list(best.values())


def _secrets(host: Host, secrets: Secrets, shares: Sequence[Share]) -> tuple[str, ...]:
    reals = [share.real for share in shares if share.real is not None]
    return within_reach(host, host.mounts(reals), secrets, shares)
