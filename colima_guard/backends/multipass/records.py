"""What the daemon keeps of its instances: which host directories each mounts, in ``multipassd-vm-instances.json``.

Sources are files of canonical/multipass at 9b0af2ec: ``load_db`` in src/daemon/daemon.cpp, src/utils/vm_specs.cpp,
src/utils/vm_mount.cpp.
"""

from __future__ import annotations

import json
import os

from colima_guard.backends.multipass import layout
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.named_tuple import NamedTuple

#: ``VirtualMachine::State``: from starting to suspending (include/multipass/virtual_machine.h)
_RUNNING = range(2, 7)
#: ``VMMount::MountType``
_CLASSIC = 0


class Mounted(NamedTuple):
    """A directory of the host that is mounted into an instance."""

    #: ``None`` where it is no absolute path
    source: str | None
    target: str | None
    #: by the VM itself, and not by a server of Multipass: attached also where the setting says that nothing mounts
    native: bool


class Recorded(NamedTuple):
    """An instance, as the daemon's file has it."""

    name: str
    file: str
    mounts: tuple[Mounted, ...] = ()
    running: bool = False
    #: why what it mounts cannot be told
    unknown: str | None = None


class Records(NamedTuple):
    """The instances of all files, and why one of these cannot be read."""

    instances: tuple[Recorded, ...]
    unreadable: str | None = None


def read(host: Host) -> Records:
    """Every instance that is recorded, deleted ones too, for they can be recovered. Never raises."""
    found: list[Recorded] = []
    unreadable = None
    for file in layout.instance_files(host):
        try:
            data = host.read(file)
        except Unreadable as error:
            unreadable = unreadable or error.what
            continue
        if data is None:
            continue
        try:
            records = json.loads(data)
        except (ValueError, RecursionError):
            records = None
        if not isinstance(records, dict):
            unreadable = unreadable or f"{file} holds no JSON object"
            continue
        found += [_recorded(name, record, file) for name, record in records.items()]
    return Records(tuple(found), unreadable)


def _recorded(name: str, record: object, file: str) -> Recorded:
    mounts = record.get("mounts", []) if isinstance(record, dict) else None
    if not isinstance(record, dict) or not isinstance(mounts, list):
        return Recorded(name, file, unknown=f"what {file} has of it is not what Multipass writes")
    running = record.get("state") in _RUNNING and record.get("deleted") is not True
    return Recorded(name, file, tuple(map(_mounted, mounts)), running)


def _mounted(entry: object) -> Mounted:
    values = entry if isinstance(entry, dict) else {}
    source, target = values.get("source_path"), values.get("target_path")
    known = isinstance(source, str) and os.path.isabs(source)
    kind = values.get("mount_type")
    classic = kind == _CLASSIC and not isinstance(kind, bool)
    return Mounted(source if known else None, target if isinstance(target, str) else None, not classic)
