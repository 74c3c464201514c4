"""Lima as a backend: what its instances can see, and how they come to see less."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.base import Instance, Restart, Unit
from colima_guard.backends.lima import instances as lima
from colima_guard.backends.lima import layout
from colima_guard.backends.lima.birthplace import embedded
from colima_guard.backends.lima.instances import LimaInstance
from colima_guard.backends.lima.merge import Merge, Source, merge
from colima_guard.backends.lima.releases import CLASSES, Rules, rules_of
from colima_guard.backends.lima.strength import shares_of
from colima_guard.backends.lima.transports import driver, transport
from colima_guard.backends.lima.validate import refusal
from colima_guard.host import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.paths import unshareable
from colima_guard.model.release import Release
from colima_guard.model.share import WSL2, Access, Exposure, Origin, Share


class Lima:
    """The backend ``lima``."""

    name = lima.NAME
    command = "limactl"

    def __init__(self, *, asked_for: bool = False) -> None:
        self._asked_for = asked_for

    def find(self, host: Host, releases: dict[str, Release]) -> Sequence[LimaInstance]:
        """All instances of all live Lima homes, and for each home what is born there."""
        return lima.find(host, releases.get(self.name), asked_for=self._asked_for)

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        """The next start at one release, or at every class of releases, the newest first."""
        assert isinstance(instance, LimaInstance)
        known = None if every_class else instance.release
        classes = [rules_of(known)] if known else list(reversed(CLASSES))
        return [exposure_of(host, instance, rules, known or rules.since) for rules in classes]

    def lock(self, host: Host, instances: Sequence[Instance], allow: Allowlist, *, confine: bool) -> Sequence[Unit]:
        """One unit a file, or one for a shared file and all instances that it reaches."""
        from colima_guard.backends.lima.locking import units

        return units(host, [item for item in instances if isinstance(item, LimaInstance)], allow, confine=confine)

    def unshareable(self, path: str) -> str | None:
        return unshareable(path)

    def own_directories(self, host: Host) -> Sequence[str]:
        return [home.path for home in layout.homes(host)]

    def deep(self, host: Host, instances: Sequence[Instance]) -> dict[str, Sequence[Finding]]:
        """Every difference between our merge and that of ``limactl list``."""
        from colima_guard.backends.lima.deep import differences

        return differences(host, [item for item in instances if isinstance(item, LimaInstance)])

    def restart(self, host: Host, instance: Instance) -> Restart | None:
        from colima_guard.backends.lima.restarting import restart

        assert isinstance(instance, LimaInstance)
        return restart(host, instance)


def exposure_of(host: Host, instance: LimaInstance, rules: Rules, release: Release) -> Exposure:
    """What the instance would see when it is started by this class of releases."""
    way = "limactl create" if instance.birthplace else "limactl start"
    problem = next((found for found in (instance.main, instance.default, instance.override) if found.problem), None)
    main = embedded(instance.birth, rules) if instance.birth is not None else instance.main.source
    if problem is not None or main is None:
        why = f"{problem.path}: {problem.problem}" if problem else instance.unknown
        return Exposure(way, release, (), refusal=why, unknown=instance.unknown or why)
    around = instance.around(host)
    merged = merge(instance.default.source, main, instance.override.source, rules, around)
    if driver(merged, host) == "wsl2":
        return Exposure(way, release, (_drives(host, main),), unknown=instance.unknown)
    sources = [main, *(found.source for found in (instance.default, instance.override) if found.source)]
    carried = transport(merged, instance.created_by, host)
    return Exposure(
        way,
        release,
        tuple(shares_of(host, merged, carried, around)),
        refusal(sources, merged, rules, around),
        instance.unknown or doubt_of(sources, merged),
    )


def doubt_of(sources: Sequence[Source], merged: Merge) -> str | None:
    """Why the merge cannot be told, ``None`` when it can."""
    doubts = [mount.doubt for mount in merged.mounts] + [source.loaded.doubt for source in sources]
    return next((doubt for doubt in doubts if doubt), None)


def _drives(host: Host, main: Source) -> Share:
    # the wsl2 driver ignores `mounts`, and WSL attaches every drive (wsl_driver_windows.go)
    root = "C:\\" if host.platform == "windows" else "/"
    return Share(root, root, "/mnt", Access.RW, WSL2, main.place("vmType"), Origin.DEFAULT)
