"""Whether a guest can write into an allowed directory: the host looks whether anything arrived."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from colima_guard.live.guest import Guest
from colima_guard.live.guest_mounts import GuestMounts
from colima_guard.live.remount import left, writable
from colima_guard.live.subject import Control
from colima_guard.model.instance import Instance
from colima_guard.model.proof import Kind, Probe
from colima_guard.model.share import Access
from colima_guard.store.canary import Canary


def written(guest: Guest, mounts: GuestMounts, instance: Instance, control: Control, path: str) -> Iterator[Probe]:
    """Whether the guest can write beside a control; where it may only read, after its root has mounted it anew too."""
    canary, entry = control
    if entry.access is Access.RW:
        guest.write(_beside(path, canary), canary.content)
        arrived = canary.answered()
        what = f"a file written into {entry.typed}"
        yield Probe(Kind.CONTROL, what, "arrives", "arrived" if arrived else "did not arrive", arrived or None)
        return
    what, seen = f"a file written into {entry.typed}, read-only", "did not arrive"
    # it may be in more than one share, of which the VM may write another
    for place in dict.fromkeys((path, *mounts.shown(canary.path))):
        guest.write(_beside(place, canary), canary.content)
        if canary.answered():
            seen = "arrived" if place == path else f"arrived through {posixpath.dirname(place)}"
            break
        mount = mounts.holding(place)
        if mount is None:
            continue
        with writable(guest, instance, mount) as done:
            if done:
                guest.write(_beside(place, canary), canary.content)
        yield from left(guest, instance, mount.point)
        if canary.answered():
            seen = "arrived, once the VM's root had mounted the share writable"
            break
    held = not canary.answered()
    yield Probe(Kind.READ_ONLY, what, "does not arrive", seen, held)


def _beside(path: str, canary: Canary) -> str:
    """Where the guest is let write, by the path at which it has a canary."""
    return path.removesuffix(canary.name) + canary.reply
