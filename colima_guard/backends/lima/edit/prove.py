"""Proof of a lock: the changed files, read again by the rules of every class of releases."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.lima.instance import LimaInstance
from colima_guard.backends.lima.releases import CLASSES, Rules
from colima_guard.backends.lima.rules.exposure import exposure_of
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Place, Share
from colima_guard.model.transport import WSL2


class Unproved(NamedTuple):
    """Why a text is not the lock it should be, and the line that is to blame, as far as there is one."""

    reason: str
    place: Place | None = None


def prove(
    host: Host,
    instance: LimaInstance,
    before: LimaInstance,
    allow: Allowlist,
    classes: Sequence[Rules] = CLASSES,
) -> Unproved | None:
    """Why the files would not be the lock they should be at some class of releases, ``None`` when they are.

    By what the files ask for: whether the transport holds it is the verdict's to say, and ``confining``'s to change.
    """
    for rules in classes:
        exposure = exposure_of(host, instance, rules, rules.since)
        then = exposure_of(host, before, rules, rules.since)
        outside = next((share for share in exposure.shares if not is_asked(share, allow)), None)
        if outside is not None and outside.transport == WSL2:
            if rules is not classes[-1]:
                continue  # not what the file says, but what that release takes where it says nothing
            return Unproved("vmType wsl2 ignores `mounts`: WSL attaches every drive by itself", outside.place)
        if outside is not None:
            shown = f"{outside.location} {outside.asked}"
            return Unproved(f"Lima {rules.since} would still share {shown}", outside.place)
        seen = [(share.real, share.asked) for share in exposure.shares if share.real is not None]
        if (narrow := allow.left_read_only(seen)) is not None:
            return Unproved(f"Lima {rules.since} would share {narrow.path} read-only")
        if exposure.refusal is not None and then.refusal is None:
            return Unproved(f"Lima {rules.since} would not start it: {exposure.refusal}")
        if exposure.unknown is not None and (then.unknown is None or instance.unknown is None):
            return Unproved(exposure.unknown)
    return None


def is_asked(share: Share, allow: Allowlist) -> bool:
    """Whether a share is as the allowlist has it, by what its file asks for."""
    return share.real is not None and allow.covers(share.real, share.asked)
