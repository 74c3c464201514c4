"""What a VM can see of the host."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from colima_guard.model.release import Release


class Access(StrEnum):
    RO = "ro"
    RW = "rw"

    def within(self, other: Access) -> bool:
        """Whether this is no wider than the other."""
        return self is Access.RO or other is Access.RW


class Basis(StrEnum):
    """What the strength of a transport rests on."""

    TESTED = "tested"
    DOCUMENTED = "documented"


class Transport(NamedTuple):
    """How a host directory gets into the guest, and what the host holds the guest to."""

    name: str
    #: the host confines the guest to the directory
    confined: bool
    #: the host refuses writes to a read-only share, not just the guest
    holds_read_only: bool
    basis: Basis
    #: there is such a thing as a read-only share
    offers_read_only: bool = True


REVERSE_SSHFS = Transport("reverse-sshfs", confined=False, holds_read_only=True, basis=Basis.TESTED)
NINE_P = Transport("9p", confined=True, holds_read_only=True, basis=Basis.TESTED)
VIRTIOFS_VZ = Transport("virtiofs", confined=True, holds_read_only=True, basis=Basis.DOCUMENTED)
#: libkrun's share has no read-only flag (Lima, krunkit_darwin_arm64.go)
VIRTIOFS_KRUNKIT = Transport("virtiofs", confined=True, holds_read_only=False, basis=Basis.DOCUMENTED)
#: Lima passes virtiofsd no read-only flag: guest root remounts and writes
VIRTIOFS_QEMU = Transport("virtiofs", confined=True, holds_read_only=False, basis=Basis.TESTED)
#: WSL attaches every Windows drive by itself, whatever a list says
WSL2 = Transport("drvfs", confined=False, holds_read_only=False, basis=Basis.DOCUMENTED)


def _docker_desktop(name: str, *, confined: bool = True) -> Transport:
    # "Docker Desktop ... only the directories that are shared" (docs.docker.com/security/faqs/containers); no share
    # of it is read-only (desktop/settings-and-maintenance/settings)
    return Transport(name, confined, holds_read_only=False, basis=Basis.DOCUMENTED, offers_read_only=False)


DESKTOP_VIRTIOFS = _docker_desktop("virtiofs")
DESKTOP_GRPCFUSE = _docker_desktop("grpcfuse")
DESKTOP_OSXFS = _docker_desktop("osxfs")
#: Windows containers run on the host itself (docs.docker.com, windows-permission-requirements)
WINDOWS_CONTAINERS = _docker_desktop("windows-containers", confined=False)


class Origin(StrEnum):
    """Where a share comes from."""

    LISTED = "listed"
    DEFAULT = "default"
    CACHE = "cache"
    #: what a running VM has, whatever its files say now
    ATTACHED = "attached"


class Place(NamedTuple):
    """Where something stands in a file; line and column count from 1, ``None`` where a file says it by its absence."""

    file: str
    line: int | None = None
    column: int | None = None


class Share(NamedTuple):
    """A host directory that a VM can see.

    ``location`` is the path that the VM program uses, ``None`` where it is empty, relative or cannot be told;
    ``real`` the directory behind it with links resolved; ``asked`` the access that the file asks for.
    """

    location: str | None
    real: str | None
    mount_point: str | None
    asked: Access
    transport: Transport
    place: Place | None = None
    origin: Origin = Origin.LISTED
    #: the line that made it writable, where that is another one
    writable_place: Place | None = None
    #: why it is shared although nobody listed it
    because: str | None = None
    #: where the links lie that its location goes through, as real paths
    links: tuple[str, ...] = ()
    #: the line by which links in it are followed on the host, out of it
    follows_links: Place | None = None

    @property
    def access(self) -> Access:
        """What the guest can really do: read-only counts only where the host holds it."""
        return self.asked if self.transport.holds_read_only else Access.RW


class Stop(NamedTuple):
    """Why a VM program would not start, and the line at which it stops; ``None`` where it is no one line's fault."""

    why: str
    place: Place | None = None


class Exposure(NamedTuple):
    """All shares of an instance in one way in which it can start, at one release."""

    way: str
    release: Release
    shares: tuple[Share, ...]
    #: why the VM program would not start like this; the shares are then those that the file names
    refusal: str | None = None
    #: why this cannot be evaluated
    unknown: str | None = None
    #: how the VM can change what it sees at its next start, and the share through which: it is SOFT at best then
    undone: tuple[str, Share] | None = None
    #: where that stands at which it would not start
    refused_at: Place | None = None
