"""The host directories that a container is given: binds, hidden binds of local volumes, and those of others."""

from __future__ import annotations

import ntpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import clean
from colima_guard.model.share import Access
from colima_guard.scan.container.inspected import Inspected, mapping, mappings, string, strings
from colima_guard.scan.devcontainer.volume_option import parse_volume
from colima_guard.scan.local_volume import host_directories, machine_file_system
from colima_guard.scan.project import Bind, Origin, WhenMissing, Where

_ANONYMOUS = re.compile(r"[0-9a-f]{64}")


class Mounted(NamedTuple):
    """The binds of a container, the targets of which only the top is mounted, and what cannot be told."""

    binds: tuple[Bind, ...]
    #: targets of binds that leave out what is mounted below the source
    not_recursive: frozenset[str]
    unknown: tuple[str, ...]
    #: file systems of the machine that it is given as volumes
    file_systems: tuple[str, ...] = ()


class Mounts:
    """The mounts of all containers of an engine together, for they refer to each other and to its volumes."""

    def __init__(self, containers: list[Inspected], volumes: list[Mapping[str, Any]]) -> None:
        self._by_name = {key: one for one in containers for key in (one.name, one.id) if key}
        self._volumes = {string(one.get("Name")): one for one in volumes}
        #: what was found of a container; ``None`` while it is looked at
        self._found: dict[int, Mounted | None] = {}

    def of(self, container: Inspected) -> Mounted:
        """What a container mounts, with what it takes from others."""
        if id(container) not in self._found:
            self._found[id(container)] = None
            self._found[id(container)] = self._of(container)
        return self._found[id(container)] or Mounted((), frozenset(), ("it takes volumes from itself",))

    def _of(self, container: Inspected) -> Mounted:
        found: dict[str, list[Bind]] = {}
        unknown: list[str] = []
        systems: list[str] = []
        typed = {string(one.get("Target")): one for one in mappings(container.host.get("Mounts"))}
        # nerdctl lists its own files among the mounts
        own = {string(container.data.get(key)) for key in ("ResolvConfPath", "HostnamePath", "HostsPath")} - {""}
        for mount in mappings(container.data.get("Mounts")):
            if string(mount.get("Source")) in own:
                continue
            target = string(mount.get("Destination") or mount.get("Target"))
            found[target] = list(self._binds(container, mount, mapping(typed.get(target)), unknown, systems))
        for spec in strings(container.host.get("Binds")):
            volume = parse_volume(spec)
            if volume.target not in found and clean(volume.target) not in found and volume.is_bind:
                access = Access.RO if volume.read_only else Access.RW
                found[volume.target] = [
                    _bind(container, volume.source, volume.target, access, "bind", volume.propagation)
                ]
        self._inherit(container, found, unknown, systems)
        not_recursive = {
            target for target, one in typed.items() if mapping(one.get("BindOptions")).get("NonRecursive") is True
        }
        binds = tuple(bind for group in found.values() for bind in group)
        return Mounted(binds, frozenset(not_recursive), tuple(unknown), tuple(dict.fromkeys(systems)))

    def _binds(
        self,
        container: Inspected,
        mount: Mapping[str, Any],
        typed: Mapping[str, Any],
        unknown: list[str],
        systems: list[str],
    ) -> Iterator[Bind]:
        kind = string(mount.get("Type")) or ("volume" if mount.get("Name") else "bind")
        target = string(mount.get("Destination") or mount.get("Target"))
        access = Access.RO if mount.get("RW") is False else Access.RW
        propagation = string(mount.get("Propagation"))
        propagation = "" if propagation == "rprivate" else propagation
        if kind in ("bind", "npipe"):
            yield _bind(container, string(mount.get("Source")), target, access, "bind", propagation, typed)
        elif kind == "volume":
            for source, narrower in self._hidden(string(mount.get("Name")), mount, typed, unknown, systems):
                both = Access.RO if Access.RO in (access, narrower) else Access.RW
                yield _bind(container, source, target, both, "volume", propagation, typed)

    def _hidden(
        self, name: str, mount: Mapping[str, Any], typed: Mapping[str, Any], unknown: list[str], systems: list[str]
    ) -> Iterator[tuple[str, Access]]:
        """The host directories behind a volume: its options tell, never its ``Source``, which is the engine's own."""
        inline = mapping(mapping(mapping(typed.get("VolumeOptions")).get("DriverConfig")).get("Options"))
        volume = self._volumes.get(name)
        if volume is None and not inline:
            if not _ANONYMOUS.fullmatch(name):
                unknown.append(f"the volume {name} was not looked at: it may be a host directory")
            return
        options = mapping(volume.get("Options")) if volume is not None else inline
        driver = string(volume.get("Driver")) if volume is not None else "local"
        if driver not in ("", "local"):
            unknown.append(f"the volume {name} is of the driver {driver}, which may mount anything")
            return
        said = {key: string(value) for key, value in (options or inline).items()}
        if (system := machine_file_system(said)) is not None:
            systems.append(system)
        yield from host_directories(said)

    def _inherit(
        self, container: Inspected, found: dict[str, list[Bind]], unknown: list[str], systems: list[str]
    ) -> None:
        """What it takes from others: docker lists it among its mounts, podman 4 shows the name of the other alone."""
        for spec in strings(container.host.get("VolumesFrom")):
            name, _, mode = spec.partition(":")
            other = self._by_name.get(name)
            if other is None:
                if not found:
                    unknown.append(f"it is given all volumes of {name}, which was not looked at")
                continue
            inherited = self.of(other)
            unknown += inherited.unknown
            systems += inherited.file_systems
            for bind in inherited.binds:
                if bind.target in found and container.engine != "podman":
                    continue
                access = Access.RO if "ro" in mode.split(",") else bind.access
                where = _where(container)
                found.setdefault(bind.target, []).append(bind._replace(access=access, origin="inherited", where=where))


def _bind(
    container: Inspected,
    source: str,
    target: str,
    access: Access,
    origin: Origin,
    propagation: str,
    typed: Mapping[str, Any] | None = None,
) -> Bind:
    if source.startswith("/") and not source.startswith("//./pipe/"):
        source = clean(source)
    elif source[1:2] == ":":
        source = ntpath.normpath(source)
    return Bind(source, target, access, _when_missing(container, origin, typed), origin, _where(container), propagation)


def _when_missing(container: Inspected, origin: Origin, typed: Mapping[str, Any] | None) -> WhenMissing | None:
    """What a start makes of a source that is gone, as it was tried with each client."""
    if origin == "volume" or container.engine == "podman":
        return "fails"
    if container.engine == "nerdctl":
        return None  # -v makes it, --mount does not, and which it was is not told
    if not typed:
        return "empty"
    options = mapping(typed.get("BindOptions"))
    return "empty" if options.get("CreateMountpoint") is True else "fails"


def _where(container: Inspected) -> Where:
    return Where(f"{container.engine} inspect {container.name}")
