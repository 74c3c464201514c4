"""How Docker Desktop gets a directory into its VM, by the file sharing that is set."""

from __future__ import annotations

from colima_guard.model.transport import Basis, Transport


def _transport(name: str, *, confined: bool = True) -> Transport:
    # "Docker Desktop ... only the directories that are shared" (docs.docker.com/security/faqs/containers); no share
    # of it is read-only (desktop/settings-and-maintenance/settings)
    return Transport(name, confined, holds_read_only=False, basis=Basis.DOCUMENTED, offers_read_only=False)


VIRTIOFS = _transport("virtiofs")
GRPCFUSE = _transport("grpcfuse")
OSXFS = _transport("osxfs")
#: Windows containers run on the host itself (docs.docker.com, windows-permission-requirements)
WINDOWS_CONTAINERS = _transport("windows-containers", confined=False)
