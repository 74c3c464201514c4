"""Colima's changes together with those of the Lima files under them: one unit where a shared file has to change."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from colima_guard.backends.base import Unit
from colima_guard.backends.colima import layout
from colima_guard.backends.colima.instances import ColimaInstance
from colima_guard.backends.lima.editing import base_edit, shared_edits
from colima_guard.backends.lima.merge import Around
from colima_guard.backends.lima.narrowing import narrowed
from colima_guard.backends.lima.sources import read
from colima_guard.backends.lima.together import Edited, together
from colima_guard.backends.writing import file_change
from colima_guard.formats.refused import EditRefused
from colima_guard.host import Host
from colima_guard.model.allowlist import Allowlist


def joined(
    host: Host, instances: Sequence[ColimaInstance], units: Sequence[Unit], allow: Allowlist, *, confine: bool
) -> list[Unit]:
    """The units, with the generated ``lima.yaml`` of each stopped VM narrowed in the same change, and with the shared
    files of each Lima home that has to change. Those reach every instance of the home, so all of it is one unit."""
    by_name = {instance.name: instance for instance in instances}
    own = [_with_generated(host, by_name[unit.instances[0]], unit, allow) for unit in units]
    result: list[Unit] = []
    for home in dict.fromkeys(instance.shared.home for instance in instances):
        reached = [instance for instance in instances if instance.shared.home == home]
        names = {instance.name for instance in reached}
        mine = [unit for unit in own if unit.instances[0] in names]
        birthplaces = {instance.name for instance in reached if instance.birthplace}
        result += together(mine, _edits(host, reached[0], allow, confine=confine), birthplaces)
    return result


def _edits(host: Host, instance: ColimaInstance, allow: Allowlist, *, confine: bool) -> list[Edited]:
    shared = instance.shared
    around = _around(host, instance)
    return [
        *shared_edits(host, shared.default, shared.override, allow, around, confine=confine),
        base_edit(host, shared.base, allow, around),
    ]


def _with_generated(host: Host, instance: ColimaInstance, unit: Unit, allow: Allowlist) -> Unit:
    """A bare ``limactl start`` boots the ``lima.yaml`` that Colima wrote last: it is narrowed too while it can be."""
    if instance.lima_dir is None or instance.running or unit.refusal is not None:
        return unit
    found = read(host, posixpath.join(instance.lima_dir, "lima.yaml"))
    if found.source is None or found.data is None:
        return unit
    try:
        after, keys = narrowed(host, found, allow, _around(host, instance), own_templates=True)
    except EditRefused:
        return unit  # Colima writes it anew at its next start
    if after == found.data:
        return unit
    change = file_change(host, found.path, found.data, after, f"what limactl would boot of {instance.name}")
    return unit._replace(files=(*unit.files, change), keys=(*unit.keys, (found.path, keys)))


def _around(host: Host, instance: ColimaInstance) -> Around:
    real = host.realpath(instance.shared.home)
    name = layout.lima_id(instance.short)
    return Around(host.home, real, posixpath.join(real, name), name, host.user, str(host.uid or 0), "/tmp", lambda: "/")
