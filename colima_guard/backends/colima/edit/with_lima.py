"""Colima's changes together with those of the Lima files under them: one unit where a shared file has to change."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from colima_guard.backends.colima import layout
from colima_guard.backends.colima.generated.narrow import with_generated
from colima_guard.backends.colima.instance import ColimaInstance
from colima_guard.backends.shared.plan_each import plan_or_refuse
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.plan import Unit


def join_lima_files(
    host: Host, instances: Sequence[ColimaInstance], units: Sequence[Unit], allow: Allowlist, *, confine: bool
) -> list[Unit]:
    """The units, with the generated ``lima.yaml`` of each stopped VM narrowed in the same change, and with the shared
    files of each Lima home that has to change. Those reach every instance of the home, so all of it is one unit."""
    by_name = {instance.name: instance for instance in instances}
    own = []
    for unit in units:
        instance = by_name[unit.instances[0]]
        generated = partial(with_generated, host, instance, unit, allow)
        own.append(plan_or_refuse(unit.instances, instance.profile.path, generated))
    result: list[Unit] = []
    for home in dict.fromkeys(instance.shared.home for instance in instances):
        reached = [instance for instance in instances if instance.shared.home == home]
        names = {instance.name for instance in reached}
        mine = [unit for unit in own if unit.instances[0] in names]
        birthplaces = {instance.name for instance in reached if instance.birthplace}
        result += _together(host, reached[0], mine, allow, birthplaces, confine=confine)
    return result


def _together(
    host: Host, instance: ColimaInstance, units: list[Unit], allow: Allowlist, birthplaces: set[str], *, confine: bool
) -> list[Unit]:
    """The units of one home, in which ``instance`` is one."""
    shared = instance.shared
    if not shared.existing:
        return units
    from colima_guard.backends.colima.rules.through_lima import surroundings
    from colima_guard.backends.lima.edit.file_edit import base_edit, shared_edits
    from colima_guard.backends.lima.edit.home_unit import home_unit

    around = surroundings(host, shared.home, layout.lima_id(instance.short))
    edits = (
        *shared_edits(host, shared.default, shared.override, allow, around, confine=confine),
        base_edit(host, shared.base, allow, around),
    )
    return home_unit(units, edits, birthplaces)
