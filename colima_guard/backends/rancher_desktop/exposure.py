"""What Rancher Desktop's VM would see when it is started: the list that it generates, merged by its Lima."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from colima_guard.backends.lima.rules.exposure import exposure_of
from colima_guard.backends.rancher_desktop import layout
from colima_guard.backends.rancher_desktop.generated import at_start
from colima_guard.backends.rancher_desktop.instance import RancherInstance
from colima_guard.backends.rancher_desktop.releases import CLASSES, Rules, rules_of
from colima_guard.host.machine import Host
from colima_guard.model.paths import is_within
from colima_guard.model.release import Release
from colima_guard.model.share import Access, Exposure, Origin, Share

WAY = "rdctl start"
_EACH_START = "Rancher Desktop lists it at each start"


def exposures_of(host: Host, instance: RancherInstance, *, every_class: bool) -> list[Exposure]:
    """The next start at its release, or at every class of releases, the newest first."""
    known = None if every_class else instance.release
    classes = [rules_of(known)] if known is not None else list(reversed(CLASSES))
    return [_exposure(host, instance, rules, known or rules.since) for rules in classes]


def _exposure(host: Host, instance: RancherInstance, rules: Rules, release: Release) -> Exposure:
    main = at_start(host, instance.main, instance.own, instance.settings)
    found = exposure_of(host, instance.replaced(main=main), rules.merge, release)
    return marked(
        host,
        instance,
        found._replace(
            way=WAY,
            refusal=instance.settings.refusal or found.refusal,
            unknown=instance.settings.unknown or found.unknown,
        ),
    )


def marked(host: Host, instance: RancherInstance, exposure: Exposure) -> Exposure:
    """The exposure, in which what is ours or its own is told from what is the user's."""
    shares = tuple(_marked(host, instance, share) for share in exposure.shares)
    return exposure._replace(shares=shares, undone=exposure.undone or _own_writable(shares))


def _marked(host: Host, instance: RancherInstance, share: Share) -> Share:
    if share.origin is Origin.DEFAULT and share.place is not None and share.place.file == instance.main.path:
        share = share._replace(because=_EACH_START)
    origin = _origin(host, instance, share)
    return share if origin is None else share._replace(origin=origin, because=None)


def _origin(host: Host, instance: RancherInstance, share: Share) -> Origin | None:
    """What a share is, where it is none of the user's; ``None`` where it may be."""
    if share.real is None:
        return None
    ours = host.realpath(posixpath.dirname(layout.stand_ins(host)))
    stands_in = posixpath.join(ours, layout.NAME)
    if is_within(share.real, posixpath.join(stands_in, "empty")):
        return Origin.EMPTY
    if share.real == posixpath.join(stands_in, "logs"):
        return Origin.OWN
    cache = instance.own.cache
    # as a link it could lead anywhere
    real = posixpath.join(host.realpath(posixpath.dirname(cache)), posixpath.basename(cache))
    return Origin.OWN if share.real == real and share.asked is Access.RO else None


def _own_writable(shares: Sequence[Share]) -> tuple[str, Share] | None:
    """Its cache, where the guest alone holds that it is read-only: the host follows links that lie in it."""
    for share in shares:
        if share.origin is Origin.OWN and share.asked is Access.RO and share.access is Access.RW:
            return "root in the VM can write what Rancher Desktop keeps in its cache directory", share
    return None
