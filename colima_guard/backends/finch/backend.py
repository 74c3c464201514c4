"""Finch as a backend: what its VM can see, and how it comes to see less.

What reads and merges its files is imported where there is such a file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from colima_guard.backends.finch import layout
from colima_guard.backends.interface import (
    Backend,
    HasEngine,
    HasShell,
    HasTrace,
    Locks,
    OwnsLimaHomes,
    Renders,
    Restarts,
    Runs,
)
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.instance import EngineClient, Instance, Restart, Shell
from colima_guard.model.plan import Unit
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure


class Finch(Backend, Locks, Renders, Runs, Restarts, HasShell, HasEngine, HasTrace, OwnsLimaHomes):
    """The backend ``finch``."""

    name = layout.NAME

    def find(self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False) -> Sequence[Instance]:
        """Its VM and what is born there; on Windows the settings of one that WSL runs."""
        if host.platform == "windows":
            return self._on_windows(host)
        if not host.is_dir(layout.root(host).path):
            return []
        from colima_guard.backends.finch.find import find

        return find(host)

    def _on_windows(self, host: Host) -> Sequence[Instance]:
        path = layout.settings(host)
        if host.look(path) is None:
            return []
        from colima_guard.backends.shared.in_wsl import in_wsl

        return [in_wsl(self.name, host.home, path)]

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        """The next start with the Lima that it brings along, or with every class of Lima's releases."""
        if host.platform == "windows":
            from colima_guard.backends.shared.in_wsl import drives

            return [drives(instance)]
        from colima_guard.backends.finch.exposure import exposures_of
        from colima_guard.backends.finch.instance import FinchInstance

        assert isinstance(instance, FinchInstance)
        return exposures_of(host, instance, every_class=every_class)

    def lock(self, host: Host, instances: Sequence[Instance], allow: Allowlist, *, confine: bool) -> Sequence[Unit]:
        """One unit a file, or one of all where the user's settings have to change."""
        if host.platform == "windows":
            from colima_guard.backends.shared.in_wsl import refused

            return refused(instances)
        from colima_guard.backends.finch.edit import units
        from colima_guard.backends.finch.instance import FinchInstance

        found = [one for one in instances if isinstance(one, FinchInstance)]
        return units(host, found, allow, confine=confine) if found else []

    def unshareable(self, path: str) -> str | None:
        """What something on the way to the guest would misread."""
        from colima_guard.backends.shared.guest_path import unshareable

        return unshareable(path)

    def render(self, host: Host, text: bytes, allow: Allowlist, *, release: Release | None, confine: bool) -> bytes:
        """The file that new VMs are made from, or the one of a VM."""
        from colima_guard.backends.finch.render import render

        return render(host, text, allow, confine=confine)

    def own_directories(self, host: Host) -> Sequence[str]:
        """Its Lima home, the file that VMs are made from, its programs, and the user's settings."""
        if host.platform != "macos":
            return [posixpath.dirname(layout.settings(host))] if host.platform == "linux" else [layout.settings(host)]
        root = layout.root(host)
        decide = (posixpath.join(root.path, name) for name in ("lima", "os", "bin"))
        return [*decide, posixpath.dirname(layout.settings(host))]

    def trace(self, host: Host) -> bool:
        """Its program, or its directory."""
        from colima_guard.backends.shared.trace import on_path

        return on_path(host, self.name) or host.look(layout.root(host).path) is not None

    def running(self, host: Host, instance: Instance, exposures: Sequence[Exposure]) -> Exposure | None:
        """What was attached at its start, by the host agent's log and its image."""
        if not instance.running:
            return None
        from colima_guard.backends.finch.exposure import marked
        from colima_guard.backends.finch.instance import FinchInstance
        from colima_guard.backends.lima.running.exposure import running_exposure

        assert isinstance(instance, FinchInstance)
        found = running_exposure(host, instance, instance.dir, exposures)
        return marked(host, instance, found) if found is not None else None

    def restart(self, host: Host, instance: Instance) -> Restart | None:
        """``finch vm stop`` and ``finch vm start``."""
        if not instance.running:
            return None
        from colima_guard.backends.lima.restart import TAGS_BY_PATH

        commands = (("finch", "vm", "stop"), ("finch", "vm", "start"))
        times = 1 if instance.release is not None and instance.release >= TAGS_BY_PATH else 2
        return Restart(instance.name, commands, (), times, "its VM runs with the shares of its last start")

    def shell(self, host: Host, instance: Instance) -> Shell | None:
        """``limactl shell``, by the Lima that it brings along."""
        root = layout.root(host)
        if not instance.running or host.look(root.limactl) != "file":
            return None
        argv = (root.limactl, "shell", "--workdir", "/", layout.MACHINE)
        return Shell(argv, (("LIMA_HOME", root.lima_home.path),))

    def engine(self, host: Host, instance: Instance) -> EngineClient | None:
        """``docker`` by the socket of its daemon."""
        from colima_guard.backends.shared.engine_client import docker

        return docker(host, [layout.root(host).socket]) if instance.running else None

    def owns(self, host: Host, home: str, name: str) -> bool:
        """A Lima instance is its own by the home that it lies in."""
        if host.platform != "macos":
            return False
        return host.realpath(home) == host.realpath(layout.root(host).lima_home.path)
