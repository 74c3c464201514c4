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
#: more digits than any number has that is not endless to JavaScript
_DIGITS = 309
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


class _Unsure(Exception):
    """Why what it makes of a file cannot be told."""


def read_settings(host: Host) -> VmSettings:
    """What its next start goes by. Never raises for what the files hold."""
    path = layout.settings(host)
    files: list[str] = []
    try:
        defaults, locked, pinning, read = _profiles(host)
        files += read
        data = host.read(path)
        files += [path] if data is not None else []
        said, stops = _loaded(data, path)
    except (_Stops, _Unsure, Unreadable) as why:
        text = why.what if isinstance(why, Unreadable) else str(why)
        return VmSettings(
            *_defaults(host), files=tuple(files), refusal=None if isinstance(why, _Unsure) else text, unknown=text
        )
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
    if (odd := next(filter(None, (_no_object(layer) for layer in layers)), None)) is not None:
        unknown = f"`{odd}` in {path} or a profile is no object, and the VM may keep what its lima.yaml has"
    if any("version" in layer and not _whole(layer["version"]) for layer in (locked, said, defaults)):
        unknown = f"the version of {path} or of a profile is no whole number, by which older settings are moved"
    pinned = pinning if _at(locked, TRANSPORT) is not _ABSENT else None
    if pinned is not None and _at(locked, TRANSPORT) is None:
        unknown = f"{pinned} takes the transport out of the settings, and the VM keeps the one that it had"
    number = int(version) if version is not None and _whole(version) else None
    readable = data if data is not None and said else None
    return VmSettings(values[0], values[1], number, tuple(files), pinned, readable, stops, unknown)


def _defaults(host: Host) -> tuple[str, str]:
    """VM type and transport where nothing is said: vz and virtiofs since Darwin 23, which is macOS 14."""
    if host.platform == "macos" and (not host.os_version or host.os_version >= (14,)):
        return "vz", "virtiofs"
    return "qemu", "reverse-sshfs"


def _loaded(data: bytes | None, path: str) -> tuple[dict[str, Any], str | None]:
    """What settings.json says, and why it would not start with it. No JSON counts as not written. Raises."""
    if data is None:
        return {}, None
    try:
        value = _parsed(path, data)
    except ValueError:
        return {}, None
    if not isinstance(value, dict):
        return {}, f"{path} is no JSON object"
    if "version" not in value:
        return value, f"no version specified in {path}"
    return _migrated(value, path), None


def _parsed(path: str, data: bytes) -> object:
    """JSON as JavaScript reads it. Raises ``ValueError``, and ``_Unsure`` for what is too deep to be read here."""
    try:
        return json.loads(data.decode("utf-8", "replace"), parse_constant=_no_constant, parse_int=_integer)
    except RecursionError as error:
        raise _Unsure(f"{path} is nested too deep to be read here") from error


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _integer(digits: str) -> float:
    """A number without a fraction: endless to JavaScript where it has more digits than Python would read."""
    return int(digits) if len(digits) <= _DIGITS else float(digits)


def _migrated(value: dict[str, Any], path: str) -> dict[str, Any]:
    """The two settings that matter, moved from where they were in older versions. Raises ``_Stops``."""
    version = value["version"]
    if isinstance(version, bool) or not isinstance(version, int | float) or version <= 0:
        raise _Stops(f"the version in {path} is no number above zero")
    moved: dict[str, Any] = dict(value)
    for last, old in _MOVED.items():
        found = _at(value, old)
        if version <= last and _whole(version) and found is not _ABSENT:
            machine = _object(moved.get("virtualMachine"))
            new = {"mount": {**_object(machine.get("mount")), "type": found}} if last == 15 else {"type": found}
            moved["virtualMachine"] = {**machine, **new}
    return moved


def _whole(version: float) -> bool:
    """Whether a version is one from which JavaScript steps to the newest: ``12.0`` is, ``12.5`` is not."""
    return isinstance(version, int) or version.is_integer()


def _no_object(layer: object) -> str | None:
    """What stands on the way to the two settings and is no object; ``None`` where nothing does.

    JavaScript finds no type in a text or a number, and lodash's ``merge`` leaves what lima.yaml has for a value that
    is not there.
    """
    for key in (TRANSPORT[:1], TRANSPORT[:2]):
        found = _at(layer, key)
        if found is not _ABSENT and not isinstance(found, dict):
            return ".".join(key)
    return None


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
    plist = path.endswith(".plist")
    value = _plist(path, data) if plist else _json(path, data)
    if not plist and not value and not isinstance(value, dict | list):
        return {}  # `null` is a profile that says nothing, and no other place is looked at
    if not isinstance(value, dict):
        raise _Stops(f"the deployment profile {path} is no object")
    if "version" not in value:
        raise _Stops(f"the deployment profile {path} has no version")
    return _migrated(value, path)


def _json(path: str, data: bytes) -> object:
    try:
        return _parsed(path, data)
    except ValueError as error:
        raise _Stops(f"the deployment profile {path} is no JSON: {error}") from error


def _plist(path: str, data: bytes) -> object:
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        return plistlib.loads(data)
    except (ValueError, TypeError, OverflowError, RecursionError, plistlib.InvalidFileException, ExpatError) as error:
        raise _Stops(f"the deployment profile {path} is no property list that is read here: {error}") from error
