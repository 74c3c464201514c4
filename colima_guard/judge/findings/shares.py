"""Saying why: the findings that follow from a judgement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.backends import table
from colima_guard.backends.abilities import how_to_confine, how_to_narrow
from colima_guard.backends.interface import Backend
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.reach import Reach
from colima_guard.model.release import Release
from colima_guard.model.share import Access, Exposure, Origin, Place, Share
from colima_guard.model.shell import word
from colima_guard.model.transport import VIRTIOFS_QEMU
from colima_guard.model.verdict import Judgement, Verdict, judge, led_elsewhere
from colima_guard.policy.load import Policy

_ALLOW_WRITABLE = "allow it rw, or use another VM type"


def placeholder(host: Host, allow: Allowlist, shown: Judgement) -> Iterator[tuple[Verdict, Finding]]:
    path = allow.placeholder
    if path is None:
        return
    reached = {share.real for share in shown.exposure.shares}
    if host.is_link(path) and host.realpath(path) in reached:
        message = f"{path}, which stands for nothing, is a link to {host.realpath(path)}"
        yield Verdict.OPEN, Finding("CG110", message, "remove the link, then: colima-guard lock")
        return
    if path not in reached:
        return
    remedy = f"make {path} an empty directory that only you can write"
    try:
        found = host.stat(path)
        inside = host.names(path) if found is not None and found.kind == "dir" else []
    except Unreadable as error:
        yield Verdict.UNKNOWN, Finding("CG110", error.what, remedy)
        return
    if found is None or found.kind != "dir":
        yield Verdict.UNKNOWN, Finding("CG110", f"the empty directory {path} is missing", remedy)
    elif inside:
        yield Verdict.OPEN, Finding("CG110", f"the directory {path}, which stands for nothing, is not empty", remedy)


def findings_of(shown: Judgement, instance: Instance, policy: Policy) -> Iterator[Finding]:
    exposure = shown.exposure
    remedy = instance.broken.remedy if instance.broken else how_to_narrow(instance)
    for share, fine in zip(exposure.shares, shown.allowed, strict=True):
        if not fine:
            yield _outside(share, policy.allow, _for_read_only(share, instance) or remedy)
        elif share.origin is Origin.CACHE:
            message = f"{share.location} is shared read-only by Colima itself"
            yield Finding("CG108", message, "nothing: Colima 0.10.2 and later do not", share.place)
    if exposure.undone is not None:
        message, share = exposure.undone
        yield Finding("CG111", message, "share no directory that holds it", share.place)
    yield from _led_elsewhere(shown, remedy)
    yield from _transport_findings(exposure, instance, policy)
    yield from _left_out(exposure, policy.allow)
    if exposure.refusal is not None:
        yield _stopping(exposure, instance)
    dangerous = policy.allow.dangerous
    reach = Reach(exposure.shares if dangerous else ())
    for entry in dangerous:
        if reach.meets(entry.path):
            revoke = f"colima-guard revoke {word(entry.typed)}"
            remedy = f"take it out of {entry.included}" if entry.included else revoke
            yield Finding("CG109", f"{entry.typed} is allowed although it must not be", remedy)


def _for_read_only(share: Share, instance: Instance) -> str | None:
    """What helps where a share is asked for read-only, and the guest alone holds that: no other list does."""
    if share.asked is not Access.RO or share.access is not Access.RW:
        return None
    # Lima's qemu has another transport, that holds it (transports.CONFINING); krunkit has none
    return how_to_confine(instance) if share.transport == VIRTIOFS_QEMU else _ALLOW_WRITABLE


def _led_elsewhere(shown: Judgement, remedy: str) -> Iterator[Finding]:
    """A share below another one that the VM can write: it can be replaced by a link, which the next start follows."""
    pair = led_elsewhere(shown.exposure.shares)
    # of a share that is outside anyway there is no more to say
    if pair is None or not shown.allowed[shown.exposure.shares.index(pair[1])]:
        return
    inner, outer = (share.location or "" for share in pair)
    message = f"the VM can write {outer}, and so lead {inner} elsewhere, your home for one, before its next start"
    yield Finding("CG112", message, remedy, pair[0].place)


def _left_out(exposure: Exposure, allow: Allowlist) -> Iterator[Finding]:
    """Read-only directories of the allowlist that are not shared, because there is no read-only share."""
    if not any(share.transport.confined and not share.transport.offers_read_only for share in exposure.shares):
        return
    reach = Reach(exposure.shares)
    for entry in allow.entries:
        if entry.access is Access.RO and not reach.shows(entry.path):
            message = f"{entry.typed} is allowed read-only, and not shared"
            remedy = "allow it rw, or take a writable share: colima-guard lock --share-ro-as-rw"
            yield Finding("CG507", f"{message}: there are no read-only shares", remedy)


def _transport_findings(exposure: Exposure, instance: Instance, policy: Policy) -> Iterator[Finding]:
    loose = next((share for share in exposure.shares if not share.transport.confined), None)
    if loose is not None:
        pending = instance.pending_confine
        message = f"{loose.transport.name} does not hold the guest to the shared directories"
        remedy = pending.remedy if pending else how_to_confine(instance)
        yield Finding("CG104", message, remedy, loose.place)
        if policy.confine and not pending:
            message = f"the policy says to confine, but the transport is {loose.transport.name} (again)"
            yield Finding("CG107", message, "colima-guard lock --confine, then the restart that it names", loose.place)
    for share in exposure.shares:
        if share.follows_links is not None:
            message = "symbolic links in the share are followed on the host, out of the directory"
            yield Finding("CG412", message, "remove sshfs.followSymlinks", share.follows_links)
        if (helps := _for_read_only(share, instance)) is not None:
            message = f"{share.location} is read-only in the guest alone, which root there can change"
            yield Finding("CG105", message, helps, share.place)


def _outside(share: Share, allow: Allowlist, remedy: str) -> Finding:
    if share.location is None:
        return Finding("CG101", "a share has no path that can be told", "write an absolute path", share.place)
    kind = outside(share, allow)
    if kind == "CG102":
        message = f"{share.location} is writable, the allowlist says read-only"
        return Finding(kind, message, remedy, share.place, share.real)
    what = f"{share.location} is shared {'writable' if share.access is Access.RW else 'read-only'}"
    if kind == "CG103":
        because = share.because or "nothing is listed"
        return Finding(kind, f"{what}, because {because}", remedy, share.place, share.real)
    via = f" (it leads to {share.real})" if share.real not in (None, share.location) else ""
    return Finding(kind, f"{what}{via}", remedy, share.place, share.real)


def outside(share: Share, allow: Allowlist) -> str:
    """Which finding a share is that is not allowed."""
    if share.real is not None and allow.covers(share.real, Access.RO):
        return "CG102"
    return "CG103" if share.origin is Origin.DEFAULT else "CG101"


def _stopping(exposure: Exposure, instance: Instance) -> Finding:
    place = exposure.refused_at
    if place is None and instance.files:
        place = Place(instance.files[0])
    # in another environment the path may be another one
    here = "with the variables as they are here, " if instance.by_variable else ""
    return Finding("CG204", f"{here}`{exposure.way}` would stop: {exposure.refusal}", "mend the line", place)


def release_findings(host: Host, backend: Backend, instance: Instance, allow: Allowlist) -> Iterator[Finding]:
    known = table.row(backend.name)
    if instance.release is None and known.release:
        message = "its release is not known, so it is judged by the worst of all releases"
        put = f"put {known.tells_release} on PATH, or " if known.tells_release else ""
        remedy = f"{put}name it: --release {known.release}=VERSION"
        yield Finding("CG303", message, remedy)
    if not instance.assuming:
        return
    judged = [judge(exposure, allow) for exposure in backend.exposures(host, instance, every_class=True)]
    wider = _ranges(judged)
    if wider and judge(backend.exposures(host, instance, every_class=False)[0], allow).verdict is not Verdict.OPEN:
        message = f"releases in which it would be open: {', '.join(wider)}"
        yield Finding("CG304", message, f"install {backend.name} {instance.release} or later")


def _ranges(judged: Sequence[Judgement]) -> list[str]:
    """The spans of releases in which one of these is open; each stands for the releases up to the next one's."""
    starts = sorted({one.exposure.release for one in judged})
    wide = {one.exposure.release for one in judged if one.verdict is Verdict.OPEN}
    ranges: list[str] = []
    first: Release | None = None
    for release in starts:
        if release in wide:
            first = first or release
        elif first is not None:
            ranges.append(f"{first} and later, before {release}")
            first = None
    return ranges if first is None else [*ranges, f"{first} and later"]


def running_findings(
    host: Host, instance: Instance, shown: Judgement, now: Exposure | None, attached: Judgement | None
) -> Iterator[Finding]:
    """What to know of a running VM: what it has beside what its files say now."""
    if now is None:
        return
    since = ago(host.now() - instance.since) if instance.since else "its start"
    if attached is None:
        message = f"what the running VM sees cannot be told: {now.unknown}"
        yield Finding("CG311", message, "restart it", Place(instance.newer_file or instance.home))
        if instance.newer_file is not None:
            message = f"it still runs with the shares of {since}: {instance.newer_file} is newer"
            yield Finding("CG301", message, "restart it", Place(instance.newer_file))
        yield from _wider(shown, now.shares, "which it was started with")
        return
    yield from _wider(shown, attached.exposure.shares, f"attached {since}")


def _wider(shown: Judgement, shares: Sequence[Share], how: str) -> Iterator[Finding]:
    told = [share for share in shown.exposure.shares if share.real is not None]
    reach, confined = Reach(told), all(one.transport.confined for one in told)
    for share in shares:
        if not reach.covers(share) or (not share.transport.confined and confined):
            shown_as = f"{share.location} ({share.access.value}, {share.transport.name})"
            yield Finding("CG310", f"it still runs with {shown_as}, {how}", "restart it", share.place)


def ago(seconds: float) -> str:
    """A span of time as a person says it: ``3 days ago``."""
    for name, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = int(seconds // length)
        if count >= 1:
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "less than a minute ago"
