"""What a running Lima VM has attached, as an exposure."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.host.machine import Host
from colima_guard.model.instance import Instance
from colima_guard.model.paths import clean
from colima_guard.model.release import HEAD
from colima_guard.model.share import Access, Exposure, Origin, Place, Share

WAY = "running"


def running_exposure(
    host: Host, instance: Instance, directory: str | None, exposures: Sequence[Exposure]
) -> Exposure | None:
    """What was attached when the instance of this directory was started; ``None`` when it does not run."""
    if not instance.running or directory is None or instance.since is None:
        return None
    from colima_guard.backends.lima.running.attachments import attachments

    candidates = [
        (share.location, share.mount_point)
        for exposure in exposures
        for share in exposure.shares
        if share.location is not None and share.mount_point is not None
    ]
    found = attachments(host, directory, instance.since_ns, candidates)
    release = instance.release or HEAD
    if found.shares is None:
        return Exposure(WAY, release, (), unknown=found.why or "neither its log nor its image tells")
    caches = {share.location for exposure in exposures for share in exposure.shares if share.origin is Origin.CACHE}
    source = Place(found.sources[0]) if found.sources else None
    shares = tuple(
        Share(
            one.location,
            host.realpath(clean(one.location)),
            one.mount_point,
            one.access,
            one.transport,
            source,
            Origin.CACHE if one.location in caches and one.access is Access.RO else Origin.ATTACHED,
        )
        for one in found.shares
    )
    return Exposure(WAY, release, shares)
