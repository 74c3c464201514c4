"""Probes by the shell of a guest: its mounts, our canaries, the secrets' paths, and whether read-only holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from colima_guard.live.guest import Guest, Silent
from colima_guard.live.guest_mounts import GuestMounts, HostMount, guest_path, read
from colima_guard.live.remount import undone
from colima_guard.live.subject import Control, Subject
from colima_guard.live.written import written
from colima_guard.model.proof import Kind, Probe, Role
from colima_guard.model.share import Access, Share
from colima_guard.store.canary import Canary

Say = Callable[[str], None]

_ABSENT = "not found"


def probes(guest: Guest, subject: Subject, say: Say) -> Iterator[Probe]:
    """What is tried through the guest's shell, in order. A question without an answer is a probe of its own."""
    yield from _around(subject)
    say("its mounts")
    try:
        mounts = read(guest.mounts(), subject.shares)
    except Silent as silent:
        yield Probe(Kind.MOUNTS, "what is mounted in the VM", "the allowed directories alone", silent.what, None)
        return
    yield from _mounts(mounts, subject)
    instance = subject.row.instance
    yield from _tried(Kind.READ_ONLY, "what an earlier verify has left", undone(guest, instance, mounts))
    say("files of ours")
    if not subject.shares and not mounts.of_the_host:
        yield from _tried(Kind.CONTROL, "the VM's own files", _own(guest))
    elif not subject.allow.entries:
        yield from _tried(Kind.CONTROL, "the empty directory", _placeholder(guest, mounts, subject))
    for control in subject.controls:
        yield from _tried(Kind.CONTROL, control.entry.typed, _control(guest, mounts, subject, control))
    for parent, canary in subject.outside.items():
        yield from _tried(Kind.CANARY, parent, _canary(guest, mounts, parent, canary))
    if subject.secrets:
        say("secrets, by their paths alone")
        yield from _tried(Kind.SECRET, "secrets of this machine", _secrets(guest, mounts, subject))


def _tried(kind: Kind, what: str, probes: Iterator[Probe]) -> Iterator[Probe]:
    try:
        yield from probes
    except Silent as silent:
        yield Probe(kind, what, "an answer of the VM", silent.what, None)


def _around(subject: Subject) -> Iterator[Probe]:
    """A transport that does not confine the guest is no matter of trying: it reads what the host user can read."""
    if subject.loose:
        return
    names = sorted({share.transport.name for share in subject.shares if not share.transport.confined})
    for name in names:
        yield Probe(
            Kind.AROUND,
            f"the transport {name}",
            "the host confines the VM to its shares",
            f"a channel to all that you can read; do: {subject.row.instance.confining}",
            False,
        )


def _mounts(mounts: GuestMounts, subject: Subject) -> Iterator[Probe]:
    if mounts.table.unread is not None:
        yield Probe(Kind.MOUNTS, "what is mounted in the VM", "a list", mounts.table.unread, None)
    for mount in mounts.of_the_host:
        yield _mount(mount, subject)
    points = {mount.point for mount in mounts.of_the_host}
    for share in subject.shares:
        if share.mount_point is not None and share.mount_point.rstrip("/") not in points:
            what = f"the share {share.location}"
            yield Probe(Kind.MOUNTS, what, f"mounted at {share.mount_point}", "not mounted", None)


def _mount(mount: HostMount, subject: Subject) -> Probe:
    what = f"{mount.point} in the VM ({mount.kind})"
    if mount.directory is None:
        return Probe(Kind.MOUNTS, what, "a known share", f"{mount.source}: no share that its files name", None)
    access = Access.RO if mount.readonly else Access.RW
    allowed = subject.seen.covers(mount.directory, access) or any(
        fine and _is_of(share, mount.directory) for share, fine in _judged(subject)
    )
    return Probe(Kind.MOUNTS, what, "an allowed directory", f"{mount.directory}, {access.value}", allowed)


def _judged(subject: Subject) -> Iterator[tuple[Share, bool]]:
    judged = subject.row.now or subject.row.shown
    yield from zip(judged.exposure.shares, judged.allowed, strict=True)


def _is_of(share: Share, directory: str) -> bool:
    return share.real is not None and (directory == share.real or directory.startswith(share.real.rstrip("/") + "/"))


def _own(guest: Guest) -> Iterator[Probe]:
    """Where nothing is shared at all, what must be seen is the VM's own."""
    seen = guest.there(["/proc/self", "/etc"]) == (True, True)
    yield Probe(
        Kind.CONTROL, "the VM's own files", "there", "there" if seen else "not found", seen or None, Role.CONTROL
    )


def _placeholder(guest: Guest, mounts: GuestMounts, subject: Subject) -> Iterator[Probe]:
    """Where nothing is allowed the empty directory that stands for it is what must be seen."""
    placeholder = subject.allow.placeholder
    path = guest_path(placeholder, subject.shares) if placeholder is not None else None
    if placeholder is None or path is None:
        return
    mount = mounts.holding(path)
    seen = guest.there([path]) == (True,) and mount is not None and mount.directory == placeholder
    what = "the empty directory that stands for nothing"
    yield Probe(Kind.CONTROL, what, "there", "there" if seen else "not found", seen or None, Role.CONTROL)


def _control(guest: Guest, mounts: GuestMounts, subject: Subject, control: Control) -> Iterator[Probe]:
    canary, entry = control
    what = f"our file in {entry.typed}"
    path = guest_path(canary.path, subject.shares)
    seen = guest.read(path) if path is not None else None
    if seen != canary.content:
        told = "not found" if seen is None else "something else"
        yield Probe(Kind.CONTROL, what, "read in the VM", f"{told}, so that an absence proves nothing", None)
        return
    yield Probe(Kind.CONTROL, what, "read in the VM", "read", True, Role.CONTROL)
    assert path is not None
    yield from written(guest, mounts, subject.row.instance, control, path)


def _canary(guest: Guest, mounts: GuestMounts, parent: str, canary: Canary) -> Iterator[Probe]:
    """By its path, by every end of its path below every mount of the host's, and by its name."""
    what = f"our file in {parent}"
    places = mounts.places(canary.path)
    found = [place for place, there in zip(places, guest.there(places), strict=True) if there]
    if found:
        read_there = guest.read(found[0]) == canary.content
        yield Probe(Kind.CANARY, what, _ABSENT, f"{'read' if read_there else 'found'} at {found[0]}", False)
        return
    tops = tuple(dict.fromkeys(mount.point for mount in mounts.of_the_host))
    by_name = dict(zip(tops, guest.search(canary.name, tops), strict=True)) if tops else {}
    named = [top for top, looked in by_name.items() if looked == "there"]
    if named:
        yield Probe(Kind.CANARY, what, _ABSENT, f"found by its name below {named[0]}", False)
        return
    yield Probe(Kind.CANARY, what, _ABSENT, _ABSENT, True, Role.ABSENCE)


def _secrets(guest: Guest, mounts: GuestMounts, subject: Subject) -> Iterator[Probe]:
    """By their paths alone: existence, never content. A path on the guest's own disk is the guest's own.

    Looked for where a mount shows them, and not by the ends of their paths: a project has an ``.npmrc`` of its own.
    """
    places = [(secret, place) for secret in subject.secrets for place in mounts.shown(secret)]
    seen: dict[str, str] = {}
    own: set[str] = set()
    for (secret, place), there in zip(places, guest.there([place for _, place in places]), strict=True):
        if there and (mount := mounts.holding(place)) is not None:
            seen.setdefault(secret, f"{place} is there, through {mount.point}")
        elif there:
            own.add(secret)
    for secret in subject.secrets:
        absent = "a file of the VM's own by that name" if secret in own else _ABSENT
        yield Probe(Kind.SECRET, secret, _ABSENT, seen.get(secret, absent), secret not in seen)
