"""The host paths that a container is given: binds, hidden binds, secrets, configs, devices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from colima_guard.model.paths import clean
from colima_guard.model.share import Access
from colima_guard.scan.compose.interpolate import boolean
from colima_guard.scan.compose.paths import Paths, is_windows_abs
from colima_guard.scan.compose.reading import Reading
from colima_guard.scan.compose.values import Value
from colima_guard.scan.project import Bind, Strength, Unknown, WhenMissing

#: types of a volume of the local driver whose device is no path of the host
_OF_NETWORKS = ("nfs", "nfs4", "cifs", "smb3", "tmpfs")


class Found(NamedTuple):
    """What a container is given, what cannot be told of it, and volumes that reach the host in another way."""

    binds: list[Bind]
    unknown: list[Unknown]
    strengths: list[Strength]


def binds_of(container: Value, model: Value, reading: Reading) -> Found:
    """The host paths of a service, a job or a hook, without those that it inherits."""
    found = Found([], [], [])
    for volume in _elements(container, "volumes"):
        kind = volume.text_of("type")
        if kind == "bind":
            _bind(volume, reading.paths, found)
        elif kind == "npipe":
            found.binds.append(Bind(volume.text_of("source"), _target(volume), Access.RW, "fails", "bind", volume.where))
        elif kind == "volume" and volume.text_of("source"):
            _named(volume, model, reading.paths, found)
    for section, folder in (("secrets", "/run/secrets/"), ("configs", "/")):
        for mounted in _elements(container, section):
            _file(mounted, section, folder, model, reading.paths, found)
    for device in _elements(container, "devices"):
        _device(device, found)
    return found


def _elements(container: Value, key: str) -> list[Value]:
    found = container.get(key)
    return found.elements if found is not None else []


def _target(volume: Value) -> str:
    target = volume.text_of("target")
    return clean(target) if target else ""


def _is_on(value: Value | None) -> bool:
    if value is not None and isinstance(value.data, str):
        try:
            return boolean(value.data)
        except ValueError:
            return False
    return value is not None and value.data is True


def _access(volume: Value) -> Access:
    return Access.RO if _is_on(volume.get("read_only")) else Access.RW


def _bind(volume: Value, paths: Paths, found: Found) -> None:
    source = volume.text_of("source")
    if not source:
        return
    options = volume.get("bind")
    propagation = options.text_of("propagation") if options is not None else ""
    found.binds.append(
        Bind(paths.sent(source), _target(volume), _access(volume), _missing(options), "bind", volume.where, propagation)
    )


def _missing(options: Value | None) -> WhenMissing | None:
    """What Compose makes of a source that is not there, where all its releases and engines make the same of it.

    Without options it is made. Once there are some, 2.40.3 makes it only where they say so, and 5.6.0 unless they say
    no; propagation and recursion need the engine's other interface, which makes it only in newer releases.
    """
    if options is None:
        return "empty"
    create = options.get("create_host_path")
    if create is not None and not _is_on(create):
        return "fails"
    if create is None or options.text_of("propagation") or options.text_of("recursive"):
        return None
    return "empty"


def _named(volume: Value, model: Value, paths: Paths, found: Found) -> None:
    source = volume.text_of("source")
    declared = model.get("volumes")
    definition = declared.get(source) if declared is not None else None
    if declared is None or definition is None:
        return
    name = definition.text_of("name") or source
    if _is_on(definition.get("external")):
        why = f"the volume {name} is made outside of this project: only the engine knows what it is"
        found.unknown.append(Unknown(why, definition.where))
        return
    hidden = _hidden(definition)
    if hidden is None:
        _unlike(definition, found)
        for other, twin in declared.items.items():
            if other != source and definition.text_of("name") and twin.text_of("name") == name and _hidden(twin):
                why = f"the volume {source} has the name of the volume {other}, which is a directory of the host"
                found.unknown.append(Unknown(why, definition.where))
        return
    found.unknown.extend(_unset(hidden))
    device = hidden.text
    options = definition.get("driver_opts")
    flags = options.text_of("o").split(",") if options is not None else []
    access = Access.RO if "ro" in (flag.strip() for flag in flags) else _access(volume)
    found.binds.append(Bind(paths.sent(device), _target(volume), access, "fails", "volume", hidden.where))


def _hidden(definition: Value) -> Value | None:
    """The host path that a volume of the local driver is; ``None`` where it is none."""
    options = definition.get("driver_opts")
    if options is None or definition.text_of("driver") not in ("", "local"):
        return None
    flags = [flag.strip() for flag in options.text_of("o").split(",")]
    device = options.get("device")
    if device is None or not device.text or not {"bind", "rbind"} & {*flags, options.text_of("type")}:
        return None
    return device


def _unlike(definition: Value, found: Found) -> None:
    """A volume of the local driver that reaches the host without a bind: a disk, or layers (``overlay``)."""
    options = definition.get("driver_opts")
    if options is None or definition.text_of("driver") not in ("", "local"):
        return
    kind, device, flags = (options.text_of(key) for key in ("type", "device", "o"))
    if kind == "overlay" or (device.startswith("/") and kind not in _OF_NETWORKS and not device.startswith("//")):
        shown = " ".join(part for part in (kind, device, flags) if part)
        found.strengths.append(Strength("driver_opts", shown, options.where))
        found.unknown.extend(_unset(options))


def _unset(value: Value) -> Iterator[Unknown]:
    for one in (value, *value.items.values()):
        for name in one.unset:
            yield Unknown(f"the variable {name} is not set: Compose puts nothing in its place", one.where)


def _file(mounted: Value, section: str, folder: str, model: Value, paths: Paths, found: Found) -> None:
    source = mounted.text_of("source")
    declared = model.get(section)
    definition = declared.get(source) if declared is not None else None
    file = definition.get("file") if definition is not None else None
    if file is None or not file.text:
        return
    target = mounted.text_of("target") or f"{folder}{source}"
    if section == "secrets" and not (target.startswith("/") or is_windows_abs(target)):
        target = f"{folder}{target}"
    origin = "secret" if section == "secrets" else "config"
    found.unknown.extend(_unset(file))
    found.binds.append(
        Bind(paths.sent(file.text), target, Access.RO, "fails", origin, file.where)  # type: ignore[arg-type]
    )


def _device(device: Value, found: Found) -> None:
    source = device.text_of("source")
    if not source.startswith("/"):
        return  # a name of CDI, or a relative path, which no engine takes
    permissions = device.text_of("permissions") or "rwm"
    access = Access.RW if "w" in permissions else Access.RO
    target = device.text_of("target") or source
    found.binds.append(Bind(clean(source), target, access, "fails", "device", device.where))
