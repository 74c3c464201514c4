"""From the setting to what crc's VM sees.

On macOS and Linux the setting decides about the mount in the guest alone: the device with the home in it is part of
the VM from its creation on (``SharedDirs`` in pkg/crc/machine/start.go), so that root in the guest mounts it by
``mount -t virtiofs dir0``. On Windows the 9p server is not even started (cmd/crc/cmd/daemon.go).
"""

from __future__ import annotations

from colima_guard.backends.crc.find import CrcInstance
from colima_guard.backends.crc.setting import KEY, VARIABLE
from colima_guard.host.machine import Host
from colima_guard.model.release import HEAD
from colima_guard.model.share import Access, Exposure, Origin, Place, Share
from colima_guard.model.transport import VIRTIOFS_QEMU, VIRTIOFS_VZ, Basis, Transport

_WAY = "crc start"
#: the daemon's own server for one root (pkg/fileserver/fs9p); it knows no read-only share
_SERVER = Transport("9p", confined=True, holds_read_only=False, basis=Basis.DOCUMENTED, offers_read_only=False)
#: neither the driver of crc for vfkit nor that for libvirt makes a read-only device
_TRANSPORT = {
    "macos": VIRTIOFS_VZ._replace(holds_read_only=False, offers_read_only=False),
    "linux": VIRTIOFS_QEMU._replace(offers_read_only=False, basis=Basis.DOCUMENTED),
    "windows": _SERVER,
}


def exposure(host: Host, instance: CrcInstance) -> Exposure:
    """The home, mounted or only attached; nothing on Windows where the setting says so."""
    reading = instance.reading
    unknown = reading.unknown or instance.unknown or _of_the_daemon(host, instance)
    if reading.mounts is not True and host.platform == "windows":
        return Exposure(_WAY, HEAD, (), unknown=unknown)
    return Exposure(_WAY, HEAD, (_home(host, instance),), unknown=unknown)


def _of_the_daemon(host: Host, instance: CrcInstance) -> str | None:
    """On Windows the daemon serves the home, which a scheduled task starts in an environment of its own."""
    if host.platform != "windows" or instance.reading.mounts is not False or instance.elsewhere.mounts is False:
        return None
    return f"{VARIABLE} is set here, and crc's daemon, which serves the home, has an environment of its own"


def _home(host: Host, instance: CrcInstance) -> Share:
    reading = instance.reading
    origin = Origin.DEFAULT if not reading.said else Origin.LISTED
    because = f"{KEY} is true where nobody sets it"
    if reading.broken is not None and not reading.said:
        because = "crc cannot read its file, and takes the default"
    if reading.mounts is not True:
        origin, because = Origin.UNMOUNTED, "and not mounted by crc"
    return Share(
        host.home,
        host.realpath(host.home),
        host.home,
        Access.RW,
        _TRANSPORT[host.platform],
        Place(instance.file),
        origin,
        because=because,
    )
