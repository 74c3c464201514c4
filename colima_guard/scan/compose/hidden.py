"""Named volumes that are a directory of the host: of the local driver, with ``o: bind`` and a ``device``."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.model.share import Access
from colima_guard.scan.compose.paths import Paths, sent
from colima_guard.scan.compose.values import Value, unset_variables
from colima_guard.scan.local_volume import OF_ELSEWHERE, machine_file_system
from colima_guard.scan.project import Bind, Strength, Unknown


def named_volume(
    source: str, target: str, access: Access, model: Value, paths: Paths
) -> Iterator[Bind | Strength | Unknown]:
    """What a named volume gives a container of the host, or why that cannot be told. Nothing for an ordinary one.

    One that lies on a disk of the host, or whose layers do (``overlay``), or that is a file system of the host's
    kernel, is a strength: no directory is bound.
    """
    declared = model.items_of("volumes")
    definition = declared.get(source)
    if definition is None:
        return
    name = definition.text_of("name") or source
    if definition.is_on("external"):
        why = f"the volume {name} is made outside of this project: only the engine knows what it is"
        yield Unknown(why, definition.where)
        return
    device = _device(definition)
    if device is not None:
        yield from unset_variables(device)
        if "ro" in _flags(definition):
            access = Access.RO
        yield Bind(sent(device.text), target, access, "fails", "volume", device.where)
        return
    if (driver := definition.text_of("driver")) not in ("", "local"):
        why = f"the volume {name} is of the driver {driver}, which may mount anything"
        yield Unknown(why, definition.where)
    yield from _unlike_a_bind(definition)
    for other, twin in declared.items():
        same = other != source and definition.text_of("name") and twin.text_of("name") == name
        if same and _device(twin) is not None:
            why = f"the volume {source} has the name of the volume {other}, which is a directory of the host"
            yield Unknown(why, definition.where)


def _options(definition: Value) -> Value | None:
    options = definition.get("driver_opts")
    return options if definition.text_of("driver") in ("", "local") else None


def _flags(definition: Value) -> list[str]:
    options = _options(definition)
    return [flag.strip() for flag in options.text_of("o").split(",")] if options is not None else []


def _device(definition: Value) -> Value | None:
    """The host path that a volume is; ``None`` where it is none."""
    options = _options(definition)
    device = options.get("device") if options is not None else None
    if options is None or device is None or not device.text:
        return None
    return device if {"bind", "rbind"} & {*_flags(definition), options.text_of("type")} else None


def _unlike_a_bind(definition: Value) -> Iterator[Strength | Unknown]:
    options = _options(definition)
    if options is None:
        return
    kind, device, flags = (options.text_of(key) for key in ("type", "device", "o"))
    on_disk = device.startswith("/") and not device.startswith("//") and kind not in OF_ELSEWHERE
    named = {"type": kind, "device": device, "o": flags}
    if kind == "overlay" or on_disk or machine_file_system(named) is not None:
        yield Strength("driver_opts", " ".join(part for part in (kind, device, flags) if part), options.where)
        yield from unset_variables(options)
