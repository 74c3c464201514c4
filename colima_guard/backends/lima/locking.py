"""Narrowing Lima's files: shared files first, as one unit with the instances that they reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from colima_guard.backends.base import Refusal, Unit
from colima_guard.backends.lima.exposure import exposure_of
from colima_guard.backends.lima.instances import LimaInstance
from colima_guard.backends.lima.merge import Around, merge
from colima_guard.backends.lima.narrowing import cleared, narrowed, shadow_text
from colima_guard.backends.lima.releases import CLASSES, NEWEST, rules_of
from colima_guard.backends.lima.sources import Found, parsed
from colima_guard.backends.lima.together import Edited, together
from colima_guard.backends.lima.transports import CONFINING, driver, transport
from colima_guard.backends.writing import entries_for, file_change, placeholder_directory
from colima_guard.formats.yaml_edit import EditRefused, Entries, paste_block
from colima_guard.host import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.plan import DirectoryChange
from colima_guard.model.verdict import is_allowed


def units(host: Host, instances: Sequence[LimaInstance], allow: Allowlist, *, confine: bool) -> list[Unit]:
    """One unit an instance; one for a home where a shared file has to change, for that reaches all of them."""
    result: list[Unit] = []
    for path in dict.fromkeys(instance.lima_home.path for instance in instances):
        result += _home_units(host, [one for one in instances if one.lima_home.path == path], allow, confine)
    return result


def _home_units(host: Host, instances: list[LimaInstance], allow: Allowlist, confine: bool) -> list[Unit]:
    first = instances[0]
    default, override = shared_edits(host, first.default, first.override, allow, first.around(host), confine=confine)
    own = [
        _unit(
            host,
            replace(instance, default=default.after, override=override.after),
            instance,
            allow,
            confine=confine,
        )
        for instance in instances
    ]
    birthplaces = {instance.name for instance in instances if instance.birthplace}
    return together(own, (default, override), birthplaces)


def shared_edits(
    host: Host, default: Found, override: Found, allow: Allowlist, around: Around, *, confine: bool
) -> tuple[Edited, Edited]:
    """``default.yaml`` and ``override.yaml`` without what lies outside the allowlist."""

    def clear(found: Found) -> tuple[bytes, tuple[str, ...]]:
        loose = found.source is not None and found.source.loaded.value.mount_type == "reverse-sshfs"
        return cleared(host, found, allow, around, drop_mount_type=confine and loose)

    return _edit(host, default, allow, clear), _edit(host, override, allow, clear)


def base_edit(host: Host, base: Found, allow: Allowlist, around: Around) -> Edited:
    """``base.yaml``, which reaches every instance that is created, in the same way."""
    return _edit(host, base, allow, lambda found: cleared(host, found, allow, around))


def _edit(host: Host, found: Found, allow: Allowlist, how: Callable[[Found], tuple[bytes, tuple[str, ...]]]) -> Edited:
    if found.problem is not None:
        return Edited(found, found, None, refusal=_refusal(host, found, found.line, found.problem, allow))
    if found.data is None:
        return Edited(found, found, None)
    try:
        after, keys = how(found)
    except EditRefused as refused:
        return Edited(found, found, None, refusal=_refusal(host, found, refused.line, refused.reason, allow))
    if after == found.data:
        return Edited(found, found, None)
    change = file_change(host, found.path, found.data, after, "it reaches every instance")
    return Edited(found, parsed(found.path, after), change, keys)


def _refusal(host: Host, found: Found, line: int | None, reason: str, allow: Allowlist) -> Refusal:
    return Refusal(found.path, line, reason, paste_block([Entries("mounts", entries_for(host, allow))]))


def _unit(host: Host, instance: LimaInstance, before: LimaInstance, allow: Allowlist, *, confine: bool) -> Unit:
    """``instance`` has the shared files as they will be, ``before`` as they are."""
    if instance.birth is not None:
        return _birth_unit(host, instance, allow)
    if instance.main.data is None:
        reason = instance.unknown or "it has no lima.yaml"
        return Unit((instance.name,), refusal=_refusal(host, instance.main, None, reason, allow))
    around = instance.around(host)
    try:
        target = _target(host, instance, around) if confine else None
    except EditRefused as refused:
        return Unit((instance.name,), refusal=_refusal(host, instance.main, None, refused.reason, allow))
    edited = _edit(host, instance.main, allow, lambda found: narrowed(host, found, allow, around, target))
    if edited.refusal is not None:
        return Unit((instance.name,), refusal=edited.refusal)
    done = replace(instance, main=edited.after)
    unproved = prove(host, done, before, allow)
    if unproved is not None:
        return Unit((instance.name,), refusal=_refusal(host, instance.main, None, unproved, allow))
    files = () if edited.change is None else (replace(edited.change, reason=instance.name),)
    notes = (f"{instance.name}: the transport becomes {target}",) if target is not None and files else ()
    directories = placeholder_directory(host, allow)
    return Unit((instance.name,), files, directories, keys=((instance.main.path, edited.keys),), notes=notes)


def _target(host: Host, instance: LimaInstance, around: Around) -> str | None:
    """The ``mountType`` to move to, ``None`` where the present one confines. Raises ``EditRefused``."""
    main = instance.main.source
    if main is None:
        return None
    merged = merge(instance.default.source, main, instance.override.source, rules_of(NEWEST), around)
    if transport(merged, instance.created_by, host).confined:
        return None
    machine = driver(merged, host)
    target = CONFINING.get(machine)
    if target is None or target in merged.unsupported:
        raise EditRefused(f"vmType {machine} has no transport here that confines the guest")
    return target


def prove(host: Host, instance: LimaInstance, before: LimaInstance, allow: Allowlist) -> str | None:
    """Why the files would not be the lock they should be at some class of releases, ``None`` when they are."""
    for rules in CLASSES:
        exposure = exposure_of(host, instance, rules, rules.since)
        outside = next((share for share in exposure.shares if not is_allowed(share, allow)), None)
        if outside is not None:
            return f"Lima {rules.since} would still share {outside.location} {outside.access}"
        if exposure.refusal is not None and exposure_of(host, before, rules, rules.since).refusal is None:
            return f"Lima {rules.since} would not start it: {exposure.refusal}"
        if exposure.unknown is not None and instance.unknown is None:
            return exposure.unknown
    return None


def _birth_unit(host: Host, instance: LimaInstance, allow: Allowlist) -> Unit:
    """The shadow of Lima's own mounts template, and what else reaches a new instance."""
    birth = instance.birth
    assert birth is not None
    around = instance.around(host)
    if birth.by_variable:
        reason = "LIMA_TEMPLATES_PATH is set, so a template here would not be read; put this into its first directory"
        return Unit((instance.name,), refusal=_refusal(host, birth.shadow, None, reason, allow))
    if instance.release is not None and not rules_of(instance.release).templates:
        reason = (
            f"Lima {instance.release} has no template directory, so its default cannot be replaced; use 1.1 or later"
        )
        return Unit((instance.name,), refusal=_refusal(host, birth.shadow, None, reason, allow))
    edits = [
        base_edit(host, birth.base, allow, around),
        _edit(host, birth.template, allow, lambda found: narrowed(host, found, allow, around)),
        _edit(host, birth.shadow, allow, lambda found: narrowed(host, found, allow, around)),
    ]
    refusal = next((one.refusal for one in edits if one.refusal is not None), None)
    if refusal is not None:
        return Unit((instance.name,), refusal=refusal)
    files = [one.change for one in edits if one.change is not None]
    keys = [(one.found.path, one.keys) for one in edits]
    if birth.shadow.data is None:
        text = shadow_text(host, allow)
        reason = "what new instances share instead of the home"
        files.append(file_change(host, birth.shadow_path, None, text, reason))
        keys.append((birth.shadow_path, ("mounts",)))
    directories: tuple[DirectoryChange, ...] = placeholder_directory(host, allow)
    return Unit((instance.name,), tuple(files), directories, keys=tuple(keys))
