"""Docker Desktop as a backend: what its VM can see, and how it comes to see less."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from colima_guard.backends.docker_desktop import layout
from colima_guard.backends.interface import (
    Backend,
    CanBeAsked,
    Compares,
    HasEngine,
    HasTrace,
    HoldsFiles,
    Locks,
    Renders,
    Restarts,
    Runs,
)
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.instance import EngineClient, Held, Instance, Restart
from colima_guard.model.plan import Unit
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure

if TYPE_CHECKING:
    from colima_guard.backends.docker_desktop.find import DesktopInstance
    from colima_guard.backends.switch import Switch


class DockerDesktop(Backend, Locks, Renders, Runs, Restarts, HasEngine, HasTrace, HoldsFiles, CanBeAsked, Compares):
    """The backend ``docker-desktop``. What a machine without it does not need is imported where it is used."""

    name = "docker-desktop"

    def find(
        self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False
    ) -> Sequence[DesktopInstance]:
        """The settings, or what a first start would share; nothing where Docker Desktop never was."""
        if not layout.trace(host):
            return []
        from colima_guard.backends.docker_desktop.find import find

        return find(host, releases.get(self.name))

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        """The next start: by the file that the release reads, by both where it is not known, the new one first."""
        from colima_guard.backends.docker_desktop.exposure import exposures

        return exposures(host, _desktop(instance))  # a first start shares the same at every release

    def lock(self, host: Host, instances: Sequence[Instance], allow: Allowlist, *, confine: bool) -> Sequence[Unit]:
        """One unit: both files where both are there."""
        from functools import partial

        from colima_guard.backends.docker_desktop.edit import unit
        from colima_guard.backends.shared.plan_each import plan_or_refuse

        found = [_desktop(instance) for instance in instances]
        return [plan_or_refuse((one.name,), one.deciding[0].path, partial(unit, host, one, allow)) for one in found]

    def unshareable(self, path: str) -> str | None:
        """What Docker Desktop would not start with, or take for another path. It takes blanks within one."""
        from colima_guard.backends.docker_desktop.edit import unshareable

        return unshareable(path)

    def render(self, host: Host, text: bytes, allow: Allowlist, *, release: Release | None, confine: bool) -> bytes:
        """A settings file; the host confines its shares by every transport but WSL's, which no file changes."""
        from colima_guard.backends.docker_desktop.render import render

        return render(host, text, allow, release=release)

    def own_directories(self, host: Host) -> Sequence[str]:
        """Its settings, its data and its sockets."""
        return layout.own_directories(host)

    def trace(self, host: Host) -> bool:
        """Its settings, or the application where its installers put it."""
        return layout.trace(host)

    def running(self, host: Host, instance: Instance, exposures: Sequence[Exposure]) -> Exposure | None:
        """What it was started with: the files where they are older, else what it says itself if it was asked."""
        from colima_guard.backends.docker_desktop.exposure import running_exposure

        return running_exposure(host, _desktop(instance), exposures)

    def engine(self, host: Host, instance: Instance) -> EngineClient | None:
        """By the socket of the engine in the VM; on Windows by its pipe."""
        from colima_guard.backends.shared.engine_client import by_endpoint, docker

        if not instance.running:
            return None
        if host.platform == "windows":
            return by_endpoint(host, f"npipe://{layout.ENGINE_PIPE}")
        return docker(host, layout.engine_sockets(host))

    def ask(self, host: Host, instances: Sequence[Instance]) -> Sequence[Instance]:
        """The instances, with what the running Docker Desktop says itself."""
        from colima_guard.backends.docker_desktop.exposure import ask_program

        return [ask_program(host, _desktop(instance)) for instance in instances]

    def comparable(self, host: Host) -> bool:
        """Always: a socket that does not answer is a difference too."""
        return True

    def differences(self, host: Host, instances: Sequence[Instance]) -> dict[str, Sequence[Finding]]:
        """Where the list that it holds in memory is another one than the file's, or where it does not tell."""
        from colima_guard.backends.docker_desktop.exposure import differences

        return differences(host, [_desktop(instance) for instance in instances])

    def restart(self, host: Host, instance: Instance) -> Restart | None:
        """The lock itself: between a stop and a start its files have to be written once more, for it writes them."""
        if not instance.running:
            return None
        command = ("colima-guard", "lock", "--restart", "--backend", self.name)
        return Restart(instance.name, (command,), (), 1, "it writes its settings when it quits", ours=True)

    def held(self, host: Host, path: str) -> Held | None:
        """Why one of its settings files must not be written now, ``None`` when it may be."""
        import os

        if os.path.basename(path) not in (layout.STORE, layout.LEGACY) or os.path.dirname(path) != layout.base(host):
            return None
        from colima_guard.backends.docker_desktop.running.process import busy_reason

        reason = busy_reason(host)
        return Held(self.name, reason) if reason is not None else None

    def switch(self) -> Switch:
        """``docker desktop stop`` and ``start``."""
        from colima_guard.backends.docker_desktop.running.switch import DockerDesktopSwitch

        return DockerDesktopSwitch()


def _desktop(instance: Instance) -> DesktopInstance:
    from colima_guard.backends.docker_desktop.find import DesktopInstance

    assert isinstance(instance, DesktopInstance)
    return instance
