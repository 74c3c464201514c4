"""Apple's container as a backend: what its container machines see. Of `container run` there is nothing to guard."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from colima_guard.backends.apple_container import layout
from colima_guard.backends.interface import Backend, Locks, Restarts
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.instance import Instance, Restart
from colima_guard.model.plan import Unit
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure

if TYPE_CHECKING:
    from colima_guard.backends.apple_container.find import AppleMachine


class AppleContainer(Backend, Locks, Restarts):
    """The backend ``apple-container``."""

    name = "apple-container"

    def find(self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False) -> Sequence[AppleMachine]:
        """The container machines, and what the next one would be made with."""
        from colima_guard.backends.apple_container.find import find

        return find(host)

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        """The ways in which it starts."""
        from colima_guard.backends.apple_container.exposure import exposures

        return exposures(host, _machine(instance))

    def own_directories(self, host: Host) -> Sequence[str]:
        """Its settings, and all that it keeps."""
        return [os.path.dirname(layout.user_file(host)), *(root.path for root in layout.roots(host))]

    def lock(self, host: Host, instances: Sequence[Instance], allow: Allowlist, *, confine: bool) -> Sequence[Unit]:
        """A unit an instance."""
        from functools import partial

        from colima_guard.backends.apple_container.edit import unit
        from colima_guard.backends.shared.plan_each import plan_or_refuse

        found = [_machine(one) for one in instances]
        path = layout.user_file(host)
        return [plan_or_refuse((one.name,), path, partial(unit, host, one, allow)) for one in found]

    def unshareable(self, path: str) -> str | None:
        """Nothing: no path is ever written."""
        return None

    def restart(self, host: Host, instance: Instance) -> Restart | None:
        """A stop: the next `container machine run` boots it."""
        if not instance.running:
            return None
        stop = (layout.PROGRAM, "machine", "stop", _machine(instance).short)
        return Restart(instance.name, (stop,), (), 1, "its mounts are those of its boot")


def _machine(instance: Instance) -> AppleMachine:
    from colima_guard.backends.apple_container.find import AppleMachine

    assert isinstance(instance, AppleMachine)
    return instance
