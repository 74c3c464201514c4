"""A read-only share that the root of a guest mounts writable, for as long as it is tried whether the host holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from colima_guard.live.guest import Guest
from colima_guard.live.guest_mounts import GuestMounts, HostMount
from colima_guard.model.instance import Instance
from colima_guard.model.proof import Kind, Probe
from colima_guard.store import remounts


@contextmanager
def writable(guest: Guest, instance: Instance, mount: HostMount) -> Iterator[bool]:
    """Whether the guest's root could mount a share writable, for the block; then it is again what it was.

    It is noted before, and until it is: who is killed in between leaves a share that the next proof mends.
    Raises ``Silent``.
    """
    if not mount.readonly:  # by the guest's own word, which is no reason not to try
        yield guest.remount(mount.point, "rw")
        return
    remounts.remember(guest.host, instance, mount.point)
    # also where no answer came it may have been done
    done = True
    try:
        done = guest.remount(mount.point, "rw")
        yield done
    finally:
        if not done or guest.remount(mount.point, "ro"):
            remounts.forget(guest.host, instance, mount.point)


def left(guest: Guest, instance: Instance, point: str) -> Iterator[Probe]:
    """Says that a share could not be made read-only again."""
    if point in remounts.of(guest.host, instance):
        yield _again(point, "which this trial has made writable", mended=False)


def undone(guest: Guest, instance: Instance, mounts: GuestMounts) -> Iterator[Probe]:
    """Mounts read-only again what a proof has left writable that was killed, and says so. Raises ``Silent``."""
    there = {mount.point: mount for mount in mounts.of_the_host}
    for point in remounts.of(guest.host, instance):
        is_writable = point in there and not there[point].readonly
        mended = not is_writable or guest.remount(point, "ro")
        if mended:
            remounts.forget(guest.host, instance, point)
        if is_writable:
            yield _again(point, "which a verify that was killed had left writable", mended=mended)


def _again(point: str, why: str, *, mended: bool) -> Probe:
    what, expected = f"{point} in the VM, {why}", "read-only again"
    return Probe(Kind.READ_ONLY, what, expected, expected if mended else "it could not be", mended or None)
