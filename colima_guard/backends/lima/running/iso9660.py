"""Small files of an ISO 9660 image (ECMA-119, with Rock Ridge names), read where they lie.

Lima's ``cidata.iso`` holds the guest agent and often containerd, hundreds of megabytes, and we want two small files of
its root directory. A library reads the whole tree of an image of unknown origin, with no bound on any size in it; this
reads three places, each with a cap, and follows nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable

SECTOR = 2048
#: bytes; Lima's root directory has some twenty entries of 130
MAX_DIRECTORY = 1 << 16
MAX_FILE = 1 << 20


def read_files(host: Host, path: str, names: tuple[str, ...]) -> dict[str, bytes] | None:
    """The files of the root directory that have one of these names; ``None`` where there is no image.

    Raises ``Unreadable`` for what is no such image, is cut short, or holds a file of more than ``MAX_FILE`` bytes.
    """
    start = host.read(path, start=16 * SECTOR, limit=SECTOR)
    if start is None:
        return None
    if len(start) < SECTOR or start[:6] != b"\1CD001" or _number(start, 128, 2) != SECTOR:
        raise Unreadable(f"{path} is no ISO 9660 image")
    root = _extent(host, path, start[156:190], MAX_DIRECTORY)
    found: dict[str, bytes] = {}
    for record in _records(root):
        name = _name(record)
        # the flags for a directory, and for a file in several pieces
        if name in names and name not in found and not record[25] & 0x82:
            found[name] = _extent(host, path, record, MAX_FILE)
    return found


def _extent(host: Host, path: str, record: bytes, limit: int) -> bytes:
    """What a directory record points to."""
    first, size = _number(record, 2, 4), _number(record, 10, 4)
    if size > limit:
        raise Unreadable(f"a part of {path} is larger than {limit} bytes")
    data = host.read(path, start=first * SECTOR, limit=size) or b""
    if len(data) != size:
        raise Unreadable(f"{path} is cut short")
    return data


def _records(directory: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(directory):
        length = directory[at]
        if length == 0:  # no record crosses a sector: the rest of this one is empty
            at = (at // SECTOR + 1) * SECTOR
            continue
        record = directory[at : at + length]
        if length < 34 or len(record) < length or 33 + record[32] > length:
            raise Unreadable("a directory of an ISO 9660 image is damaged")
        yield record
        at += length


def _name(record: bytes) -> str:
    """The Rock Ridge name of a record, else its plain one in Lima's spelling."""
    length = record[32]
    at = 33 + length + (length + 1) % 2
    name = b""
    while at + 4 <= len(record) and record[at + 2] >= 4:
        entry = record[at : at + record[at + 2]]
        if entry[:2] == b"NM":
            name += entry[5:]
        at += len(entry)
    plain = record[33 : 33 + length].partition(b";")[0].rstrip(b".").lower().replace(b"_", b"-")
    return (name or plain).decode("utf-8", "replace")


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")
