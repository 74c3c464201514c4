"""Multipass as a backend: what its instances and the next primary one mount, and how they come to mount nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from colima_guard.backends.interface import Backend, HasTrace, Locks
from colima_guard.backends.multipass import layout
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.instance import Instance
from colima_guard.model.plan import Unit
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure


class Multipass(Backend, Locks, HasTrace):
    """The backend ``multipass``. What a machine without it does not need is imported where it is used."""

    name = "multipass"

    def find(self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False) -> Sequence[Instance]:
        """Its instances and the birthplace; nothing where Multipass is not installed, and then no program is run."""
        if not layout.trace(host):
            return []
        from colima_guard.backends.multipass.find import find

        return find(host)

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        """The one way in which an instance is started, the same at every release that has the setting."""
        from colima_guard.backends.multipass.exposure import exposure, exposure_of
        from colima_guard.backends.multipass.find import Launched, NextPrimary

        if isinstance(instance, Launched):
            return [exposure_of(host, instance)]
        assert isinstance(instance, NextPrimary)
        return [exposure(host, instance)]

    def trace(self, host: Host) -> bool:
        """Its program, or a directory of its installer."""
        return layout.trace(host)

    def own_directories(self, host: Host) -> Sequence[str]:
        """The settings of its daemon and of its client, where it is installed."""
        return layout.own_directories(host) if layout.trace(host) else ()

    def lock(self, host: Host, instances: Sequence[Instance], allow: Allowlist, *, confine: bool) -> Sequence[Unit]:
        """The setting, told by the program; and for each instance what takes from it what that leaves."""
        from colima_guard.backends.multipass.edit import units

        return units(host, instances, allow)

    def unshareable(self, path: str) -> str | None:
        """Nothing: no path is ever written."""
        return None
