"""What a path of a VM is of the host, through the shares of the VM."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from colima_guard.host.machine import Host
from colima_guard.model.paths import clean, is_within
from colima_guard.model.share import Access, Share


class View(NamedTuple):
    """A path of a VM: a host path with the access that is asked for it, or (``None``) a directory of the VM's own."""

    path: str | None = None
    access: Access = Access.RW
    #: the directories of the host that are mounted below it
    below: tuple[str, ...] = ()
    #: the host path behind a link that leads to where the VM sees nothing: it cannot be mounted then
    dangling: str | None = None


def view(host: Host, shares: Sequence[Share], path: str) -> View:
    """What a path of a VM is, by the share that is mounted nearest above it."""
    placed = [(clean(share.mount_point or share.location), share) for share in shares if share.location]
    below = tuple(share.location or "" for point, share in placed if point != path and is_within(point, path))
    holding = [(point, share) for point, share in placed if is_within(path, point)]
    if not holding:
        return View(below=below)
    point, share = max(holding, key=lambda pair: len(pair[0]))
    found = clean(f"{share.location}/{path[len(point.rstrip('/')) :]}")
    real = host.realpath(found)
    seen = any(one.real is not None and is_within(real, one.real) for one in shares)
    return View(found, share.asked, below, None if seen else real)
