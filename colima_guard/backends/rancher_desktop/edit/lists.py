"""Our list in ``default.yaml`` and ``override.yaml``: the same entries in both."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.lima.edit.confine import is_loose
from colima_guard.backends.lima.edit.keep import entry_to_keep
from colima_guard.backends.lima.rules.source import ConfigFile
from colima_guard.backends.rancher_desktop.edit.shadow import Shadow
from colima_guard.backends.rancher_desktop.instance import RancherInstance
from colima_guard.backends.shared.edit import is_own
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.yaml.change import Change, Entries, Entry, Keep, Remove
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
DEFAULT_HEAD = (
    "# What Rancher Desktop's VM sees, written by colima-guard.\n"
    "# Rancher Desktop lists the whole home at each start; Lima reads this file\n"
    "# first, and what stands at a mount point first stays there. Remove an entry,\n"
    "# or this file, and the directory at that mount point is shared again.\n"
)
OVERRIDE_HEAD = (
    "# Written by colima-guard, together with default.yaml beside it: Lima reads\n"
    "# this file last, so it decides what is read-only.\n"
)


def new_file(head: str, entries: Sequence[Entry]) -> bytes:
    """A file with our list and nothing else."""
    from colima_guard.formats.yaml.edit import paste_block

    return (head + paste_block([Entries("mounts", tuple(entries))], indent=0)).encode("utf-8", "surrogateescape")


def changed_list(
    host: Host, instance: RancherInstance, stands: Shadow, allow: Allowlist, found: ConfigFile, *, confine: bool
) -> tuple[bytes, tuple[str, ...]]:
    """A file of the user's with our list, behind it the user's own entries within the allowlist. ``EditRefused``."""
    assert found.data is not None and found.source is not None
    if found.data.startswith(_BYTE_ORDER_MARK):
        raise EditRefused("a byte order mark makes another key of its first one for Lima: save it without")
    if not found.source.loaded.keys:
        return _below(found.data, stands), ("mounts",)
    changes: list[Change] = [Entries("mounts", (*stands.entries, *_kept(host, instance, stands, allow, found)))]
    if confine and is_loose(host, found.source.loaded.value.mount_type, allow):
        changes.append(Remove(("mountType",)))
    from colima_guard.formats.yaml.edit import edit

    keys = tuple("mounts" if isinstance(change, Entries) else "mountType" for change in changes)
    return (edit(found.data, changes) if changes else found.data), keys


def _below(data: bytes, stands: Shadow) -> bytes:
    """A file without a key: comments stay above the list."""
    if data.strip() and not all(line.lstrip().startswith(b"#") for line in data.splitlines() if line.strip()):
        raise EditRefused("it holds no mapping; remove it, or write what it is to say")
    head = data if not data or data.endswith(b"\n") else data + b"\n"
    return head + new_file("", stands.entries)


def _kept(
    host: Host, instance: RancherInstance, stands: Shadow, allow: Allowlist, found: ConfigFile
) -> tuple[Keep, ...]:
    """The user's own entries that stay: within the allowlist, at another mount point or with a comment."""
    assert found.data is not None and found.source is not None
    kept = []
    for number, mount in enumerate(found.source.loaded.value.mounts or []):
        node = found.source.loaded.nodes.get(("mounts", number))
        own = mount.mount_point is not None and mount.mount_point not in stands.points
        if not own or node is None or not is_own(found.data, node):
            continue
        entry = entry_to_keep(host, found.source, number, allow, instance.around(host), widen=True)
        kept += [entry] if entry is not None else []
    return tuple(kept)
