"""The ``lima.yaml`` that Colima wrote last: what a VM was started with, where nothing tells what it has attached."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from colima_guard.backends.colima.instances import ColimaInstance
from colima_guard.backends.colima.through_lima import surroundings
from colima_guard.backends.lima.merge import merge
from colima_guard.backends.lima.releases import NEWEST, rules_of
from colima_guard.backends.lima.sources import read
from colima_guard.backends.lima.strength import shares_of
from colima_guard.backends.lima.transports import transport
from colima_guard.host import Host
from colima_guard.model.share import Exposure, Origin


def born_with(host: Host, instance: ColimaInstance, exposures: Sequence[Exposure], found: Exposure) -> Exposure:
    """``found`` with the shares of that file and of those that Lima merges into it, as far as it can be read."""
    assert instance.lima_dir is not None
    shared = instance.shared
    main = read(host, posixpath.join(instance.lima_dir, "lima.yaml"))
    if main.source is None or any(file.problem is not None for file in (shared.default, shared.override)):
        return found
    release = instance.lima_release or NEWEST
    around = surroundings(host, shared.home, posixpath.basename(instance.lima_dir))
    merged = merge(shared.default.source, main.source, shared.override.source, rules_of(release), around)
    carried = transport(merged, release.name, host)
    caches = {share.real for exposure in exposures for share in exposure.shares if share.origin is Origin.CACHE}
    shares = (
        share._replace(origin=Origin.CACHE if share.real in caches else share.origin)
        for share in shares_of(host, merged, carried, around)
    )
    return found._replace(shares=tuple(shares))
