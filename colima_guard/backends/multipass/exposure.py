"""From the setting to what the next primary instance mounts."""

from __future__ import annotations

from colima_guard.backends.multipass.find import NextPrimary
from colima_guard.host.machine import Host
from colima_guard.model.release import HEAD
from colima_guard.model.share import Access, Exposure, Origin, Place, Share
from colima_guard.model.transport import Basis, Transport

#: Multipass's own SFTP server on the host, which refuses paths outside of the mount (``SftpServer::validate_path``);
#: read-only mounts do not exist
SFTP = Transport("sftp", confined=True, holds_read_only=False, basis=Basis.DOCUMENTED, offers_read_only=False)

_WAY = "multipass launch"
#: ``home_automount_dir`` (include/multipass/constants.h), in the home of the guest's user
_GUEST = "/home/ubuntu/Home"


def exposure(host: Host, instance: NextPrimary) -> Exposure:
    """The home where instances can mount (src/client/cli/cmd/launch.cpp), else nothing."""
    reading = instance.reading
    return Exposure(_WAY, HEAD, (_home(host, reading.source),) if reading.mounts else (), unknown=reading.unknown)


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
