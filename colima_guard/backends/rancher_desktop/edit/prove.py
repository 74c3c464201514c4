"""Proof of a lock: the changed files, read again by the rules of every Lima by which a shadow holds."""

from __future__ import annotations

from colima_guard.backends.lima.edit.prove import is_asked
from colima_guard.backends.rancher_desktop.exposure import exposures_of
from colima_guard.backends.rancher_desktop.instance import RancherInstance
from colima_guard.backends.rancher_desktop.releases import rules_of
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.share import Access, Origin, Share


def unproved(host: Host, after: RancherInstance, before: RancherInstance, allow: Allowlist) -> str | None:
    """Why the files would not be the lock they should be, ``None`` when they are."""
    then = {one.release: one for one in exposures_of(host, before, every_class=True)}
    for exposure in exposures_of(host, after, every_class=True):
        if not rules_of(exposure.release).shadows:
            continue
        outside = next((one for one in exposure.shares if not (_is_ours(one) or is_asked(one, allow))), None)
        if outside is not None:
            return f"Rancher Desktop {exposure.release} would still share {outside.location} {outside.asked}"
        seen = [(one.real, one.asked) for one in exposure.shares if one.real is not None and not _is_ours(one)]
        if (narrow := allow.left_read_only(seen)) is not None:
            return f"Rancher Desktop {exposure.release} would share {narrow.path} read-only"
        if exposure.refusal is not None and then[exposure.release].refusal is None:
            return f"Rancher Desktop {exposure.release} would not start its VM: {exposure.refusal}"
        if exposure.unknown is not None and then[exposure.release].unknown is None:
            return exposure.unknown
    return None


def _is_ours(share: Share) -> bool:
    return share.origin is Origin.OWN or (share.origin is Origin.EMPTY and share.asked is Access.RO)
