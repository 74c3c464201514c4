"""minikube as a backend: what its VMs see. It is told of: only a VM that is made anew has other shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from colima_guard.backends.interface import Backend
from colima_guard.host.machine import Host
from colima_guard.model.instance import Instance
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure

if TYPE_CHECKING:
    from colima_guard.backends.minikube.instance import MinikubeInstance


class Minikube(Backend):
    """The backend ``minikube``."""

    name = "minikube"

    def find(
        self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False
    ) -> Sequence[MinikubeInstance]:
        """The profiles with VMs of their own, and what the next one would be started with."""
        from colima_guard.backends.minikube.find import find

        return find(host)

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        """The one way in which it starts."""
        from colima_guard.backends.minikube.exposure import exposure
        from colima_guard.backends.minikube.instance import MinikubeInstance

        assert isinstance(instance, MinikubeInstance)
        return [exposure(host, instance)]

    def own_directories(self, host: Host) -> Sequence[str]:
        """All that minikube keeps: its VMs and their keys."""
        from colima_guard.backends.minikube import layout

        return layout.own_directories(host)
