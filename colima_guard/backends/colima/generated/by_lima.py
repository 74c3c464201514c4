"""The ``lima.yaml`` that Colima wrote last: what a VM was started with, where nothing tells what it has attached."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from colima_guard.backends.colima.instance import ColimaInstance
from colima_guard.backends.colima.rules.through_lima import surroundings
from colima_guard.backends.lima.releases import NEWEST, rules_of
from colima_guard.backends.lima.rules.merge import merge
from colima_guard.backends.lima.rules.shares import doubt_of, shares_of
from colima_guard.backends.lima.rules.source import parse
from colima_guard.backends.lima.rules.transport import transport
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.share import Exposure, Origin, Share


def with_start_file(host: Host, instance: ColimaInstance, exposures: Sequence[Exposure], found: Exposure) -> Exposure:
    """``found`` with the shares of that file and of those that Lima merges into it, as far as it can be read."""
    assert instance.lima_dir is not None
    path = posixpath.join(instance.lima_dir, "lima.yaml")
    try:
        read = boot_outcome(host, instance, path, host.read(path))
    except Unreadable:
        return found
    if read is None or (read[1] is not None and not read[0]):
        return found
    caches = {share.real for exposure in exposures for share in exposure.shares if share.origin is Origin.CACHE}
    shares = (share._replace(origin=Origin.CACHE if share.real in caches else share.origin) for share in read[0])
    return found._replace(shares=tuple(shares))


def boot_outcome(
    host: Host, instance: ColimaInstance, path: str, data: bytes | None
) -> tuple[tuple[Share, ...], str | None] | None:
    """What Lima would share by this ``lima.yaml``, and why it cannot be told; ``None`` where it does not load."""
    shared = instance.shared
    main = parse(path, data)
    if main.unsure:
        return (), f"{path}: {main.problem}"
    if main.source is None or any(file.problem is not None for file in (shared.default, shared.override)):
        return None
    release = instance.lima_release or NEWEST
    around = surroundings(host, shared.home, posixpath.basename(posixpath.dirname(path)))
    merged = merge(shared.default.source, main.source, shared.override.source, rules_of(release), around)
    sources = [main.source, *(found.source for found in (shared.default, shared.override) if found.source)]
    carried = transport(merged, release.name, host)
    return tuple(shares_of(host, merged, carried, around)), doubt_of(sources, merged)
