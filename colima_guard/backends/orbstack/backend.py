"""OrbStack as a backend: that it is there, what its VM sees, and what can be done about it.

By docs.orbstack.dev and orbstack/orbstack: the whole of macOS is at ``/mnt/mac``, and at the same paths for containers;
a list of directories is not planned (issues 179, 1245, 2674). Machines can be kept apart since 2.1.0, the Docker engine
cannot.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from colima_guard.backends.interface import Backend
from colima_guard.backends.shared import docker_context
from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.release import HEAD, Release
from colima_guard.model.share import Access, Exposure, Origin, Place, Share
from colima_guard.model.transport import Basis, Transport

_NAME = "orbstack"
_SHARED = Transport("virtiofs", confined=True, holds_read_only=False, basis=Basis.DOCUMENTED, offers_read_only=False)
_DO = (
    "take from OrbStack what it need not read in System Settings > Privacy & Security > Files and Folders, and run "
    "what you do not trust in an isolated machine (docs/other-systems.md#orbstack)"
)


class OrbStackEngine(Instance):
    """The one VM, in which Docker and all machines run."""

    @property
    def narrowing(self) -> str | None:
        """What to do: there is no list to narrow."""
        return _DO


class OrbStack(Backend):
    """The backend ``orbstack``."""

    name = _NAME

    def find(self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False) -> Sequence[OrbStackEngine]:
        """The one VM, started or not; what decides about it lies in no file."""
        home = _directory(host)
        message = "OrbStack has no list of shared directories: its VM sees all that OrbStack may read"
        return [
            OrbStackEngine(
                name=f"{_NAME}/vm",
                backend=_NAME,
                home=home,
                active=_is_active(host, home),
                findings=(Finding("CG568", message, _DO, Place(home)),),
            )
        ]

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        """All of macOS; what its privacy settings keep from OrbStack is not known here."""
        because = "OrbStack shares all that it may read"
        place = Place(instance.home)
        share = Share("/", "/", "/mnt/mac", Access.RW, _SHARED, place, Origin.DEFAULT, because=because)
        return [Exposure("orb start", HEAD, (share,))]

    def own_directories(self, host: Host) -> Sequence[str]:
        """Its settings, its sockets, and the folder in which it shows the guest's files."""
        return [_directory(host), os.path.join(host.home, "OrbStack")]


def _directory(host: Host) -> str:
    return os.path.join(host.home, ".orbstack")


def _is_active(host: Host, home: str) -> bool:
    active = docker_context.active(host)
    return active.context == _NAME or active.is_at(host, [os.path.join(home, "run", "docker.sock")])
