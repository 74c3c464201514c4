"""Lima as a backend: what its instances can see, and how they come to see less.

What reads and merges Lima's files is imported where there is such a file, for a machine with Colima alone has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from colima_guard.backends.interface import (
    Backend,
    Compares,
    HasEngine,
    HasShell,
    HasTrace,
    Locks,
    Renders,
    Restarts,
    Runs,
)
from colima_guard.backends.lima import layout
from colima_guard.backends.shared.guest_path import unshareable
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.instance import EngineClient, Instance, Restart, Shell
from colima_guard.model.plan import Unit
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure


class Lima(Backend, Locks, Renders, Runs, Restarts, HasShell, HasEngine, HasTrace, Compares):
    """The backend ``lima``."""

    name = "lima"

    def find(self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False) -> Sequence[Instance]:
        """All instances of all live Lima homes, and for each home what is born there."""
        if not asked_for and not any(host.is_dir(home.path) for home in layout.homes(host)):
            return []
        from colima_guard.backends.lima.find import find

        return find(host, releases.get(self.name), asked_for=asked_for)

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        """The next start at one release, or at every class of releases, the newest first."""
        from colima_guard.backends.lima.instance import LimaInstance
        from colima_guard.backends.lima.releases import CLASSES, rules_of
        from colima_guard.backends.lima.rules.exposure import exposure_of

        assert isinstance(instance, LimaInstance)
        known = None if every_class else instance.release
        classes = [rules_of(known)] if known else list(reversed(CLASSES))
        return [exposure_of(host, instance, rules, known or rules.since) for rules in classes]

    def lock(self, host: Host, instances: Sequence[Instance], allow: Allowlist, *, confine: bool) -> Sequence[Unit]:
        """One unit a file, or one for a shared file and all instances that it reaches."""
        from colima_guard.backends.lima.edit.unit import units
        from colima_guard.backends.lima.instance import LimaInstance

        return units(host, [item for item in instances if isinstance(item, LimaInstance)], allow, confine=confine)

    def unshareable(self, path: str) -> str | None:
        """What something on the way to the guest would misread."""
        return unshareable(path)

    def render(self, host: Host, text: bytes, allow: Allowlist, *, release: Release | None, confine: bool) -> bytes:
        """A ``lima.yaml`` or a template."""
        from colima_guard.backends.lima.render import render

        return render(host, text, allow, release=release, confine=confine)

    def own_directories(self, host: Host) -> Sequence[str]:
        """Every Lima home that can be."""
        return [home.path for home in layout.homes(host)]

    def trace(self, host: Host) -> bool:
        """More than the shadow of its default mounts in its home, or its program, or a variable of its own."""
        from colima_guard.backends.shared.trace import holds_more, on_path

        if on_path(host, "limactl") or any(map(host.env, ("LIMA_HOME", "LIMA_TEMPLATES_PATH"))):
            return True
        return any(holds_more(host, home.path, layout.SHADOW) for home in layout.homes(host))

    def running(self, host: Host, instance: Instance, exposures: Sequence[Exposure]) -> Exposure | None:
        """What was attached at its start, by the host agent's log and its image."""
        from colima_guard.backends.lima.instance import LimaInstance
        from colima_guard.backends.lima.running.exposure import running_exposure

        assert isinstance(instance, LimaInstance)
        return running_exposure(host, instance, instance.dir, exposures)

    def comparable(self, host: Host) -> bool:
        """Whether there is a ``limactl`` that answers us: it refuses root."""
        from colima_guard.backends.lima.compare import can_be_asked

        return can_be_asked(host)

    def differences(self, host: Host, instances: Sequence[Instance]) -> dict[str, Sequence[Finding]]:
        """Every difference between our merge and that of ``limactl list``."""
        from colima_guard.backends.lima.compare import differences
        from colima_guard.backends.lima.instance import LimaInstance

        return differences(host, [item for item in instances if isinstance(item, LimaInstance)])

    def restart(self, host: Host, instance: Instance) -> Restart | None:
        """``limactl stop`` and ``start``."""
        from colima_guard.backends.lima.instance import LimaInstance
        from colima_guard.backends.lima.restart import restart

        assert isinstance(instance, LimaInstance)
        return restart(host, instance)

    def shell(self, host: Host, instance: Instance) -> Shell | None:
        """``limactl shell``."""
        from colima_guard.backends.lima.instance import LimaInstance
        from colima_guard.backends.lima.shell import shell

        assert isinstance(instance, LimaInstance)
        return shell(host, instance)

    def engine(self, host: Host, instance: Instance) -> EngineClient | None:
        """By the socket that Lima's templates for Docker forward."""
        from colima_guard.backends.lima.instance import LimaInstance
        from colima_guard.backends.lima.shell import engine

        assert isinstance(instance, LimaInstance)
        return engine(host, instance)
