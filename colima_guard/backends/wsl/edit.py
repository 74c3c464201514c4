"""Locking distributions: they mount the allowlist by their fstab, and nothing by themselves.

That is soft: Windows serves every drive all the same. With an empty allowlist the VM is served nothing, and that holds.
"""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.shared.edit import file_change
from colima_guard.backends.wsl import layout, remote, values
from colima_guard.backends.wsl.exposure import exposure, real_of
from colima_guard.backends.wsl.fstab import Mounted, Wanted, mounted, narrowed, point_of
from colima_guard.backends.wsl.instance import NAME, Distribution, Fstab, IniFile
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.wsl.edit import edit, paste_block
from colima_guard.formats.wsl.read import read
from colima_guard.formats.wsl.statement import Dialect
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.plan import FileChange, Format, Refusal, Unit
from colima_guard.model.share import Access, Origin
from colima_guard.model.verdict import is_allowed

_HARD = "no distribution sees a file of Windows then: Docker Desktop, Rancher Desktop and Podman cannot bind one either"
_SHUT = "takes every file of Windows from the VM, also what is allowed: take out hostFileSystemAccess=false to have it"


def units(host: Host, instances: Sequence[Distribution], allow: Allowlist) -> list[Unit]:
    """One for each distribution, and with an empty allowlist one for what Windows serves them all."""
    found = [] if allow.entries else [*_service(host, instances)]
    return [*found, *(_unit(host, one, allow) for one in instances)]


def _service(host: Host, instances: Sequence[Distribution]) -> list[Unit]:
    if not instances or instances[0].inside:
        return []
    file, names = instances[0].service.file, tuple(one.name for one in instances)
    paste = paste_block(values.CONFIG)
    if file.unreadable:
        return [Unit(names, refusal=Refusal(file.path, None, file.problem or "", paste))]
    try:
        after = edit(file.data or b"", Dialect.CONFIG, values.CONFIG)
    except EditRefused as refused:
        return [Unit(names, refusal=Refusal(file.path, refused.line, refused.reason, paste))]
    if after == file.data:
        return []
    change = file_change(host, file.path, file.data, after, NAME, "wslconfig")
    return [Unit(names, (change,), keys=((file.path, tuple(values.CONFIG)),), notes=(_HARD,), paste=paste)]


def _unit(host: Host, instance: Distribution, allow: Allowlist) -> Unit:
    paste = paste_block(values.CONF)
    if instance.manager is not None:
        if all(is_allowed(share, allow) for share in exposure(instance).shares) and instance.unread is None:
            return Unit((instance.name,))
        return _refused(instance, instance.conf.path, None, instance.narrowing or "", "")
    unread = instance.unread
    if unread is not None:
        awake = "" if instance.running else f"; wsl -d {instance.distribution}, and lock again"
        return _refused(instance, unread.path, unread.line, f"it {unread.problem}{awake}", "")
    try:
        conf = edit(instance.conf.data or b"", Dialect.CONF, values.CONF)
    except EditRefused as refused:
        return _refused(instance, instance.conf.path, refused.line, refused.reason, paste)
    drop, add = _lines(instance, allow)
    text = narrowed(instance.fstab.value or "", [one.number for one in drop], add, instance.uid)
    changed = _changes(host, instance, conf, text.encode(), tuple(one.point for one in add))
    if (outside := _outside(instance, conf, text, allow)) is not None:
        return _refused(instance, instance.conf.path, None, f"the change cannot be proved: {outside}", paste)
    keys = ((instance.conf.path, tuple(values.CONF)),)
    return Unit((instance.name,), tuple(changed), keys=keys, notes=tuple(_notes(instance, allow)), paste=paste)


def _lines(instance: Distribution, allow: Allowlist) -> tuple[list[Mounted], list[Wanted]]:
    """The lines of the fstab that go, and those that come."""
    wanted: dict[str, Wanted] = {}
    for entry in _shareable(allow):
        location = location_of(instance, entry.path)
        if location is not None:
            wanted[real_of(instance, location)] = Wanted(location, point_of(location, instance.root), Access.RW)
    drop: list[Mounted] = []
    for one in mounted(instance.fstab.value or ""):
        real = None if one.location is None else real_of(instance, one.location)
        if real is None or not (allow.covers(real, Access.RW) or allow.loosely(real)):
            drop.append(one)
        elif one.access is Access.RW:
            wanted.pop(real, None)
        elif real in wanted:
            drop.append(one)
    return drop, list(wanted.values())


def _shareable(allow: Allowlist) -> list[Allowed]:
    """The guest alone would hold a read-only share."""
    return [entry for entry in allow.entries if entry.access is Access.RW or entry.loosely]


def location_of(instance: Distribution, path: str) -> str | None:
    """A directory of this machine as Windows has it; ``None`` for one of the distribution itself."""
    if not instance.inside:
        return path
    for drive, real in instance.drives:
        if path == real or path.startswith(f"{real}/"):
            return drive + path[len(real) :].strip("/").replace("/", "\\")
    return None


def _changes(
    host: Host, instance: Distribution, conf: bytes, fstab: bytes, points: tuple[str, ...]
) -> list[FileChange]:
    # the list first: a change that stops between the two leaves more than before of neither
    found: list[FileChange] = []
    if fstab != (instance.fstab.data or b""):
        found.append(_change(host, instance, layout.FSTAB, instance.fstab, fstab, None, points))
    if conf != instance.conf.data:
        found.append(_change(host, instance, layout.CONF, instance.conf, conf, "wsl", ()))
    return found


def _change(
    host: Host,
    instance: Distribution,
    name: str,
    file: IniFile | Fstab,
    after: bytes,
    format: Format | None,
    points: tuple[str, ...],
) -> FileChange:
    if instance.inside:
        stat = host.stat(file.path)
        mode = stat.mode if stat else 0o644
        return FileChange(file.path, host.realpath(file.path), file.data, after, mode, instance.name, format=format)
    setting = remote.setting(instance.distribution, name, points)
    return FileChange(file.path, file.path, file.data, after, 0, instance.name, setting, format)


def _outside(instance: Distribution, conf: bytes, fstab: str, allow: Allowlist) -> str | None:
    """What the distribution would still see with these two texts."""
    then = instance.replaced(
        conf=IniFile(instance.conf.path, conf, read(conf, Dialect.CONF)),
        fstab=Fstab(instance.fstab.path, fstab.encode(), fstab),
    )
    seen = exposure(then)
    if seen.unknown is not None:
        return seen.unknown
    for share in seen.shares:
        if share.origin is not Origin.UNMOUNTED and not (is_allowed(share, allow) or allow.loosely(share.real)):
            return f"{share.location or 'a share'} would still be shared"
    return None


def _notes(instance: Distribution, allow: Allowlist) -> list[str]:
    notes = []
    for entry in allow.entries:
        if entry not in _shareable(allow):
            held = "it would be read-only inside the VM only; needs --share-ro-as-rw"
            notes.append(f"{NAME}: {entry.typed} is left out, for {held}")
        elif location_of(instance, entry.path) is None:
            notes.append(f"{instance.name}: {entry.typed} lies in the distribution itself, and needs no share")
    if allow.entries and not instance.service.serves:
        notes.append(f"{instance.service.file.path} {_SHUT}")
    return notes


def _refused(instance: Distribution, path: str, line: int | None, reason: str, paste: str) -> Unit:
    return Unit((instance.name,), refusal=Refusal(path, line, reason, paste))
