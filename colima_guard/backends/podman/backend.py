"""Podman machine as a backend: what its VMs can see, and how they come to see less."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from colima_guard.backends.interface import Backend, HasTrace
from colima_guard.backends.podman import layout
from colima_guard.host.machine import Host
from colima_guard.model.instance import Instance
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure


class Podman(Backend, HasTrace):
    """The backend ``podman``. What a machine without it does not need is imported where it is used."""

    name = "podman"

    def find(self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False) -> Sequence[Instance]:
        """The machines of every provider, and the next one; nothing where nobody uses any."""
        if not asked_for and not layout.trace(host):
            return []
        from colima_guard.backends.podman.find import find

        return find(host, releases.get(self.name))

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        """A machine starts by its file; the next one is made by all that ``containers.conf`` says."""
        from colima_guard.backends.podman import exposure
        from colima_guard.backends.podman.instance import Machine, NextMachine

        if isinstance(instance, NextMachine):
            return exposure.of_next(host, instance, every_class=every_class)
        assert isinstance(instance, Machine)
        return exposure.of_machine(host, instance)

    def trace(self, host: Host) -> bool:
        """A machine, or, where Podman needs one, its program."""
        return layout.trace(host)

    def own_directories(self, host: Host) -> Sequence[str]:
        """The user's configuration of containers, in which machines are described, and their disks and key."""
        return layout.own_directories(host)
