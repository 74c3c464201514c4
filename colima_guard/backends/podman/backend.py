"""Podman machine as a backend: what its VMs can see, and how they come to see less."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from colima_guard.backends.interface import (
    Backend,
    HasEngine,
    HasShell,
    HasTrace,
    Locks,
    Renders,
    Restarts,
    Runs,
)
from colima_guard.backends.podman import layout
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.instance import EngineClient, Instance, Restart, Shell
from colima_guard.model.plan import Unit
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure

if TYPE_CHECKING:
    from colima_guard.backends.podman.instance import Machine


class Podman(Backend, Locks, Renders, Runs, Restarts, HasShell, HasEngine, HasTrace):
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

        if (machine := _machine(instance)) is not None:
            return exposure.of_machine(host, machine)
        return exposure.of_next(host, instance, every_class=every_class)

    def lock(self, host: Host, instances: Sequence[Instance], allow: Allowlist, *, confine: bool) -> Sequence[Unit]:
        """A unit a machine, and one for the next: the host confines every one but those of WSL, which no file does."""
        from functools import partial

        from colima_guard.backends.podman.edit import machine, next_machine
        from colima_guard.backends.shared.plan_each import plan_or_refuse

        units: list[Unit] = []
        for one in instances:
            made = _machine(one)
            path = made.file.path if made is not None else layout.drop_in(host)
            plan = partial(machine.unit, host, made, allow) if made else partial(next_machine.unit, host, one, allow)
            units.append(plan_or_refuse((one.name,), path, plan))
        return units

    def unshareable(self, path: str) -> str | None:
        """What Podman, a device's options or the guest's units would misread."""
        from colima_guard.backends.podman.edit.volumes import unshareable

        return unshareable(path)

    def render(self, host: Host, text: bytes, allow: Allowlist, *, release: Release | None, confine: bool) -> bytes:
        """A ``containers.conf``, for the file that is read last."""
        from colima_guard.backends.podman.render import render

        return render(host, text, allow, release=release)

    def running(self, host: Host, instance: Instance, exposures: Sequence[Exposure]) -> Exposure | None:
        """What is attached, by the command lines of the programs that serve it."""
        if (machine := _machine(instance)) is None or not machine.running:
            return None
        from colima_guard.backends.podman.running.exposure import running_exposure

        return running_exposure(host, machine, exposures)

    def restart(self, host: Host, instance: Instance) -> Restart | None:
        """``podman machine stop`` and ``start``."""
        from colima_guard.backends.podman.restart import restart

        machine = _machine(instance)
        return restart(machine) if machine is not None else None

    def shell(self, host: Host, instance: Instance) -> Shell | None:
        """``podman machine ssh``."""
        from colima_guard.backends.podman.restart import shell

        machine = _machine(instance)
        return shell(host, machine) if machine is not None else None

    def engine(self, host: Host, instance: Instance) -> EngineClient | None:
        """``podman --connection``."""
        from colima_guard.backends.podman.restart import engine

        machine = _machine(instance)
        return engine(host, machine) if machine is not None else None

    def trace(self, host: Host) -> bool:
        """A machine, or, where Podman needs one, its program."""
        return layout.trace(host)

    def own_directories(self, host: Host) -> Sequence[str]:
        """The user's configuration of containers, in which machines are described, and their disks and key."""
        return layout.own_directories(host)


def _machine(instance: Instance) -> Machine | None:
    """The machine that an instance is; ``None`` for the next one."""
    from colima_guard.backends.podman.instance import Machine

    return instance if isinstance(instance, Machine) else None
