"""The journal: one directory a change, with the lines of what was done and the contents by their hash.

``changes/<id>/journal`` holds JSON lines. The first is ``BEGIN`` (with ``version``) and tells the whole change; then
comes a ``DONE`` per file; then ``END``, or ``INTERRUPTED`` with the files that had been written. Each line has a sum
over all up to it (``sealed.py``). A last line without its line end was never written. ``changes/<id>/<sha256>`` are
the bytes before and after. An entry appears by a rename, complete and on the medium. ``.<id>.new`` and ``.<id>.old``
are leftovers of one coming or going. An entry under another name than its own is damaged.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.values import MAX_BYTES
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.plan import sha256
from colima_guard.store import disk, lines
from colima_guard.store.change import Change
from colima_guard.store.sealed import Damaged

_FILE = "journal"
#: Bytes that a file's lines after the first one take at most, and those that end a change.
_ROOM = 100
_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}")
_LEFTOVER = re.compile(rf"\.{_ID.pattern}\.(new|old)")


class Entry(NamedTuple):
    """A change as recorded. ``closed``: it has its last line, or is damaged, and no recovery is to look at it."""

    change: Change
    closed: bool


def directory(state_dir: str) -> str:
    """Where the entries lie."""
    return os.path.join(state_dir, "changes")


def may_be_id(text: str) -> bool:
    """Whether an id could start so."""
    return _ID.fullmatch(text + "00000000-000000-0000"[len(text) :]) is not None


def new_id(now: float, changes: str) -> str:
    """An id that sorts after all that are there, also within one second and after a clock that was set back."""
    import time

    ids = (_ID.match(name) for name in os.listdir(changes))
    newest = max((id[0] for id in ids if id), default=None)
    if newest is not None:
        now = max(now, _time_of(newest) + 1)
    return f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime(now))}-{os.urandom(2).hex()}"


def begin(changes: str, change: Change, contents: Iterable[bytes]) -> None:
    """Makes the entry of a change, and returns once all of it is on the medium.

    Raises ``GuardError`` for one that could not be read back.
    """
    first = lines.line(lines.begin(change), b"")
    kept = {sha256(data) or "": data for data in contents}
    if len(first) + _ROOM * (1 + len(change.files)) > MAX_BYTES or any(len(data) > MAX_BYTES for data in kept.values()):
        raise GuardError(
            f"the change is larger than the journal can hold ({MAX_BYTES} bytes)",
            why="nothing was written, for it could not be taken back",
            do="say it with fewer or shorter directories",
        )
    new = os.path.join(changes, f".{change.id}.new")
    os.mkdir(new, 0o700)
    for name, data in kept.items():
        disk.create(os.path.join(new, name), data)
    disk.create(os.path.join(new, _FILE), first)
    disk.sync_directory(new)
    os.rename(new, os.path.join(changes, change.id))
    disk.sync_directory(changes)


def append(changes: str, change_id: str, record: bytes) -> None:
    """Adds a record as a line, and returns once it is on the medium."""
    fd = os.open(os.path.join(changes, change_id, _FILE), disk.APPEND)
    try:
        data = disk.read_all(fd)
        torn = len(data) - (data.rfind(b"\n") + 1)
        if torn:
            os.ftruncate(fd, len(data) - torn)
        disk.write_all(fd, lines.line(record, data[: len(data) - torn]))
        disk.sync(fd)
    finally:
        disk.close(fd)


def entries(host: Host, changes: str) -> list[Entry]:
    """All changes, newest first. Reading only; no directory is no changes."""
    listed = host.names(changes) or _nothing(host, changes)
    found = [entry for name in _names(listed) if (entry := _entry(host, changes, name)) is not None]
    known = {entry.change.id for entry in found}
    renamed = (_renamed(host, changes, name) for name in listed if not _ID.fullmatch(name))
    found += [entry for entry in renamed if entry is not None and entry.change.own_id not in known]
    return sorted(found, key=_age, reverse=True)


def newest(host: Host, changes: str) -> Entry | None:
    """The newest change, without reading the others."""
    listed = host.names(changes) or _nothing(host, changes)
    if any(_renamed(host, changes, name) for name in listed if not _ID.fullmatch(name)):
        return next(iter(entries(host, changes)), None)
    found = (_entry(host, changes, name) for name in reversed(_names(listed)))
    return next((entry for entry in found if entry is not None), None)


def _nothing(host: Host, changes: str) -> list[str]:
    """No names, where nothing lies in the way of the directory. Raises ``GuardError``: what was there is not known."""
    path = changes
    while (kind := host.kind(path)) is None and not host.is_link(path) and path != os.path.dirname(path):
        path = os.path.dirname(path)
    if kind != "dir":
        raise GuardError(
            f"the journal cannot be read: {path} is in the way and is not a directory",
            why="which changes were made, and which is the newest, cannot be told",
            do=f"put back the directory that was {path}, or move what lies there out of the way",
        )
    return []


def _entry(host: Host, changes: str, name: str) -> Entry | None:
    data = None
    try:
        data = host.read(os.path.join(changes, name, _FILE))
        if data is None and not host.exists(os.path.join(changes, name)):
            return None  # pruned by another process since we listed it
        change, closed = lines.read(data or b"")
        if change.id == name:
            return Entry(change, closed)
    except (GuardError, OSError, Damaged):
        pass
    return Entry(Change(name, _time_of(name), state="damaged", named=lines.named(data or b"")), closed=True)


def _renamed(host: Host, changes: str, name: str) -> Entry | None:
    """What is an entry but for its name: it is named after one, or holds a journal."""
    id = _ID.match(name)
    data = b""
    try:
        data = host.read(os.path.join(changes, name, _FILE)) or b""
        own = lines.read(data)[0].id
    except (GuardError, OSError, Damaged):
        own = id[0] if id else ""
    if _LEFTOVER.fullmatch(name) or not (id or data):
        return None
    change = Change(name, _time_of(own), state="damaged", named=lines.named(data), own_id=own)
    return Entry(change, closed=True)


def _age(entry: Entry) -> tuple[str, str]:
    """By what changes are in order. Where the own name of one is not known, it may be the newest."""
    id = entry.change.id
    own = id if _ID.fullmatch(id) else entry.change.own_id
    return own or "~", id


def content(host: Host, changes: str, change_id: str, digest: str) -> bytes:
    """The stored bytes with this hash. Raises ``GuardError`` when they are not there, or not with this hash."""
    data = host.read(os.path.join(changes, change_id, digest))
    if data is None or sha256(data) != digest:
        raise GuardError(
            f"the journal does not have the bytes {digest[:12]} of the change {change_id} any more",
            why="the file is missing from it, or was altered" if data is None else "the file in it was altered",
            do=f"look at {os.path.join(changes, change_id)}",
        )
    return data


def discard(changes: str, change_id: str) -> None:
    """Removes an entry, half made or whole. Killed in the middle, it is a leftover and no entry."""
    with suppress(FileNotFoundError):
        os.rename(os.path.join(changes, change_id), os.path.join(changes, f".{change_id}.old"))
    sweep(changes)


def sweep(changes: str) -> None:
    """Removes the leftovers of entries that were coming or going when a run was stopped."""
    for name in os.listdir(changes):
        leftover = os.path.join(changes, name)
        if _LEFTOVER.fullmatch(name) and os.path.isdir(leftover):
            for file in os.listdir(leftover):
                os.unlink(os.path.join(leftover, file))
            os.rmdir(leftover)


def _names(names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if _ID.fullmatch(name))


def _time_of(name: str) -> float:
    import calendar
    import time

    with suppress(ValueError):
        return calendar.timegm(time.strptime(name[:15], "%Y%m%d-%H%M%S"))
    return 0.0
