"""Taking the home from crc's VM: ``enable-shared-dirs`` becomes false in its file.

The file is edited, and not ``crc config set`` run: that writes the whole file anew, sorted, and needs the program.
crc reads the file anew for each question (pkg/crc/config/viper_config.go), so that no program holds it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from colima_guard.backends.crc import layout, setting
from colima_guard.backends.crc.exposure import exposure
from colima_guard.backends.crc.find import CrcInstance
from colima_guard.backends.crc.setting import KEY
from colima_guard.backends.shared.edit import file_change
from colima_guard.formats.json.edit import edit_flag
from colima_guard.formats.json.read import read
from colima_guard.formats.refused import EditRefused
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.plan import DirectoryChange, FileChange, Refusal, Unit
from colima_guard.model.verdict import is_allowed

_NEW = b'{\n  "enable-shared-dirs": false\n}\n'
_PASTE = '  "enable-shared-dirs": false\n'
_NO_LIST = "crc has no list of directories: its VM mounts nothing then, not what is allowed either"
_SOFT = "the device with the home stays part of the VM, and root in it can mount it: crc has no setting for that"
_BOM = "the byte order mark goes, with which crc takes nothing of its file: what else is set there counts from then on"


def unit(host: Host, instances: Sequence[CrcInstance], allow: Allowlist) -> Unit:
    """The one file for all instances of one allowlist, or why it cannot be changed."""
    first, names = instances[0], tuple(one.name for one in instances)
    way = exposure(host, first)
    if first.elsewhere.mounts is False and first.narrowing is None:
        return Unit(names)
    if way.shares and all(is_allowed(share, allow) or allow.loosely(share.real) for share in way.shares):
        return Unit(names)
    if first.narrowing is not None:
        reason = f"{setting.VARIABLE} is set, and beats the file: {first.narrowing}"
        return Unit(names, refusal=Refusal(first.file, None, reason, ""))
    try:
        after = _narrowed(first.data)
    except EditRefused as refused:
        return Unit(names, refusal=Refusal(first.file, refused.line, refused.reason, _PASTE))
    return Unit(
        names,
        (_change(host, first, after),),
        _directory(host),
        keys=((first.file, (KEY,)),),
        notes=_notes(host, first),
        paste=_PASTE,
    )


def _narrowed(data: bytes | None) -> bytes:
    """The text with the setting off. Raises ``EditRefused``."""
    after = _NEW if data is None else edit_flag(data, KEY, value=False)
    if setting.in_file(after).mounts is not False or _second_opinion(after) is not False:
        raise EditRefused("the edit cannot be proved: crc would read it differently")
    return after


def _second_opinion(after: bytes) -> object:
    """The value as a reader has it that knows nothing of crc's."""
    return {key.lower(): value for key, value in json.loads(after).items()}.get(KEY)


def _change(host: Host, instance: CrcInstance, after: bytes) -> FileChange:
    change = file_change(host, instance.file, instance.data, after, "crc", "json")
    return change if instance.data is not None else change._replace(mode=0o600)  # as crc makes it


def _directory(host: Host) -> tuple[DirectoryChange, ...]:
    base = layout.base(host)
    return () if host.exists(base) else (DirectoryChange(base, 0o750, "where crc looks for its settings"),)


def _notes(host: Host, instance: CrcInstance) -> tuple[str, ...]:
    notes = [_NO_LIST] if host.platform == "windows" else [_NO_LIST, _SOFT]
    if instance.data is not None and read(instance.data).bom:
        notes.append(_BOM)
    return tuple(notes)
