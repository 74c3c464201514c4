"""What decides how its VM is started: settings.json, and the deployment profiles over and under it.

(config/settingsImpl.ts and main/deploymentProfiles.ts at v1.24.0.) No setting lists directories.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from colima_guard.backends.rancher_desktop import layout
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable

#: where the transport was up to version 15 of the settings, the VM type up to 14
_MOVED = {15: ("experimental", "virtualMachine", "mount", "type"), 14: ("experimental", "virtualMachine", "type")}
#: more digits than any version has
_DIGITS = 10
TRANSPORT, VM_TYPE = ("virtualMachine", "mount", "type"), ("virtualMachine", "type")


@dataclass(frozen=True, slots=True)
class VmSettings:
    """What it starts its VM with."""

    vm_type: str | None
    mount_type: str | None
    #: the ``version`` in settings.json, ``None`` without such a file
    version: int | None = None
    #: the files that were read
    files: tuple[str, ...] = ()
    #: the profile that sets the transport, whatever the settings say
    pinned_by: str | None = None
    #: the bytes of settings.json, ``None`` where there is none that it reads
    data: bytes | None = None
    #: why it would not start
    refusal: str | None = None
    #: why what it would start with cannot be told
    unknown: str | None = None


class _Stops(Exception):
    """Why it does not start with such a file."""


def read_settings(host: Host) -> VmSettings:
    """What its next start goes by. Never raises for what the files hold."""
    path = layout.settings(host)
    files: list[str] = []
    try:
        defaults, locked, pinning, read = _profiles(host)
        files += read
        data = host.read(path)
    except (_Stops, Unreadable) as why:
        text = why.what if isinstance(why, Unreadable) else str(why)
        return VmSettings(*_defaults(host), files=tuple(files), refusal=text, unknown=text)
    files += [path] if data is not None else []
    said, stops = _loaded(data, path)
    version = said.get("version") if data is not None else None
    layers = [locked, said if data is not None else defaults]
    vm_type, mount_type = _defaults(host)
    values, unknown = [], None
    for key, fallback in ((VM_TYPE, vm_type), (TRANSPORT, mount_type)):
        value = next((found for layer in layers if (found := _at(layer, key)) is not _ABSENT), fallback)
        if value is not None and not isinstance(value, str):
            unknown = f"`{'.'.join(key)}` in {path} or a profile is no text"
            value = fallback
        values.append(value)
    if any("version" in layer and _number(layer["version"]) is None for layer in (locked, said, defaults)):
        unknown = f"the version of {path} or of a profile is no whole number, by which older settings are moved"
    pinned = pinning if _at(locked, TRANSPORT) is not _ABSENT else None
    if pinned is not None and _at(locked, TRANSPORT) is None:
        unknown = f"{pinned} takes the transport out of the settings, and the VM keeps the one that it had"
    number = version if isinstance(version, int) and not isinstance(version, bool) else None
    readable = data if data is not None and said else None
    return VmSettings(values[0], values[1], number, tuple(files), pinned, readable, stops, unknown)


def _defaults(host: Host) -> tuple[str, str]:
    """VM type and transport where nothing is said: vz and virtiofs since Darwin 23, which is macOS 14."""
    if host.platform == "macos" and (not host.os_version or host.os_version >= (14,)):
        return "vz", "virtiofs"
    return "qemu", "reverse-sshfs"


def _loaded(data: bytes | None, path: str) -> tuple[dict[str, Any], str | None]:
    """What settings.json says, and why it would not start with it. One that is no JSON counts as not written."""
    if data is None:
        return {}, None
    try:
        value = json.loads(data.decode("utf-8", "replace"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return {}, None
    if not isinstance(value, dict):
        return {}, f"{path} is no JSON object"
    if "version" not in value:
        return value, f"no version specified in {path}"
    return _migrated(value), None


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _migrated(value: dict[str, Any]) -> dict[str, Any]:
    """The two settings that matter, moved from where they were in older versions."""
    version = _number(value["version"])
    if version is None:
        return value
    moved: dict[str, Any] = dict(value)
    for last, old in _MOVED.items():
        found = _at(value, old)
        if version <= last and found is not _ABSENT:
            machine = _object(moved.get("virtualMachine"))
            new = {"mount": {**_object(machine.get("mount")), "type": found}} if last == 15 else {"type": found}
            moved["virtualMachine"] = {**machine, **new}
    return moved


def _number(version: object) -> float | None:
    """A version as JavaScript compares it: ``12.0`` and ``"12"`` are 12; ``None`` for what it cannot step from."""
    if isinstance(version, str) and version.strip().isascii() and version.strip().isdigit() and len(version) < _DIGITS:
        return int(version)
    if isinstance(version, bool) or not isinstance(version, int | float):
        return None
    return version if isinstance(version, int) or version.is_integer() else None


def _object(value: object) -> dict[str, Any]:
    """An object, an empty one in the place of anything else."""
    return value if isinstance(value, dict) else {}


_ABSENT = object()


def _at(value: object, path: tuple[str, ...]) -> object:
    """What stands at a path; ``_ABSENT`` where nothing does."""
    for key in path:
        if not isinstance(value, Mapping) or key not in value:
            return _ABSENT
        value = value[key]
    return value


def _profiles(host: Host) -> tuple[dict[str, Any], dict[str, Any], str, list[str]]:
    """The profile of defaults, the locked one, the path of that, and which files were read. Raises."""
    for place in layout.profiles(host):
        defaults, locked = (_profile(host, path) for path in place)
        if defaults is not None or locked is not None:
            read = [path for path, found in zip(place, (defaults, locked), strict=True) if found is not None]
            return defaults or {}, locked or {}, place.locked, read
    return {}, {}, "", []


def _profile(host: Host, path: str) -> dict[str, Any] | None:
    data = host.read(path)
    if data is None:
        return None
    value = _plist(path, data) if path.endswith(".plist") else _json(path, data)
    if not isinstance(value, dict):
        raise _Stops(f"the deployment profile {path} is no object")
    if "version" not in value:
        raise _Stops(f"the deployment profile {path} has no version")
    return _migrated(value)


def _json(path: str, data: bytes) -> object:
    try:
        return json.loads(data.decode("utf-8", "replace"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _Stops(f"the deployment profile {path} is no JSON: {error}") from error


def _plist(path: str, data: bytes) -> object:
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        return plistlib.loads(data)
    except (ValueError, TypeError, OverflowError, RecursionError, plistlib.InvalidFileException, ExpatError) as error:
        raise _Stops(f"the deployment profile {path} is no property list that is read here: {error}") from error
