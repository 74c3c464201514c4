"""OpenShift Local (crc) as a backend: whether its VM mounts the home, and how it comes to mount nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from colima_guard.backends.crc import layout
from colima_guard.backends.interface import Backend, Locks, Restarts
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.instance import Instance, Restart
from colima_guard.model.plan import Unit
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure

if TYPE_CHECKING:
    from colima_guard.backends.crc.find import CrcInstance


class Crc(Backend, Locks, Restarts):
    """The backend ``crc``."""

    name = "crc"

    def find(self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False) -> Sequence[CrcInstance]:
        """The VM where there is one, and what the next one would mount."""
        from colima_guard.backends.crc.find import find

        return find(host)

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        """The one way in which it starts, the same at every release that has the setting."""
        from colima_guard.backends.crc.exposure import exposure

        return [exposure(host, _crc(instance))]

    def own_directories(self, host: Host) -> Sequence[str]:
        """All that crc keeps, its programs included."""
        return [layout.base(host)]

    def lock(self, host: Host, instances: Sequence[Instance], allow: Allowlist, *, confine: bool) -> Sequence[Unit]:
        """One unit: the settings file decides about the VM and the next one."""
        from colima_guard.backends.crc.edit import unit
        from colima_guard.backends.shared.plan_each import plan_or_refuse

        if not instances:
            return []
        found = [_crc(instance) for instance in instances]
        names = tuple(one.name for one in found)
        return [plan_or_refuse(names, found[0].file, lambda: unit(host, found, allow))]

    def unshareable(self, path: str) -> str | None:
        """Nothing: no path is ever written."""
        return None

    def restart(self, host: Host, instance: Instance) -> Restart | None:
        """A stop and a start; on Windows the daemon serves the home, and that is for the user to end."""
        if not instance.running or host.platform == "windows":
            return None
        commands = ((layout.PROGRAM, "stop"), (layout.PROGRAM, "start"))
        return Restart(instance.name, commands, (), 1, "a mount in the VM stays until it stops")


def _crc(instance: Instance) -> CrcInstance:
    from colima_guard.backends.crc.find import CrcInstance

    assert isinstance(instance, CrcInstance)
    return instance
