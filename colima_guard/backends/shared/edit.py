"""What every backend writes alike: an allowed directory as an entry of ``mounts``."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache

from colima_guard.formats.yaml.change import Entries, Entry, Keep
from colima_guard.formats.yaml.lines import BREAK
from colima_guard.formats.yaml.tree import Node
from colima_guard.host.machine import Host
from colima_guard.host.own_files import placeholder
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.paths import with_tilde
from colima_guard.model.plan import DirectoryChange, FileChange, Format
from colima_guard.model.share import Access

#: a text that is one JSON object, or YAML written like one; `{{` begins a template
_BRACES = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:\s|#[^\r\n]*|%[^\r\n]*|---(?=\s))*\{(?!\{)")


def entries_for(host: Host, allow: Allowlist, *, tilde_in_guest: bool = False) -> tuple[Entry, ...]:
    """The allowlist as entries of ``mounts``, for a file in which none of them is yet.

    ``tilde_in_guest``: a leading ``~`` of a mount point is the home of the host too.
    """
    if not allow.entries:
        # never an empty list: to Colima that is the whole home
        return (_entry(with_tilde(placeholder(host), host.home), None, Access.RO),)
    return tuple(_entry(*_written(host, entry, tilde_in_guest), entry.access) for entry in allow.entries)


def _entry(location: str, mount_point: str | None, access: Access) -> Entry:
    fields: list[tuple[str, str | bool]] = [("location", location)]
    if mount_point is not None:
        fields.append(("mountPoint", mount_point))
    return Entry((*fields, ("writable", access is Access.RW)))


def _written(host: Host, entry: Allowed, tilde_in_guest: bool) -> tuple[str, str | None]:
    """Location and mount point: ``~/...`` where the home is its own real path, so that dotfiles stay portable.

    A directory that was typed through a link is written as what it is, and keeps the typed path in the guest.
    """
    if entry.path == entry.typed:
        return with_tilde(entry.path, host.home), None
    return entry.path, with_tilde(entry.typed, host.home) if tilde_in_guest else entry.typed


def placeholder_directory(host: Host, allow: Allowlist) -> tuple[DirectoryChange, ...]:
    """The placeholder as something to create, where it is needed and missing."""
    path = placeholder(host)
    if allow.entries or host.exists(path):
        return ()
    return (DirectoryChange(path, 0o555, "the empty directory that stands for an empty allowlist"),)


def file_change(host: Host, path: str, before: bytes | None, after: bytes, reason: str, format: Format) -> FileChange:
    """A file with new text in its format, its mode as it is."""
    found = host.stat(path)
    return FileChange(path, host.realpath(path), before, after, found.mode if found else 0o644, reason, format=format)


def paste_of(data: bytes | None, entries: Sequence[Entry]) -> str:
    """The entries as a block to paste in place of ``mounts``: as JSON into a file that is one between braces.

    Empty where the rest of the file uses what the present list names: it would break, or become something else.
    """
    from colima_guard.formats.yaml.anchors import is_used_elsewhere

    if data is not None and is_used_elsewhere(data, "mounts"):
        return ""
    if data is not None and _BRACES.match(data):
        items = ", ".join(json.dumps(dict(entry.fields), ensure_ascii=False) for entry in entries)
        return f'"mounts": [{items}]\n'
    from colima_guard.formats.yaml.edit import paste_block

    return paste_block([Entries("mounts", tuple(entries))])


def led_note(path: str, location: str, root: str) -> str:
    """What a person should know of an entry that does not stay, though it is within the allowlist."""
    return f"{path}: the entry {location} goes, for the VM can write {root} and put a link in its place there"


def as_allowed(number: int, present: Access, wanted: Access) -> Keep:
    """An entry of the present list that stays, with the access that is allowed.

    That is changed where it stands: containers use the entry's mount point, and its options are the user's.
    """
    return Keep(number) if present is wanted else Keep(number, (("writable", wanted is Access.RW),))


def is_own(data: bytes, node: Node) -> bool:
    """Whether an element of a list carries more than what a lock writes of a directory: other keys, or a comment."""
    return any(key.value not in ("location", "writable") for key, _ in node.pairs()) or has_comment(data, node)


def has_comment(data: bytes, node: Node) -> bool:
    """Whether an element of a list carries a comment of its own: above it, or behind one of its lines."""
    lines = _lines(data)
    above = lines[node.line - 2].strip() if 2 <= node.line <= len(lines) + 1 else ""
    last = max([node.line, *(child.line for child in node.items)])
    for line in lines[node.line - 1 : last]:
        if re.search(r"(^|\s)#", re.sub(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"", "", line)):
            return True
    return above.startswith("#") and node.style != "{"


@lru_cache(maxsize=4)
def _lines(data: bytes) -> list[str]:
    return BREAK.split(data.decode("utf-8", "replace"))
