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
from colima_guard.backends.lima.rules.source import ConfigFile, parse
from colima_guard.backends.lima.rules.validate import unused_params
from colima_guard.backends.shared.edit import as_allowed, entries_for, is_own, led_note
from colima_guard.formats.yaml.change import Change, EditRefused, Entries, Entry, Keep, Remove, Scalar
from colima_guard.host.links import root_on_the_way
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.share import Access
from colima_guard.model.taken import Owners, Taken

_RULES = rules_of(NEWEST)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def narrow(
    host: Host,
    found: ConfigFile,
    allow: Allowlist,
    around: Around,
    mount_type: str | None = None,
    *,
    own_templates: bool = False,
) -> tuple[bytes, tuple[str, ...]]:
    """An instance's or template's own file with the allowlist as its mounts, and the keys that were set.

    ``mount_type``: what to move to, ``None`` to leave it. A ``param`` that only a removed mount used goes too, for
    Lima does not load the file with it. ``own_templates``: ``{{ }}`` outside quotes is Lima's own, as in Colima's
    ``usermod -aG docker {{ .User }}`` and in Lima's template:docker-rootful. Raises ``EditRefused``.
    """
    assert found.data is not None and found.source is not None
    changes: list[Change] = []
    if not found.source.loaded.keys:
        return found.data, ()  # Lima's editor was cut off: nothing is shared, and nothing starts
    entries = _entries(host, found.source, found.data, allow, around)
    if entries is not None:
        changes.append(Entries("mounts", entries))
    if mount_type is not None and found.source.loaded.value.mount_type != mount_type:
        changes.append(Scalar("mountType", mount_type))
    return _edit(found, changes, orphans_go=True, own_templates=own_templates)


def clear(
    host: Host,
    found: ConfigFile,
    allow: Allowlist,
    around: Around,
    *,
    drop_mount_type: bool = False,
    keep: bool = True,
    widen: bool = True,
    at_create: bool = False,
) -> tuple[bytes, tuple[str, ...]]:
    """A file that reaches every instance, without what lies outside the allowlist: nothing is ever added to it.

    The key goes when nothing is left. ``drop_mount_type``: what it sets as transport goes. Without ``keep`` so do
    entries within the allowlist; without ``widen`` those that are narrower than it stay so. ``at_create``: it becomes
    a part of ``lima.yaml``, so that a ``param`` which only a removed mount used goes too. Raises ``EditRefused``.
    """
    assert found.data is not None and found.source is not None
    changes: list[Change] = []
    mounts = found.source.loaded.value.mounts or []
    kept: list[Keep] = []
    for number in range(len(mounts)):
        entry = _kept_in_shared(host, found.source, number, allow, around, widen=widen)
        if entry is not None and keep:
            kept.append(entry)
    if kept != [Keep(number) for number in range(len(mounts))]:
        changes.append(Entries("mounts", tuple(kept)) if kept else Remove(("mounts",)))
    if drop_mount_type and found.source.loaded.value.mount_type is not None:
        changes.append(Remove(("mountType",)))
    return _edit(found, changes, orphans_go=at_create)


def _edit(
    found: ConfigFile, changes: list[Change], *, orphans_go: bool, own_templates: bool = False
) -> tuple[bytes, tuple[str, ...]]:
    assert found.data is not None and found.source is not None
    if not changes:
        return found.data, ()
    if found.data.startswith(_BYTE_ORDER_MARK):
        raise EditRefused("a byte order mark makes another key of its first one for Lima: save it without")
    gone = {change.path[0] for change in changes if isinstance(change, Remove)}
    if gone >= {key for key, _ in found.source.loaded.keys}:
        from colima_guard.formats.yaml.empty import emptied

        return emptied(found.data, changes), tuple(sorted(gone))
    from colima_guard.formats.yaml.edit import edit

    after = edit(found.data, changes, own_templates=own_templates)
    already = set(unused_params(found.source))
    read = parse(found.path, after).source
    orphans = [key for key in (unused_params(read) if read and orphans_go else []) if key not in already]
    if orphans:
        changes = [*changes, *(Remove(("param", key)) for key in orphans)]
        after = edit(found.data, changes, own_templates=own_templates)
    keys = dict.fromkeys(change.path[0] if isinstance(change, Remove) else change.key for change in changes)
    return after, tuple(keys)


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
    """What to know of the user's own entries that do not stay for that."""
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


def _kept_in_shared(
    host: Host, source: Source, number: int, allow: Allowlist, around: Around, *, widen: bool
) -> Keep | None:
    entry = _entry_at(source, number, around)
    real = _real(host, entry, around) if entry is not None else None
    if entry is None or real is None or not allow.covers(real, Access.RO):
        return None
    if _led_from(host, entry, allow, around) is not None:
        return None
    present = Access.RW if entry.writable else Access.RO
    wanted = Access.RW if allow.covers(real, Access.RW) else Access.RO
    return as_allowed(number, present, wanted) if widen or not present.within(wanted) else Keep(number)


def _entries(
    host: Host, source: Source, data: bytes, allow: Allowlist, around: Around
) -> tuple[Keep | Entry, ...] | None:
    """The list to write, ``None`` when the present one says it already."""
    mounts = source.loaded.value.mounts or []
    nothing = allow.placeholder or ""
    wanted = list(allow.entries) or [Allowed(nothing, Access.RO, nothing)]
    kept: dict[Keep, str] = {}
    owners, taken = Owners(wanted), Taken(one.typed for one in wanted)
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


def shadow_text(host: Host, allow: Allowlist) -> bytes:
    """The mounts template that new instances start from instead of the one that Lima ships."""
    from colima_guard.formats.yaml.edit import paste_block

    head = (
        "# What new Lima instances share, written by colima-guard; it stands before Lima's own template, which shares\n"
        "# the whole home. Never empty the list by hand: remove the file to have Lima's own again.\n"
    )
    return (head + paste_block([Entries("mounts", entries_for(host, allow))])).encode()
