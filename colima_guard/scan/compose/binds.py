"""The host paths that a container is given: binds, secrets, configs and devices."""

from __future__ import annotations

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import clean
from colima_guard.model.share import Access
from colima_guard.scan.compose.hidden import named_volume
from colima_guard.scan.compose.paths import is_windows_abs, sent
from colima_guard.scan.compose.reading import Reading
from colima_guard.scan.compose.values import Value, unset_variables
from colima_guard.scan.project import Bind, Origin, Strength, Unknown, WhenMissing

#: where the files of each section are put, and what they are to the bind
_SECTIONS: tuple[tuple[str, str, Origin], ...] = (
    ("secrets", "/run/secrets/", "secret"),
    ("configs", "/", "config"),
)


class Found(NamedTuple):
    """What a container is given, what cannot be told of it, and volumes that reach the host in another way."""

    binds: list[Bind]
    unknown: list[Unknown]
    strengths: list[Strength]


def binds_of(container: Value, model: Value, reading: Reading) -> Found:
    """The host paths of a service, a job or a hook, without those that it inherits."""
    found = Found([], [], [])
    for volume in container.elements_of("volumes"):
        _volume(volume, model, reading, found)
    for section, folder, origin in _SECTIONS:
        declared = model.items_of(section)
        for mounted in container.elements_of(section):
            definition = declared.get(mounted.text_of("source"))
            file = definition.get("file") if definition is not None else None
            if file is None or not file.text:
                continue
            found.unknown.extend(unset_variables(file))
            target = _file_target(mounted, section, folder)
            source = sent(file.text)
            found.binds.append(Bind(source, target, Access.RO, "fails", origin, file.where))
    found.binds.extend(bind for device in container.elements_of("devices") if (bind := _device(device)) is not None)
    return found


def _volume(volume: Value, model: Value, reading: Reading, found: Found) -> None:
    source = volume.text_of("source")
    target = clean(volume.text_of("target")) if volume.text_of("target") else ""
    access = Access.RO if volume.is_on("read_only") else Access.RW
    kind = volume.text_of("type")
    if not source:
        return
    if kind == "bind":
        options = volume.get("bind")
        propagation = options.text_of("propagation") if options is not None else ""
        found.binds.append(Bind(sent(source), target, access, _missing(options), "bind", volume.where, propagation))
    elif kind == "npipe":
        found.binds.append(Bind(source, target, access, "fails", "bind", volume.where))
    elif kind == "volume":
        for one in named_volume(source, target, access, model, reading.paths):
            if isinstance(one, Bind):
                found.binds.append(one)
            elif isinstance(one, Strength):
                found.strengths.append(one)
            else:
                found.unknown.append(one)


def _missing(options: Value | None) -> WhenMissing | None:
    """What Compose makes of a source that is not there, where all its releases and engines make the same of it.

    Without options it is made. Once there are some, 2.40.3 makes it only where they say so, and 5.6.0 unless they say
    no; propagation and recursion need the engine's other interface, which makes it only in newer releases.
    """
    if options is None:
        return "empty"
    create = options.get("create_host_path")
    if create is not None and not options.is_on("create_host_path"):
        return "fails"
    if create is None or options.text_of("propagation") or options.text_of("recursive"):
        return None
    return "empty"


def _file_target(mounted: Value, section: str, folder: str) -> str:
    target = mounted.text_of("target")
    if not target:
        return f"{folder}{mounted.text_of('source')}"
    # the target of a secret may be a name alone
    named = section == "secrets" and not (target.startswith("/") or is_windows_abs(target))
    return f"{folder}{target}" if named else target


def _device(device: Value) -> Bind | None:
    """``None`` for a name of CDI, and for a relative path, which no engine takes."""
    source = device.text_of("source")
    if not source.startswith("/"):
        return None
    access = Access.RW if "w" in (device.text_of("permissions") or "rwm") else Access.RO
    return Bind(clean(source), device.text_of("target") or source, access, "fails", "device", device.where)
