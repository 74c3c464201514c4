"""What a VM can see of the host."""

from __future__ import annotations

from enum import StrEnum

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.release import Release
from colima_guard.model.transport import Transport


class Access(StrEnum):
    """What a guest may do in a share."""

    RO = "ro"
    RW = "rw"

    def within(self, other: Access) -> bool:
        """Whether this is no wider than the other."""
        return self is Access.RO or other is Access.RW


class Origin(StrEnum):
    """Where a share comes from."""

    LISTED = "listed"
    DEFAULT = "default"
    CACHE = "cache"
    #: attached to the VM, and mounted nowhere in it: root there can mount it
    UNMOUNTED = "unmounted"
    #: a directory of the VM program's own, or of ours in its place, that the VM cannot do without
    OWN = "own"
    #: an empty directory of ours, in the place of one that is not shared
    EMPTY = "empty"
    #: what a running VM has, whatever its files say now
    ATTACHED = "attached"


class Place(NamedTuple):
    """Where something stands in a file; line and column count from 1, ``None`` where a file says it by its absence."""

    file: str
    line: int | None = None
    column: int | None = None


#: what a reason says for the file of the place that it stands with
THAT_FILE = "that file"


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
