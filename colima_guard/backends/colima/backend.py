"""Colima as a backend: what its instances can see, and how they come to see less."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from colima_guard.backends.colima import layout
from colima_guard.backends.colima.releases import CLASSES, rules_of
from colima_guard.backends.interface import (
    Backend,
    HasEngine,
    HasShell,
    HasTrace,
    LeavesFiles,
    Locks,
    OwnsLimaHomes,
    Renders,
    Restarts,
    Runs,
)
from colima_guard.backends.shared.guest_path import unshareable
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.instance import EngineClient, Instance, Restart, Shell
from colima_guard.model.plan import Unit
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure

if TYPE_CHECKING:
    from colima_guard.backends.colima.instance import ColimaInstance


class Colima(Backend, Locks, Renders, Runs, Restarts, HasShell, HasEngine, HasTrace, LeavesFiles, OwnsLimaHomes):
    """The backend ``colima``. What a look at its directories alone does not need is imported where it is used."""

    name = "colima"

    def find(self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False) -> Sequence[ColimaInstance]:
        """All profiles of all live configuration directories, and for each directory what is born there."""
        from colima_guard.backends.colima.find import find

        return find(host, releases)

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        """Every way in which the instance can start next: ``start`` and ``restart``, at one release or at all.

        An instance whose release is not known is looked at under every class of releases, the newest first.
        """
        from colima_guard.backends.colima.instance import ColimaInstance
        from colima_guard.backends.colima.rules.exposure import exposures_of

        assert isinstance(instance, ColimaInstance)
        known = None if every_class else instance.release
        classes = [rules_of(known)] if known else list(reversed(CLASSES))
        return [exposure for rules in classes for exposure in exposures_of(host, instance, rules, known or rules.since)]

    def lock(self, host: Host, instances: Sequence[Instance], allow: Allowlist, *, confine: bool) -> Sequence[Unit]:
        """One unit a file."""
        from colima_guard.backends.colima.edit.unit import units
        from colima_guard.backends.colima.instance import ColimaInstance

        return units(host, [item for item in instances if isinstance(item, ColimaInstance)], allow, confine=confine)

    def unshareable(self, path: str) -> str | None:
        """What something on the way to the guest would misread."""
        return unshareable(path)

    def render(self, host: Host, text: bytes, allow: Allowlist, *, release: Release | None, confine: bool) -> bytes:
        """A ``colima.yaml``."""
        from colima_guard.backends.colima.render import render

        return render(host, text, allow, release=release, confine=confine)

    def own_directories(self, host: Host) -> Sequence[str]:
        """Every configuration directory that can be, what links in it lead to, and the Lima homes under them."""
        bases = {base.path: base for rules in CLASSES for base in layout.bases(host, rules)}
        found = {*bases, *(posixpath.join(path, "_lima") for path in bases)}
        found |= {file for base in bases.values() for file in layout.linked_files(host, base)}
        if lima := host.env("LIMA_HOME"):
            found.add(lima)
        return sorted({*found, posixpath.join(host.home, ".lima")})

    def trace(self, host: Host) -> bool:
        """More than a template in one of its directories, or its program."""
        from colima_guard.backends.colima.trace import trace

        return trace(host)

    def running(self, host: Host, instance: Instance, exposures: Sequence[Exposure]) -> Exposure | None:
        """What was attached at its start, by the host agent's log and its image.

        Where these do not tell, the shares of the file that Lima started it with come beside the reason.
        """
        from colima_guard.backends.colima.instance import ColimaInstance

        assert isinstance(instance, ColimaInstance)
        if not instance.running:
            return None
        from colima_guard.backends.lima.running.exposure import running_exposure

        found = running_exposure(host, instance, instance.lima_dir, exposures)
        if found is None or found.unknown is None:
            return found
        from colima_guard.backends.colima.generated.by_lima import with_start_file

        return with_start_file(host, instance, exposures, found)

    def left_behind(self, host: Host, instance: Instance) -> Exposure | None:
        """What the ``lima.yaml`` of a stopped VM would share: a bare ``limactl start`` does not ask Colima."""
        from colima_guard.backends.colima.instance import ColimaInstance

        assert isinstance(instance, ColimaInstance)
        if instance.lima_dir is None or instance.running:
            return None
        from colima_guard.backends.colima.generated.read import left_behind

        return left_behind(host, instance, instance.lima_dir)

    def owns(self, host: Host, home: str, name: str) -> bool:
        """A Lima instance is Colima's by its name, in the home that Colima uses."""
        return layout.owns(host, home, name)

    def restart(self, host: Host, instance: Instance) -> Restart | None:
        """``colima restart``, or ``stop`` and ``start`` where it would run without what only ``start`` fills in."""
        from colima_guard.backends.colima.instance import ColimaInstance
        from colima_guard.backends.colima.restart import restart

        assert isinstance(instance, ColimaInstance)
        return restart(host, instance)

    def shell(self, host: Host, instance: Instance) -> Shell | None:
        """``limactl shell``, in Colima's Lima home."""
        from colima_guard.backends.colima.instance import ColimaInstance
        from colima_guard.backends.colima.shell import shell

        assert isinstance(instance, ColimaInstance)
        return shell(host, instance)

    def engine(self, host: Host, instance: Instance) -> EngineClient | None:
        """By the socket of the profile."""
        from colima_guard.backends.colima.instance import ColimaInstance
        from colima_guard.backends.colima.shell import engine

        assert isinstance(instance, ColimaInstance)
        return engine(host, instance)
