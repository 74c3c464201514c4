"""Narrowing Lima's files: shared files first, as one unit with the instances that they reach."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from colima_guard.backends.lima.edit.birthplace import birth_unit
from colima_guard.backends.lima.edit.confine import confining_mount_type
from colima_guard.backends.lima.edit.file_edit import narrow_edit, refuse, refuse_unproved, shared_edits
from colima_guard.backends.lima.edit.home_unit import FileEdit, home_unit
from colima_guard.backends.lima.edit.keep import led_notes
from colima_guard.backends.lima.edit.prove import prove
from colima_guard.backends.lima.instance import LimaInstance
from colima_guard.backends.shared.edit import placeholder_directory
from colima_guard.backends.shared.plan_each import plan_or_refuse
from colima_guard.formats.refused import EditRefused
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.plan import Unit


def units(host: Host, instances: Sequence[LimaInstance], allow: Allowlist, *, confine: bool) -> list[Unit]:
    """One unit an instance; one for a home where a shared file has to change, for that reaches all of them."""
    result: list[Unit] = []
    for path in dict.fromkeys(instance.lima_home.path for instance in instances):
        result += _home_units(host, [one for one in instances if one.lima_home.path == path], allow, confine)
    return result


def _home_units(host: Host, instances: list[LimaInstance], allow: Allowlist, confine: bool) -> list[Unit]:
    """The units by the first way of narrowing the shared files that refuses nothing, else by the one that does least.

    Made writable, an entry of ``default.yaml`` makes that of an instance at the same mount point writable too; and what
    may be kept there can still collide with one. Without it the instances decide.
    """
    first = instances[0]
    tried: list[tuple[FileEdit, FileEdit]] = []
    best: list[Unit] | None = None
    for keep, widen in ((True, True), (True, False), (False, False)):
        edits = shared_edits(
            host, first.default, first.override, allow, first.around(host), confine=confine, keep=keep, widen=widen
        )
        if any(_same(edits, other) for other in tried):
            continue
        tried.append(edits)
        found = _attempt(host, instances, allow, confine, edits)
        if best is None or _refused(found) < _refused(best):
            best = found
        if not _refused(best):
            break
    return best or []


def _same(ours: tuple[FileEdit, FileEdit], theirs: tuple[FileEdit, FileEdit]) -> bool:
    return all(one.change == other.change for one, other in zip(ours, theirs, strict=True))


def _refused(units: Sequence[Unit]) -> int:
    return sum(unit.refusal is not None for unit in units)


def _attempt(
    host: Host, instances: list[LimaInstance], allow: Allowlist, confine: bool, edits: tuple[FileEdit, FileEdit]
) -> list[Unit]:
    default, override = edits
    own = []
    for instance in instances:
        changed = instance.replaced(default=default.after, override=override.after)
        path = instance.main.path if instance.birth is None else instance.birth.path
        unit = partial(_unit, host, changed, instance, allow, confine=confine)
        own.append(plan_or_refuse((instance.name,), path, unit))
    # a directory without a file is reached by nothing; a birthplace's reason is the release or a variable
    alone = {one.name for one in instances if one.birthplace or (one.main.data is None and one.main.problem is None)}
    return home_unit(own, edits, alone)


def _unit(host: Host, instance: LimaInstance, before: LimaInstance, allow: Allowlist, *, confine: bool) -> Unit:
    """``instance`` has the shared files as they will be, ``before`` as they are."""
    if instance.birth is not None:
        return birth_unit(host, instance, before, allow, confine=confine)
    main = instance.main
    if main.data is None:
        reason = main.problem or instance.unknown or "it has no lima.yaml"
        return Unit((instance.name,), refusal=refuse(host, main, None, reason, allow))
    around = instance.around(host)
    try:
        target = confining_mount_type(host, instance, before, allow) if confine else None
    except EditRefused as refused:
        return Unit((instance.name,), refusal=refuse(host, main, None, refused.reason, allow))
    edited = narrow_edit(host, main, allow, around, target)
    if edited.refusal is not None:
        return Unit((instance.name,), refusal=edited.refusal)
    unproved = prove(host, instance.replaced(main=edited.after), before, allow)
    if unproved is not None:
        return Unit((instance.name,), refusal=refuse_unproved(host, main, unproved, allow))
    files = () if edited.change is None else (edited.change._replace(reason=instance.name),)
    notes = led_notes(host, main, allow, around) if files else ()
    notes += (f"{instance.name}: the transport becomes {target}",) if target is not None and files else ()
    directories = placeholder_directory(host, allow)
    return Unit((instance.name,), files, directories, keys=((main.path, edited.keys),), notes=notes)
