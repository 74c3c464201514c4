"""Narrowing the ``lima.yaml`` that Colima wrote last, which a bare ``limactl start`` would boot, while it can be.

Most say one thing only, the home or the allowlist, in the way in which Colima and ``lock`` write it: those are done
here. What could be kept of any other is told by all of Lima's rules, which take some milliseconds to import.
"""

from __future__ import annotations

import posixpath

from colima_guard.backends.colima.generated.read import read_plainly
from colima_guard.backends.colima.instance import ColimaInstance
from colima_guard.backends.shared.edit import entries_for, file_change
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.yaml.change import Entries
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.plan import Unit
from colima_guard.model.share import Access


def with_generated(host: Host, instance: ColimaInstance, unit: Unit, allow: Allowlist) -> Unit:
    """The unit, with that file narrowed in the same change. Colima writes one that cannot be anew at its next start."""
    if instance.lima_dir is None or instance.running or unit.refusal is not None:
        return unit
    path = posixpath.join(instance.lima_dir, "lima.yaml")
    try:
        data = host.read(path)
        after, keys = (None, ()) if data is None else _narrow(host, instance, path, data, allow)
    except (EditRefused, Unreadable):
        return unit
    if after is None or after == data:
        return unit
    change = file_change(host, path, data, after, f"what limactl would boot of {instance.name}", "yaml")
    return unit._replace(files=(*unit.files, change), keys=(*unit.keys, (path, keys)))


def _narrow(
    host: Host, instance: ColimaInstance, path: str, data: bytes, allow: Allowlist
) -> tuple[bytes | None, tuple[str, ...]]:
    quickly = narrow_quickly(host, data, allow)
    if quickly is not None:
        return quickly, ("mounts",)
    from colima_guard.backends.colima.rules.through_lima import surroundings
    from colima_guard.backends.lima.edit.narrow import narrow
    from colima_guard.backends.lima.rules.source import parse

    found = parse(path, data)
    if found.source is None:
        return None, ()
    around = surroundings(host, instance.shared.home, posixpath.basename(posixpath.dirname(path)))
    return narrow(host, found, allow, around, own_templates=True)


def narrow_quickly(host: Host, data: bytes, allow: Allowlist) -> bytes | None:
    """The text narrowed, where no element of it could be kept, or it says the allowlist already; ``None`` elsewhere."""
    plain = read_plainly(data)
    # a param that only a removed mount used has to go with it
    if plain is None or not allow.entries or b"\nparam:" in b"\n" + data:
        return None
    reals = [host.realpath(mount.path(host)) for mount in plain.mounts]
    if not any(allow.covers(real, Access.RO) for real in reals):
        from colima_guard.formats.yaml.edit import edit

        return edit(data, [Entries("mounts", entries_for(host, allow))], own_templates=True)
    wanted = {(entry.path, entry.access) for entry in allow.entries if _is_plain(entry)}
    written = [(mount.path(host), mount.access) for mount in plain.mounts]
    same = len(written) == len(allow.entries) == len(wanted) and set(written) == wanted
    return data if same and all(not mount.mount_point for mount in plain.mounts) else None


def _is_plain(entry: Allowed) -> bool:
    """Whether it is no link that was typed."""
    return entry.path == entry.typed
