"""A distribution's fstab: which directories of Windows it mounts, and that it mounts the allowlist and nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import DRIVE
from colima_guard.model.share import Access

#: libmount ends a field at these two alone: other blanks are of the path
_FIELD = re.compile(r"[^ \t\r]+")
_OCTAL = re.compile(r"\\([0-7]{3})")
#: the names under which Windows' files are mounted: WSL's own helper, and what it mounts itself
_KINDS = ("drvfs", "9p", "virtiofs")


class Mounted(NamedTuple):
    """A line that mounts something of Windows."""

    number: int
    #: as Windows has it; ``None`` where the line does not tell it
    location: str | None
    point: str
    access: Access


class Wanted(NamedTuple):
    """A directory of Windows, and where in the guest it is to be."""

    location: str
    point: str
    access: Access


def mounted(text: str) -> list[Mounted]:
    """What the lines of an fstab mount of Windows."""
    return [found for number, line in _lines(text) if (found := _mounted(number, line)) is not None]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(text.split("\n"), 1))


def _mounted(number: int, line: str) -> Mounted | None:
    fields = [_decoded(field) for field in _FIELD.findall(line)]
    if len(fields) < 3 or fields[0].startswith("#"):
        return None
    options = fields[3].split(",") if len(fields) > 3 else []
    # several kinds are tried one after the other
    source, point, kinds = fields[0], fields[1], fields[2].lower().split(",")
    kind = next((one for one in _KINDS if one in kinds), None)
    if kind is None or (kind == "9p" and not any("drvfs" in option for option in options)):
        return None
    aname = next((option[len("aname=") :] for option in options if option.startswith("aname=")), "")
    path = dict(part.partition("=")[::2] for part in aname.split(";")).get("path", "") if kind == "9p" else source
    access = [option for option in options if option in ("ro", "rw")]
    return Mounted(number, _windows(path), point, Access.RO if access[-1:] == ["ro"] else Access.RW)


def _decoded(field: str) -> str:
    return _OCTAL.sub(lambda found: chr(int(found[1], 8)), field)


def _windows(path: str) -> str | None:
    """A path as Windows writes it; ``None`` for one that is not whole."""
    if re.fullmatch(r"[A-Za-z]:", path):
        return f"{path.upper()}\\"
    if DRIVE.match(path):
        return path[:1].upper() + path[1:].replace("/", "\\")
    return path if path.startswith(("/", "\\\\")) else None


def point_of(location: str, root: str) -> str:
    """Where WSL itself would have a directory of Windows: ``/mnt/c/Users/me`` (wslpath, and docker's own paths)."""
    slashed = location.replace("\\", "/")
    if DRIVE.match(location):
        return f"{root}{slashed[0].lower()}{slashed[2:]}".rstrip("/")
    return f"{root}{slashed.lstrip('/')}".rstrip("/")


def narrowed(text: str, drop: Sequence[int], add: Sequence[Wanted], uid: int) -> str:
    """The text without some of its lines, by number, and with new ones at its end. The rest stays as it is."""
    lines = text.split("\n")
    kept = [line for number, line in enumerate(lines, 1) if number not in drop]
    if not add:
        return "\n".join(kept)
    end = "\r" if text.count("\r\n") * 2 > text.count("\n") else ""
    if kept[-1]:
        kept[-1:] = [f"{kept[-1]}{end}", ""]
    return "\n".join([*kept[:-1], *(f"{_line(one, uid)}{end}" for one in add), ""])


def _line(wanted: Wanted, uid: int) -> str:
    source, point = (_encoded(field) for field in (wanted.location.replace("\\", "/"), wanted.point))
    options = f"{wanted.access.value},noatime,uid={uid},gid={uid},umask=022,metadata"
    return f"{source} {point} drvfs {options} 0 0"


def _encoded(field: str) -> str:
    return "".join(f"\\{ord(char):03o}" if char in " \t\n\\#" else char for char in field)


def unwritable(path: str) -> str | None:
    """Why no line of an fstab can name a directory, ``None`` where one can."""
    for char in ",;":
        if char in path:
            return f"it holds {char!r}, at which WSL ends the path"
    return None
