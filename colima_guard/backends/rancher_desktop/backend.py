"""Rancher Desktop as a backend: what its VM can see, and how it comes to see less.

What reads and merges its files is imported where there is such a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from colima_guard.backends.interface import (
    Backend,
    HasEngine,
    HasShell,
    HasTrace,
    Locks,
    OwnsLimaHomes,
    RendersFiles,
    Restarts,
    Runs,
)
from colima_guard.backends.rancher_desktop import layout
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.instance import EngineClient, Instance, Restart, Shell
from colima_guard.model.plan import Unit
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure


class RancherDesktop(Backend, Locks, RendersFiles, Runs, Restarts, HasShell, HasEngine, HasTrace, OwnsLimaHomes):
    """The backend ``rancher-desktop``."""

    name = layout.NAME
    files = ("default", "override")

    def find(self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False) -> Sequence[Instance]:
        """Its VM and what is born there; on Windows the settings of one that WSL runs."""
        if host.platform == "windows":
            return self._on_windows(host)
        if not asked_for and not self.trace(host):
            return []
        from colima_guard.backends.rancher_desktop.find import find

        return find(host, releases.get(self.name))

    def _on_windows(self, host: Host) -> Sequence[Instance]:
        if host.look(layout.settings(host)) is None:
            return []
        from colima_guard.backends.shared.in_wsl import in_wsl

        return [in_wsl(self.name, layout.config_dir(host), layout.settings(host))]

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        """The next start at its release, or at every class of releases, the newest first."""
        if host.platform == "windows":
            from colima_guard.backends.shared.in_wsl import drives

            return [drives(instance)]
        from colima_guard.backends.rancher_desktop.exposure import exposures_of
        from colima_guard.backends.rancher_desktop.instance import RancherInstance

        assert isinstance(instance, RancherInstance)
        return exposures_of(host, instance, every_class=every_class)

    def lock(self, host: Host, instances: Sequence[Instance], allow: Allowlist, *, confine: bool) -> Sequence[Unit]:
        """One unit a Lima home."""
        if host.platform == "windows":
            from colima_guard.backends.shared.in_wsl import refused

            return refused(instances)
        from colima_guard.backends.rancher_desktop.edit.unit import units
        from colima_guard.backends.rancher_desktop.instance import RancherInstance

        return units(host, [one for one in instances if isinstance(one, RancherInstance)], allow, confine=confine)

    def unshareable(self, path: str) -> str | None:
        """What something on the way to the guest would misread."""
        from colima_guard.backends.shared.guest_path import unshareable

        return unshareable(path)

    def render_file(
        self, host: Host, file: str, text: bytes, allow: Allowlist, *, release: Release | None, confine: bool
    ) -> bytes:
        """``default.yaml`` or ``override.yaml`` of its Lima home."""
        from colima_guard.backends.rancher_desktop.render import render

        return render(host, file, text, allow, release=release)

    def own_directories(self, host: Host) -> Sequence[str]:
        """Its Lima homes, its settings and profiles, and what it runs on the host."""
        return layout.own_directories(host)

    def trace(self, host: Host) -> bool:
        """Anything of it where it keeps its files, or its program."""
        from colima_guard.backends.shared.trace import on_path

        if on_path(host, "rdctl") or any(host.look(path) is not None for path in layout.apps(host)):
            return True
        return any(host.is_dir(path) for path in (layout.config_dir(host), *(one.path for one in layout.homes(host))))

    def running(self, host: Host, instance: Instance, exposures: Sequence[Exposure]) -> Exposure | None:
        """What was attached at its start, by the host agent's log and its image."""
        from colima_guard.backends.rancher_desktop.instance import RancherInstance

        if not isinstance(instance, RancherInstance):
            return None
        from colima_guard.backends.lima.running.exposure import running_exposure
        from colima_guard.backends.rancher_desktop.exposure import marked

        found = running_exposure(host, instance, instance.dir, exposures)
        return marked(host, instance, found) if found is not None else None

    def restart(self, host: Host, instance: Instance) -> Restart | None:
        """``rdctl shutdown`` and ``rdctl start``: it writes its list and reads its settings when it starts."""
        if not instance.running:
            return None
        commands = (("rdctl", "shutdown"), ("rdctl", "start"))
        return Restart(instance.name, commands, (), 1, "its VM runs with the shares of its last start")

    def shell(self, host: Host, instance: Instance) -> Shell | None:
        """``rdctl shell``."""
        if not instance.running or host.which("rdctl") is None:
            return None
        return Shell(("rdctl", "shell"))

    def engine(self, host: Host, instance: Instance) -> EngineClient | None:
        """``docker`` by the socket that it forwards; none where it runs containerd alone."""
        from colima_guard.backends.shared.engine_client import docker

        return docker(host, [layout.socket(host)]) if instance.running else None

    def owns(self, host: Host, home: str, name: str) -> bool:
        """A Lima instance is its own by the home that it lies in."""
        if host.platform == "windows":
            return False
        return any(host.realpath(home) == host.realpath(one.path) for one in layout.homes(host))
