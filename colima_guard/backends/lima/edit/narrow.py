"""A Lima file with other mounts: its own narrowed to the allowlist, one that reaches all cleared of the rest."""

from __future__ import annotations

from colima_guard.backends.lima.edit.keep import entries_to_write, entry_to_keep
from colima_guard.backends.lima.rules.entry import Around
from colima_guard.backends.lima.rules.source import ConfigFile, parse
from colima_guard.backends.lima.rules.validate import unused_params
from colima_guard.backends.shared.edit import entries_for
from colima_guard.formats.yaml.change import Change, EditRefused, Entries, Keep, Remove, Scalar
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist

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
    entries = entries_to_write(host, found.source, found.data, allow, around)
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
        entry = entry_to_keep(host, found.source, number, allow, around, widen=widen)
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
        from colima_guard.formats.yaml.empty import remove_every_key

        return remove_every_key(found.data, changes), tuple(sorted(gone))
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


def shadow_text(host: Host, allow: Allowlist) -> bytes:
    """The mounts template that new instances start from instead of the one that Lima ships."""
    from colima_guard.formats.yaml.edit import paste_block

    head = (
        "# What new Lima instances share, written by colima-guard; it stands before\n"
        "# Lima's own template, which shares the whole home. Never empty the list by\n"
        "# hand: remove the file to have Lima's own again.\n"
    )
    return (head + paste_block([Entries("mounts", entries_for(host, allow))])).encode()
