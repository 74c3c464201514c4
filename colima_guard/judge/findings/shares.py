"""What is to be said of a judgement: its shares, their transport, and what the allowlist has beside them."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.backends.abilities import how_to_confine, how_to_narrow
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.policy import Policy
from colima_guard.model.reach import Reach
from colima_guard.model.share import THAT_FILE, Access, Exposure, Origin, Place, Share
from colima_guard.model.shell import word
from colima_guard.model.transport import VIRTIOFS_QEMU
from colima_guard.model.verdict import Concern, Judgement, finding_id

_ALLOW_WRITABLE = "allow it rw, or use another VM type"
#: of a directory that is part of a VM whatever its settings say
_REMEDY = "nothing takes it away: use another VM for what you do not trust, or take it: colima-guard check --allow-soft"


def concerns(shown: Judgement, instance: Instance, policy: Policy) -> Iterator[Concern]:
    """What the way that is shown has against it: it counts by the judgement, which these findings say."""
    return map(Concern, _findings(shown, instance, policy))


def _findings(shown: Judgement, instance: Instance, policy: Policy) -> Iterator[Finding]:
    exposure = shown.exposure
    remedy = instance.broken.remedy if instance.broken else how_to_narrow(instance)
    yield from _of_shares(shown, instance, policy.allow, remedy)
    yield from _led_elsewhere(shown, remedy)
    yield from _unconfined(exposure, instance, policy)
    yield from _around_the_list(exposure, instance)
    yield from _left_out(exposure, policy.allow)
    if exposure.refusal is not None:
        yield _stopping(exposure, instance)
    yield from _dangerous(exposure, policy.allow)


def _of_shares(shown: Judgement, instance: Instance, allow: Allowlist, remedy: str) -> Iterator[Finding]:
    exposure = shown.exposure
    for share, fine in zip(exposure.shares, shown.allowed, strict=True):
        if not fine:
            attached = share.origin is Origin.UNMOUNTED and instance.narrowing is None
            yield _outside(share, allow, _REMEDY if attached else _for_read_only(share, instance) or remedy)
        elif share.origin is Origin.CACHE:
            message = f"{share.location} is shared read-only by Colima itself"
            yield Finding("CG108", message, "nothing: Colima 0.10.2 and later do not", share.place)
        elif share.origin is Origin.OWN:
            how = "writable" if share.access is Access.RW else "read-only"
            message = f"{share.location} is shared {how}: the VM needs it, and nothing of yours is in it"
            yield Finding("CG550", message, "nothing", share.place)
    if exposure.undone is not None:
        message, share = exposure.undone
        yield Finding("CG111", message, "share no directory that holds it", share.place)


def _dangerous(exposure: Exposure, allow: Allowlist) -> Iterator[Finding]:
    """The entries of the allowlist that must not be in it, and are shared."""
    reach = Reach(exposure.shares if allow.dangerous else ())
    for entry in allow.dangerous:
        if reach.meets(entry.path):
            revoke = f"colima-guard revoke {word(entry.typed)}"
            remedy = f"take it out of {entry.included}" if entry.included else revoke
            yield Finding("CG109", f"{entry.typed} is on the allowlist although it is dangerous to share", remedy)


def _for_read_only(share: Share, instance: Instance) -> str | None:
    """What helps where a share is asked for read-only, and the guest alone holds that: no other list does."""
    if share.asked is not Access.RO or share.access is not Access.RW:
        return None
    # Lima's qemu has another transport, that holds it (transports.CONFINING); krunkit has none
    return how_to_confine(instance) if share.transport == VIRTIOFS_QEMU else _ALLOW_WRITABLE


def _led_elsewhere(shown: Judgement, remedy: str) -> Iterator[Finding]:
    """A share below another one that the VM can write: it can be replaced by a link, which the next start follows."""
    # of a share that is outside anyway there is no more to say
    if shown.led is None or not shown.allowed[shown.exposure.shares.index(shown.led[1])]:
        return
    inner, outer = (share.location or "" for share in shown.led)
    message = (
        f"the VM can write {outer}, and so put a link to another directory, such as your home, in the place of {inner}"
    )
    yield Finding("CG112", message, remedy, shown.led[0].place)


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


def _unconfined(exposure: Exposure, instance: Instance, policy: Policy) -> Iterator[Finding]:
    """A transport that does not hold the guest to the share."""
    share = next((share for share in exposure.shares if not share.transport.confined), None)
    if share is None:
        return
    pending = instance.pending_confine
    message = f"{share.transport.name} does not keep the VM within the shared directories"
    remedy = pending.remedy if pending else how_to_confine(instance)
    yield Finding("CG104", message, remedy, share.place)
    if policy.confine and not pending:  # which says what to do
        message = f"the policy says --confine, but the transport is {share.transport.name} (again)"
        yield Finding("CG107", message, "colima-guard lock --confine, then the restart that it names", share.place)


def _around_the_list(exposure: Exposure, instance: Instance) -> Iterator[Finding]:
    """What of a share the host does not hold the guest to."""
    for share in exposure.shares:
        if share.follows_links is not None:
            message = "symbolic links in the share are followed on the host, out of the directory"
            yield Finding("CG412", message, "remove sshfs.followSymlinks", share.follows_links)
        if (helps := _for_read_only(share, instance)) is not None:
            message = f"{share.location} is read-only inside the VM only: root there can make it writable"
            yield Finding("CG105", message, helps, share.place)


def _outside(share: Share, allow: Allowlist, remedy: str) -> Finding:
    if share.location is None:
        return Finding("CG101", "the path of a share is not known", "write an absolute path", share.place)
    what = f"{share.location} is shared {'writable' if share.access is Access.RW else 'read-only'}"
    messages = {
        "CG101": what + (f" (it leads to {share.real})" if share.real not in (None, share.location) else ""),
        "CG102": f"{share.location} is writable, the allowlist says read-only",
        "CG103": f"{what}, because {_reason(share)}",
        "CG565": f"{share.location} is attached, {share.because or 'and not mounted'}: root in the VM can mount it",
    }
    number = finding_id(share, allow)
    return Finding(number, messages[number], remedy, share.place, share.real)


def _reason(share: Share) -> str:
    """Why it is shared although nobody listed it, with the file by its name."""
    because = share.because or "nothing is listed"
    return because if share.place is None else because.replace(THAT_FILE, share.place.file)


def _stopping(exposure: Exposure, instance: Instance) -> Finding:
    place = exposure.refused_at
    if place is None and instance.files:
        place = Place(instance.files[0])
    # in another environment the path may be another one
    here = "with the variables as they are here, " if instance.by_variable else ""
    return Finding("CG204", f"{here}`{exposure.way}` would stop: {exposure.refusal}", "mend the line", place)
