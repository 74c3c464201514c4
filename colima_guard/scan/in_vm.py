"""Where a path leads in a VM: links that lie in a share are followed there, through the VM's own mount points."""

from __future__ import annotations

import os
from collections.abc import Sequence

from colima_guard.host.links import MAX_LINKS, parts
from colima_guard.host.machine import Host
from colima_guard.model.paths import is_within
from colima_guard.model.share import Access, Share
from colima_guard.scan.reach import joined, point


def nearest(shares: Sequence[Share], path: str) -> Share | None:
    """The share by which a VM knows a path: the deepest mount point counts, and of two there the writable one."""
    holding = [share for share in shares if share.location is not None and is_within(path, point(share))]
    return max(holding, key=lambda share: (len(point(share)), share.asked is Access.RW), default=None)


def host_path(share: Share, path: str) -> str:
    """What a path in a VM is on the host, by the share that it lies in."""
    return joined(share.location or "", path[len(point(share).rstrip("/\\")) :])


def led(host: Host, shares: Sequence[Share], path: str) -> str | None:
    """Where a path leads in a VM; ``None`` where it goes round in circles.

    A bind is mounted so: its source is resolved by the engine, which knows the links that the VM sees, and nothing of
    the host. A link that its VM system follows on the host is none there.
    """
    waiting, here = parts(path), "/"
    left = MAX_LINKS
    while waiting:
        part = waiting.pop()
        if part == os.pardir:
            here = os.path.dirname(here)
            continue
        step = os.path.join(here, part)
        share = nearest(shares, step)
        target = None
        if share is not None and step != point(share) and share.follows_links is None:
            target = host.link(host_path(share, step))
        if target is None:
            here = step
            continue
        left -= 1
        if left < 0:
            return None
        here = "/" if os.path.isabs(target) else here
        waiting.extend(parts(target))
    return here
