"""From the setting, and what the daemon has recorded, to what an instance mounts."""

from __future__ import annotations

from colima_guard.backends.multipass.find import Launched, NextPrimary
from colima_guard.backends.multipass.records import Mounted
from colima_guard.host.machine import Host
from colima_guard.model.release import HEAD
from colima_guard.model.share import Access, Exposure, Origin, Place, Share
from colima_guard.model.transport import NINE_P, Basis, Transport

#: Multipass's own SFTP server on the host, which refuses paths outside of the mount (``SftpServer::validate_path``);
#: read-only mounts do not exist
SFTP = Transport("sftp", confined=True, holds_read_only=False, basis=Basis.DOCUMENTED, offers_read_only=False)
#: a share of Windows that is made for the mount (src/platform/backends/shared/windows/smb_mount_handler.cpp)
_SMB = Transport("smb", confined=True, holds_read_only=False, basis=Basis.DOCUMENTED, offers_read_only=False)
#: a device of QEMU (qemu_mount_handler.cpp), which it has from its start
_NATIVE = NINE_P._replace(holds_read_only=False, basis=Basis.DOCUMENTED, offers_read_only=False)

_WAY = "multipass launch"
#: ``home_automount_dir`` (include/multipass/constants.h), in the home of the guest's user
_GUEST = "/home/ubuntu/Home"


def exposure(host: Host, instance: NextPrimary) -> Exposure:
    """The home where instances can mount (src/client/cli/cmd/launch.cpp), else nothing.

    Where they can, those that are there may mount anything.
    """
    reading = instance.reading
    unknown = reading.unknown or (instance.unrecorded if reading.mounts else None)
    return Exposure(_WAY, HEAD, (_home(host, reading.source),) if reading.mounts else (), unknown=unknown)


def exposure_of(host: Host, instance: Launched) -> Exposure:
    """What an instance mounts when it is started; where none can mount, what is a device of it all the same.

    A setting that cannot be told may be the one by which all is mounted.
    """
    shares = (_share(host, instance, mounted) for mounted in instance.mounts)
    return Exposure("multipass start", HEAD, tuple(one for one in shares if one is not None), unknown=instance.unknown)


def _share(host: Host, instance: Launched, mounted: Mounted) -> Share | None:
    origin, because, attached = Origin.LISTED, None, mounted.native and host.platform != "windows"
    if instance.reading.mounts is False:
        if not attached:
            return None
        origin, because = Origin.UNMOUNTED, "and not mounted by Multipass"
    transport = (_NATIVE if attached else _SMB) if mounted.native else SFTP
    real = None if mounted.source is None else host.realpath(mounted.source)
    place = Place(instance.files[0])
    return Share(mounted.source, real, mounted.target, Access.RW, transport, place, origin, because=because)


def _home(host: Host, source: str) -> Share:
    return Share(
        host.home,
        host.realpath(host.home),
        _GUEST,
        Access.RW,
        SFTP,
        Place(source),
        Origin.DEFAULT,
        because="the primary instance mounts it by itself",
    )
