"""What a running VM has attached: by the host agent's log and ``cidata.iso``, never by the files of the next start.

The log has the host's directories, the image the mount points and the access; the tags tie the two together. A source
of another start is not used, and where what is left cannot tell everything the answer is "not known", with the reason.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass

from colima_guard.backends.lima.rules.transport import transport_named
from colima_guard.backends.lima.running.agent_log import AgentLog, read_log
from colima_guard.backends.lima.running.argv import LogShare
from colima_guard.backends.lima.running.cidata import Cidata, CidataMount, read_cidata
from colima_guard.backends.lima.running.tags import is_numbered, proves, share_of
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.share import Access
from colima_guard.model.transport import Transport

LOG, CIDATA = "ha.stderr.log", "cidata.iso"
Candidates = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AttachedShare:
    """A directory that was attached at this boot. ``access`` is what the file asked for then; whether the host holds
    it is the transport's. ``mount_point`` is ``None`` where only the host's side is known."""

    location: str
    mount_point: str | None
    access: Access
    transport: Transport


@dataclass(frozen=True, slots=True)
class Attachments:
    """What is attached. ``shares`` is ``None`` where it cannot be told, and ``why`` the reason; an empty tuple means
    that nothing is. ``sources`` are the files that say so."""

    shares: tuple[AttachedShare, ...] | None
    sources: tuple[str, ...] = ()
    why: str | None = None


class _Unknown(Exception):
    """Why it cannot be told."""


def attachments(host: Host, instance_dir: str, since_ns: int, candidates: Candidates = ()) -> Attachments:
    """What the VM that was started at ``since_ns`` (``Running.since_ns``) has attached.

    ``candidates`` are pairs (location, mount point) that may be among it, from the files: where no source names a
    directory (vz has no command line) only the tag of such a pair can prove it. Never raises.
    """
    log_path, cidata_path = posixpath.join(instance_dir, LOG), posixpath.join(instance_dir, CIDATA)
    log: AgentLog | None = None
    cidata: Cidata | None = None
    unused = []
    try:
        log = read_log(host, log_path, since_ns)
    except Unreadable as error:
        unused.append(error.what)
    try:
        cidata = read_cidata(host, cidata_path, since_ns)
    except Unreadable as error:
        unused.append(error.what)
    used = [path for path, said in ((log_path, log), (cidata_path, cidata)) if said is not None]
    try:
        return Attachments(tuple(_shares(log, cidata, candidates)), tuple(used))
    except _Unknown as unknown:
        return Attachments(None, tuple(used), "; ".join([str(unknown), *unused]))


def _shares(log: AgentLog | None, cidata: Cidata | None, candidates: Candidates) -> list[AttachedShare]:
    if log is not None and log.unexplained is not None:
        raise _Unknown(log.unexplained)
    if cidata is None:
        if log is None:
            raise _Unknown("neither the log nor the image of this start can be read")
        return _by_log(log, candidates)
    if cidata.transport not in ("9p", "virtiofs", "reverse-sshfs") and cidata.mounts:
        raise _Unknown(f"its transport {cidata.transport!r} is not known here")
    if log is None:
        return [_by_image(mount, cidata, candidates) for mount in cidata.mounts]
    _agree("driver", log.driver, cidata.driver)
    _agree("transport", log.transport, cidata.transport)
    if cidata.transport == "reverse-sshfs":
        return _by_mount_point(log, cidata)
    if log.driver is None:
        return [_by_image(mount, cidata, candidates) for mount in cidata.mounts]
    return _by_tag(log, cidata)


def _agree(what: str, by_log: str | None, by_cidata: str) -> None:
    if by_log is not None and by_log != by_cidata:
        raise _Unknown(f"the log says {by_log} and the image {by_cidata} of the {what}")


def _by_log(log: AgentLog, candidates: Candidates) -> list[AttachedShare]:
    """By the log alone: complete once the program's command line or the end of the mounts is in it."""
    if log.transport in (None, "reverse-sshfs") and (log.driver is None or not log.settled):
        # vz attaches without a word in the log
        raise _Unknown("the log alone does not tell whether that is all")
    found = []
    for share in log.shares:
        mount_point = share.mount_point
        if share.tag is not None:
            pair = share_of(share.tag, [(share.location, share.location), *candidates])
            mount_point = pair[1] if pair and pair[0] == share.location else None
        # an access that is not known is the wider one
        access = share.access or Access.RW
        found.append(
            AttachedShare(share.location, mount_point, access, transport_named(log.transport or "", log.driver or ""))
        )
    return found


def _by_image(mount: CidataMount, cidata: Cidata, candidates: Candidates) -> AttachedShare:
    """By the image alone, which has no directories of the host: by the tag."""
    point = mount.mount_point
    if mount.tag is None or mount.access is None or is_numbered(mount.tag):
        raise _Unknown(f"what is mounted on {point} cannot be told without the log")
    pair = share_of(mount.tag, [(point, point), *(pair for pair in candidates if pair[1] == point)])
    if pair is None:
        raise _Unknown(f"what is mounted on {point} is no directory that the files name now")
    return AttachedShare(pair[0], point, mount.access, transport_named(cidata.transport, cidata.driver))


def _by_tag(log: AgentLog, cidata: Cidata) -> list[AttachedShare]:
    by_tag = {share.tag: share for share in log.shares}
    if sorted(by_tag, key=str) != sorted((mount.tag for mount in cidata.mounts), key=str):
        raise _Unknown("the log and the image name different shares")
    found = []
    for mount in cidata.mounts:
        share, tag = by_tag[mount.tag], mount.tag or ""
        if share.access not in (None, mount.access):
            raise _Unknown(f"the log says {share.access} and the image {mount.access} of {share.location}")
        if not is_numbered(tag) and not proves(tag, share.location, mount.mount_point):
            raise _Unknown(f"{share.location} on {mount.mount_point} has the tag of another share")
        found.append(_both(share, mount, cidata))
    return found


def _by_mount_point(log: AgentLog, cidata: Cidata) -> list[AttachedShare]:
    by_point = {share.mount_point: share for share in log.shares}
    points = {mount.mount_point for mount in cidata.mounts}
    if not points >= set(by_point):
        raise _Unknown("the log names a mount that the image does not")
    for point in points - set(by_point):
        raise _Unknown(f"the log does not tell what is mounted on {point}" + ("" if log.settled else " yet"))
    return [_both(by_point[mount.mount_point], mount, cidata) for mount in cidata.mounts]


def _both(share: LogShare, mount: CidataMount, cidata: Cidata) -> AttachedShare:
    access = share.access or mount.access or Access.RW
    return AttachedShare(share.location, mount.mount_point, access, transport_named(cidata.transport, cidata.driver))
