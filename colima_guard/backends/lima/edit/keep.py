"""Which entries of a Lima file stay as they are, and which are written for the rest of the allowlist."""

from __future__ import annotations

from colima_guard.backends.lima.releases import NEWEST, rules_of
from colima_guard.backends.lima.rules.entry import (
    Around,
    MergedMount,
    Source,
    absolute_location,
    entry_of,
    guest_fields,
)
from colima_guard.backends.lima.rules.file import LimaFile
from colima_guard.backends.lima.rules.source import ConfigFile
from colima_guard.backends.shared.edit import as_allowed, entries_for, is_own, led_note
from colima_guard.formats.yaml.change import Entry, Keep
from colima_guard.host.links import root_on_the_way
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.mount_points import MountPoints, Owners
from colima_guard.model.share import Access

_RULES = rules_of(NEWEST)


def _entry_at(source: Source, number: int, around: Around) -> MergedMount | None:
    """The entry with its paths, ``None`` where they depend on more than the file."""
    value: LimaFile = source.loaded.value
    mount = (value.mounts or [])[number]
    if "{{" in f"{mount.location}{mount.mount_point or ''}" or "$" in f"{mount.location}{mount.mount_point or ''}":
        return None
    params = value.param or {}
    guest = guest_fields([source], _RULES, around, params)
    return entry_of(mount, source.place("mounts", number), _RULES, around, params, guest)


def _real(host: Host, entry: MergedMount, around: Around) -> str | None:
    location = absolute_location(entry.location, around)
    return host.realpath(location) if location is not None else None


def _led_from(host: Host, entry: MergedMount, allow: Allowlist, around: Around) -> str | None:
    """The writable allowed directory from which the guest could lead the entry elsewhere before the next start."""
    location = absolute_location(entry.location, around)
    return root_on_the_way(host, location, allow.writable) if location is not None else None


def led_notes(host: Host, found: ConfigFile, allow: Allowlist, around: Around) -> tuple[str, ...]:
    """What to know of the user's own entries that do not stay because the guest could lead them elsewhere."""
    if found.source is None:
        return ()
    notes = []
    for number, mount in enumerate(found.source.loaded.value.mounts or []):
        entry = _entry_at(found.source, number, around)
        real = _real(host, entry, around) if entry is not None else None
        if entry is None or real is None or mount.mount_point is None or not allow.covers(real, Access.RO):
            continue
        root = _led_from(host, entry, allow, around)
        notes += [led_note(found.path, mount.location, root)] if root is not None else []
    return tuple(notes)


def entry_to_keep(
    host: Host, source: Source, number: int, allow: Allowlist, around: Around, *, widen: bool
) -> Keep | None:
    """An entry of a file that reaches every instance, as it may stay; ``None`` for one that must go."""
    entry = _entry_at(source, number, around)
    real = _real(host, entry, around) if entry is not None else None
    if entry is None or real is None or not allow.covers(real, Access.RO):
        return None
    if _led_from(host, entry, allow, around) is not None:
        return None
    present = Access.RW if entry.writable else Access.RO
    wanted = Access.RW if allow.covers(real, Access.RW) else Access.RO
    return as_allowed(number, present, wanted) if widen or not present.within(wanted) else Keep(number)


def entries_to_write(
    host: Host, source: Source, data: bytes, allow: Allowlist, around: Around
) -> tuple[Keep | Entry, ...] | None:
    """The list to write, ``None`` when the present one says it already."""
    mounts = source.loaded.value.mounts or []
    nothing = allow.placeholder or ""
    wanted = list(allow.entries) or [Allowed(nothing, Access.RO, nothing)]
    kept: dict[Keep, str] = {}
    owners, taken = Owners(wanted), MountPoints(one.typed for one in wanted)
    for number, mount in enumerate(mounts):
        entry = _entry_at(source, number, around)
        real = _real(host, entry, around) if entry is not None else None
        owner = owners.of(real) if real else None
        if entry is None or real is None or owner is None or _led_from(host, entry, allow, around) is not None:
            continue
        node = source.loaded.nodes.get(("mounts", number))
        own = mount.mount_point is not None or (node is not None and is_own(data, node))
        itself = real == owner.path == owner.typed
        seen_at = entry.location if mount.mount_point is None else entry.mount_point
        if (own or itself) and not taken.meets(seen_at, but=owner.typed if real == owner.path else None):
            kept[as_allowed(number, Access.RW if mount.writable else Access.RO, owner.access)] = real
            taken.add(seen_at)
    new = entries_for(host, allow)
    served = set(kept.values())
    added = [new[index] for index, one in enumerate(wanted) if one.path not in served]
    if not added and len(kept) == len(mounts) and not any(one.but for one in kept):
        return None
    return (*kept, *added)
