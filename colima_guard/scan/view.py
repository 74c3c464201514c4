"""What a path of a VM is of the host, through the shares of the VM."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from colima_guard.host.machine import Host
from colima_guard.model.paths import is_within
from colima_guard.model.share import Access, Share
from colima_guard.scan.reach import joined, point


class View(NamedTuple):
    """A path of a VM: a host path with the access that is asked for it, or (``None``) a directory of the VM's own."""

    path: str | None = None
    access: Access = Access.RW
    #: the directories of the host that are mounted below it
    below: tuple[str, ...] = ()
    #: the host path behind a link that leads to where the VM sees nothing: it cannot be mounted then
    dangling: str | None = None


def view(host: Host, shares: Sequence[Share], path: str) -> View:
    """What a path of a VM is, by the share that is mounted nearest above it; writable where one of two there is."""
    placed = [(point(share), share) for share in shares if share.location is not None]
    below = tuple(dict.fromkeys(share.location or "" for at, share in placed if at != path and is_within(at, path)))
    holding = [(at, share) for at, share in placed if is_within(path, at)]
    if not holding:
        return View(below=below)
    at, share = max(holding, key=lambda pair: (len(pair[0]), pair[1].asked is Access.RW))
    found = joined(share.location or "", path[len(at.rstrip("/\\")) :])
    real = host.realpath(found) if os.path.isabs(found) else found
    inside = share.follows_links is not None or any(
        one.real is not None and is_within(real, one.real) for one in shares
    )
    return View(found, share.asked, below, None if inside else real)
