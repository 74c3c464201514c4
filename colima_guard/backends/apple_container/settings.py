"""What the files say of the home: ``homeMount`` of a machine, and ``[machine] homeMount`` for the next one.

By ContainerPersistence/MachineConfig.swift of apple/container at af405ffd.
"""

from __future__ import annotations

import os

from colima_guard.backends.shared.viper import Broken, Unsure, members_of
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.named_tuple import NamedTuple

#: the key in both files, and its table in the TOML
KEY, TABLE = "homeMount", "machine"
#: ``MachineConfig.defaultHomeMount``
DEFAULT = "rw"
_VALUES = ("ro", "rw", "none")


class Reading(NamedTuple):
    """What one file says."""

    path: str
    data: bytes | None = None
    #: ``ro``, ``rw`` or ``none``; ``None`` where it says nothing, or that cannot be told
    mount: str | None = None
    unknown: str | None = None


def boot_settings(host: Host, path: str) -> Reading:
    """The settings of a container machine; it is not loaded without them."""
    found = _read(host, path)
    if found.data is None:
        return found._replace(unknown=found.unknown or f"{path} is missing")
    try:
        values = [value for key, value in members_of(found.data) if key == KEY]
    except (Broken, Unsure) as error:
        return found._replace(unknown=f"{path} cannot be told: {error}")
    if len(values) > 1:
        return found._replace(unknown=f"{path} has {KEY} more than once")
    return _checked(found, values[0] if values else None)


def settings(host: Host, path: str) -> Reading:
    """A layer of the settings."""
    found = _read(host, path)
    return found if found.data is None else told(found)


def told(found: Reading) -> Reading:
    """The layer with what its bytes say."""
    import tomllib

    try:
        values = tomllib.loads((found.data or b"").decode("utf-8"))
    except (ValueError, RecursionError) as error:
        return found._replace(unknown=f"{found.path} is not TOML: {error}")
    machine = values.get(TABLE, {})
    if not isinstance(machine, dict):
        return found._replace(unknown=f"{found.path}: {TABLE} is no table")
    return _checked(found, machine.get(KEY))


def _checked(found: Reading, value: object) -> Reading:
    if value is None:
        return found
    if value not in _VALUES:
        return found._replace(unknown=f"{found.path}: {KEY} is {str(value)[:40]!r}, which it does not take")
    return found._replace(mount=str(value))


def _read(host: Host, path: str) -> Reading:
    if not os.path.isabs(path):
        return Reading(path, unknown=f"{path} leads elsewhere from another directory")
    try:
        return Reading(path, host.read(path))
    except Unreadable as error:
        return Reading(path, unknown=error.what)


def layered(*layers: Reading) -> Reading:
    """What counts of several files: the first that says it; the first that cannot be told spoils them all."""
    unsure = next((one for one in layers if one.unknown is not None), None)
    if unsure is not None:
        return unsure
    return next((one for one in layers if one.mount is not None), layers[0])
