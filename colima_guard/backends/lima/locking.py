"""Narrowing Lima's files: shared files first, as one unit with the instances that they reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from colima_guard.backends.base import Unit
from colima_guard.backends.lima.birth_locking import birth_unit
from colima_guard.backends.lima.confining import confining
from colima_guard.backends.lima.editing import narrowed_edit, refuse, refuse_unproved, shared_edits
from colima_guard.backends.lima.instances import LimaInstance
from colima_guard.backends.lima.narrowing import led_notes
from colima_guard.backends.lima.proving import prove
from colima_guard.backends.lima.together import together
from colima_guard.backends.writing import placeholder_directory
from colima_guard.formats.refused import EditRefused
from colima_guard.host import Host
from colima_guard.model.allowlist import Allowlist


def units(host: Host, instances: Sequence[LimaInstance], allow: Allowlist, *, confine: bool) -> list[Unit]:
    """One unit an instance; one for a home where a shared file has to change, for that reaches all of them."""
    result: list[Unit] = []
    for path in dict.fromkeys(instance.lima_home.path for instance in instances):
        result += _home_units(host, [one for one in instances if one.lima_home.path == path], allow, confine)
    return result


def _home_units(host: Host, instances: list[LimaInstance], allow: Allowlist, confine: bool) -> list[Unit]:
    found = _attempt(host, instances, allow, confine, keep=True)
    if all(unit.refusal is None for unit in found):
        return found
    # what default.yaml may keep can still collide with an entry of an instance: without it the instances decide
    again = _attempt(host, instances, allow, confine, keep=False)
    better = sum(unit.refusal is not None for unit in again) < sum(unit.refusal is not None for unit in found)
    return again if better else found


def _attempt(host: Host, instances: list[LimaInstance], allow: Allowlist, confine: bool, *, keep: bool) -> list[Unit]:
    first = instances[0]
    edits = shared_edits(host, first.default, first.override, allow, first.around(host), confine=confine, keep=keep)
    default, override = edits
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
    # a directory without a file is reached by nothing; a birthplace's reason is the release or a variable
    alone = {one.name for one in instances if one.birthplace or (one.main.data is None and one.main.problem is None)}
    return together(own, edits, alone)


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
        target = confining(host, instance, before, allow) if confine else None
    except EditRefused as refused:
        return Unit((instance.name,), refusal=refuse(host, main, None, refused.reason, allow))
    edited = narrowed_edit(host, main, allow, around, target)
    if edited.refusal is not None:
        return Unit((instance.name,), refusal=edited.refusal)
    unproved = prove(host, replace(instance, main=edited.after), before, allow)
    if unproved is not None:
        return Unit((instance.name,), refusal=refuse_unproved(host, main, unproved, allow))
    files = () if edited.change is None else (edited.change._replace(reason=instance.name),)
    notes = led_notes(host, main, allow, around) if files else ()
    notes += (f"{instance.name}: the transport becomes {target}",) if target is not None and files else ()
    directories = placeholder_directory(host, allow)
    return Unit((instance.name,), files, directories, keys=((main.path, edited.keys),), notes=notes)
