"""The ``lima.yaml`` that Colima wrote last, of a VM that does not run: a bare ``limactl start`` would boot it as it is.

Colima writes it anew at each start, so most say what the profile says. One that is written as Colima and ``lock`` write
it is read here; any other by all of Lima's rules, which take some milliseconds to import.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from colima_guard.backends.colima import layout
from colima_guard.backends.colima.instance import ColimaInstance
from colima_guard.backends.colima.releases import CLASSES, NEWEST
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import clean, without_tilde
from colima_guard.model.share import Access, Exposure, Origin, Place, Share

WAY = "limactl start"

#: a plain path, or the home as Colima writes it
_PATH = rb"((?:/|~/)[\w./+@-]*|\"~\")\n"
#: an element of the list, its paths the same text to every reader
_MOUNT = re.compile(
    rb"( *)- location: " + _PATH + rb"(?:\1  mountPoint: " + _PATH + rb")?(?:\1  writable: (true|false)\n)?"
    rb"(?:\1  9p: {}\n|\1  9p:\n(?:\1    \w+: \w+\n)+)?"
)
#: what stands behind a top-level key: nothing, or what ends on its line and is not the start of something longer
_VALUE = re.compile(rb"[\w./+-]*|\[\]|\{\}|\"[\w./+ -]*\"")
#: what ends a line for some readers only
_ODD_ENDS = (b"\r", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9")


class Listed(NamedTuple):
    """One element of the list; ``mount_point`` is empty where none is written."""

    location: str
    mount_point: str
    writable: bool
    line: int

    @property
    def access(self) -> Access:
        """What the element asks for."""
        return Access.RW if self.writable else Access.RO

    def path(self, host: Host) -> str:
        """The location made clean."""
        return clean(without_tilde(self.location, host.home))


class Plain(NamedTuple):
    """What a file says of shares that is written as Colima writes it."""

    mount_type: str
    vm_type: str
    mounts: tuple[Listed, ...]


def left_behind(host: Host, instance: ColimaInstance, directory: str) -> Exposure | None:
    """What that file in its directory would share; ``None`` where there is none, or where Lima does not load it."""
    path, release = posixpath.join(directory, "lima.yaml"), instance.release or NEWEST
    try:
        data = host.read(path)
    except Unreadable as error:
        return Exposure(WAY, release, (), unknown=error.what)
    if data is None:
        return None
    plain = None if instance.shared.says_something else read_plainly(data)
    if plain is not None:
        return Exposure(WAY, release, tuple(_shares(host, plain, path)))
    from colima_guard.backends.colima.generated.by_lima import boot_outcome

    found = boot_outcome(host, instance, path, data)
    return found and Exposure(WAY, release, _marked(host, found[0]), unknown=found[1])


def read_plainly(data: bytes) -> Plain | None:
    """What the text says of shares, ``None`` where it is written in a way that this does not read.

    Every top-level key is a plain word at the beginning of a line, and the list holds nothing but plain paths and
    words: no quotes but those of ``"~"``, no tags, aliases, merges or comments.
    """
    lines = data.split(b"\n")
    odd = lines[-1] != b"" or any(end in data for end in _ODD_ENDS)
    keys = None if odd else _keys(lines)
    if keys is None or not {b"mountType", b"vmType"} <= keys.keys():
        return None
    mounts: list[Listed] | None = []
    first, value = keys.get(b"mounts", (0, b"[]"))
    if value != b"[]":
        last = min((number for number, _ in keys.values() if number > first), default=len(lines) - 1)
        block = b"".join(line + b"\n" for line in lines[first + 1 : last])
        mounts = None if value else _elements(block, first + 2)
    if mounts is None:
        return None
    return Plain(keys[b"mountType"][1].decode(), keys[b"vmType"][1].decode(), tuple(mounts))


def _keys(lines: Sequence[bytes]) -> dict[bytes, tuple[int, bytes]] | None:
    """Where each top-level key stands, from 0, and what stands behind it; ``None`` for a line that is something else.

    An indented line or an element of a list is a part of a value: it cannot bring in another key of this level.
    """
    keys: dict[bytes, tuple[int, bytes]] = {}
    for number, line in enumerate(lines):
        if line[:1] in (b"", b"#") or (keys and (line[:1] == b" " or line[:2] == b"- ")):
            continue
        key, colon, value = line.partition(b":")
        if not colon or not key.isalnum() or value[:1] not in (b"", b" ") or key in keys:
            return None
        value = value.strip()
        if _VALUE.fullmatch(value) is None:
            return None
        keys[key] = number, value
    return keys


def _elements(block: bytes, line: int) -> list[Listed] | None:
    """The elements in these lines, of which the first is ``line``.

    ``None`` where one is written in another way, or where Lima would join two.
    """
    found: list[Listed] = []
    at, indent = 0, None
    while at < len(block):
        mount = _MOUNT.match(block, at)
        # one that stands further in goes on with the path before it
        if mount is None or indent not in (None, mount[1]):
            return None
        indent = mount[1]
        location, point = ((part or b"").decode().strip('"') for part in (mount[2], mount[3]))
        found.append(Listed(location, point, mount[4] == b"true", line + block.count(b"\n", 0, at)))
        at = mount.end()
    points = {one.mount_point or one.location for one in found}
    return found if found and len(points) == len(found) else None


def _shares(host: Host, plain: Plain, path: str) -> Iterator[Share]:
    if not plain.mounts:
        return
    from colima_guard.backends.lima.rules.transport import transport_named

    carried = transport_named(plain.mount_type, plain.vm_type)
    for mount in plain.mounts:
        location = mount.path(host)
        real = host.realpath(location)
        place, origin = Place(path, mount.line), _origin(host, real, mount.access)
        yield Share(location, real, mount.mount_point or location, mount.access, carried, place, origin)


def _marked(host: Host, shares: Sequence[Share]) -> tuple[Share, ...]:
    return tuple(
        share._replace(origin=_origin(host, share.real, share.access) if share.real else share.origin)
        for share in shares
    )


def _origin(host: Host, real: str, access: Access) -> Origin:
    """Colima's cache directory is known as such, whichever release added it."""
    if access is Access.RW:
        return Origin.LISTED
    caches = (host.realpath(layout.cache_dir(host, rules)) for rules in (CLASSES[0], CLASSES[-1]))
    return Origin.CACHE if real in caches else Origin.LISTED
