"""What Finch's VM would see when it is started, or made."""

from __future__ import annotations

import posixpath

from colima_guard.backends.finch.instance import FinchInstance
from colima_guard.backends.lima.releases import CLASSES, Rules, rules_of
from colima_guard.backends.lima.rules.exposure import exposure_of
from colima_guard.host.machine import Host
from colima_guard.model.paths import is_within
from colima_guard.model.release import Release
from colima_guard.model.share import Access, Exposure, Origin, Share


def exposures_of(host: Host, instance: FinchInstance, *, every_class: bool) -> list[Exposure]:
    """The next start with its Lima, or with each class of Lima's releases, the newest first."""
    known = None if every_class else instance.release
    classes = [rules_of(known)] if known is not None else list(reversed(CLASSES))
    return [exposure(host, instance, rules, known or rules.since) for rules in classes]


def exposure(host: Host, instance: FinchInstance, rules: Rules, release: Release) -> Exposure:
    """The next start with one class of Lima's releases."""
    found = exposure_of(host, instance, rules, release)
    way = "finch vm init" if instance.birthplace else "finch vm start"
    return marked(host, instance, found._replace(way=way, refusal=found.refusal or instance.stop))


def marked(host: Host, instance: FinchInstance, found: Exposure) -> Exposure:
    """The exposure, in which what is Finch's own is told from what is the user's."""
    shares = tuple(
        share._replace(origin=Origin.OWN) if is_own(host, instance, share) and share.asked is Access.RO else share
        for share in found.shares
    )
    loose = next((one for one in shares if one.origin is Origin.OWN and one.access is Access.RW), None)
    undone = ("root in the VM can write what the next start of its VM runs", loose) if loose is not None else None
    return found._replace(shares=shares, undone=found.undone or undone)


def is_own(host: Host, instance: FinchInstance, share: Share) -> bool:
    """Whether a share is a directory of the program from which its VM takes its daemon, and nothing that decides."""
    root = host.realpath(instance.root.path)
    real = share.real
    if real is None or real == root or not is_within(real, root):
        return False
    return not any(
        is_within(real, path) or is_within(path, real)
        for path in (posixpath.join(root, name) for name in ("lima", "os", "bin"))
    )
