"""What a path of a VM is of the host, through the shares of the VM."""

from __future__ import annotations

import os
from collections.abc import Sequence

from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within
from colima_guard.model.share import Access, Share
from colima_guard.scan.in_vm import host_path, led, nearest
from colima_guard.scan.reach import point


class View(NamedTuple):
    """A path of a VM: a host path with the access that is asked for it, or (``None``) a directory of the VM's own."""

    path: str | None = None
    access: Access = Access.RW
    #: the directories of the host that are mounted below it
    below: tuple[str, ...] = ()
    #: the path in the VM behind a link that leads to where it sees nothing of the host: it cannot be mounted then
    dangling: str | None = None
    #: the share that decides: the one that it leads into
    share: Share | None = None


def view(host: Host, shares: Sequence[Share], path: str) -> View:
    """What a path of a VM is, by the share that is mounted nearest above it; writable where one of two there is."""
    first = nearest(shares, path)
    if first is None:
        return View(below=tuple(_below(shares, path)))
    found = host_path(first, path)
    if not path.startswith("/") or not found.startswith("/"):
        return _on_a_drive(host, shares, path, first)
    there = led(host, shares, path)
    last = None if there is None else nearest(shares, there)
    if there is None or last is None:
        return View(found, first.asked, dangling=there or path, share=first)
    return View(found, last.asked, tuple(_below(shares, there)), share=last)


def _below(shares: Sequence[Share], path: str) -> dict[str, None]:
    """What is mounted below a path of a VM."""
    placed = ((point(share), share.location) for share in shares if share.location is not None)
    return dict.fromkeys(location for at, location in placed if at != path and is_within(at, path))


def _on_a_drive(host: Host, shares: Sequence[Share], path: str, share: Share) -> View:
    """The same of a drive, where links are the host's."""
    found = host_path(share, path)
    real = host.realpath(found) if os.path.isabs(found) else found
    inside = any(one.real is not None and is_within(real, one.real) for one in shares)
    there = share.follows_links is not None or inside
    return View(found, share.asked, tuple(_below(shares, path)), None if there else real, share)
