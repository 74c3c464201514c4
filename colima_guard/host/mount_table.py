"""The list of mounts as the system prints it: Linux's ``/proc/self/mountinfo``, and what ``mount`` says on macOS."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from colima_guard.host.files import without_firmlink
from colima_guard.host.values import Platform
from colima_guard.model.mount import Mount, MountTable, steps

#: what is mounted, as this process sees it (proc(5))
MOUNTINFO = "/proc/self/mountinfo"
#: what a machine is told to have of which that cannot be known
NO_MOUNTS = MountTable(())

#: what the kernel writes for a blank, a tabulator, a line end and a backslash (proc(5); fs/proc_namespace.c, mangle)
_OCTAL = re.compile(r"\\([0-7]{3})")
#: fields before the optional ones, which a hyphen ends
_FIXED = 6
#: an Apple file system's snapshot, by the volume that it is of
_SNAPSHOT = re.compile(r".+@(/dev/\S+)\Z", re.DOTALL)
_BROKEN = "the system's list of mounts has a line that cannot be understood"
_UNTOLD = "the system does not say what is mounted"


def unescaped(text: str) -> str:
    """A field of ``mountinfo``."""
    return _OCTAL.sub(lambda found: chr(int(found[1], 8)), text) if "\\" in text else text


def of_this_machine(platform: Platform, printed: Callable[[list[str]], str | None]) -> MountTable:
    """What is mounted here; ``printed`` is what a command prints. Nothing on Windows, where mounts are links."""
    if platform == "macos":
        return table(printed(["/sbin/mount"]) or "", platform)
    text = ""
    if platform == "linux":
        try:
            # no file of a kind that ``read`` takes: its size is 0, and it may be larger than a configuration file
            with open(MOUNTINFO, encoding="utf-8", errors="surrogateescape", newline="\n") as file:
                text = file.read()
        except OSError:
            text = ""
    return table(text, platform)


def table(text: str, platform: Platform) -> MountTable:
    """What a list of mounts says, as this system prints it."""
    if platform == "windows":
        return NO_MOUNTS
    return from_mount_command(text) if platform == "macos" else from_mountinfo(text)


def from_mountinfo(text: str) -> MountTable:
    """The table that Linux's ``mountinfo`` is (proc(5))."""
    mounts: dict[int, Mount] = {}
    unread = None if text.strip() else _UNTOLD
    for line in text.split("\n"):
        if not line:
            continue
        mount = _line(line.split(" "))
        # a number that is there twice no kernel has: a guest would lead us in a circle by it
        if mount is None or mount.number in mounts:
            unread = _BROKEN
        else:
            mounts[mount.number] = mount
    return MountTable(mounts.values(), unread)


def _line(fields: list[str]) -> Mount | None:
    try:
        number, parent = int(fields[0]), int(fields[1])
        bar = fields.index("-", _FIXED)
        kind, source = fields[bar + 1 : bar + 3]
    except (ValueError, IndexError):
        return None
    root, point = unescaped(fields[3]), unescaped(fields[4])
    if not point.startswith("/"):
        return None
    readonly = "ro" in fields[5].split(",")
    # the file system's own options stay escaped: a comma in a value is an escape there too
    return Mount(number, parent, fields[2], root, point, kind, unescaped(source), readonly, " ".join(fields[bar + 3 :]))


def from_mount_command(text: str) -> MountTable:
    """The table that the output of macOS's ``mount`` is.

    Nothing is escaped there. Where a line can be read in two ways, each reading is a mount: rather one too many.
    """
    mounts: list[Mount] = []
    latest: dict[str, int] = {}
    unread = None if text.strip() else _UNTOLD
    for line in _whole_lines(text):
        readings = list(_readings(line))
        if not readings:
            unread = _BROKEN
        for source, point, options in readings:
            kind, *rest = options.split(", ")
            volume = _SNAPSHOT.match(source)
            point = without_firmlink(point)
            parent = max((latest[step] for step in steps(point) if step in latest), default=0)
            device = volume[1] if volume else source
            latest[point] = len(mounts) + 1
            mounts.append(Mount(latest[point], parent, device, "/", point, kind, source, "read-only" in rest))
    return MountTable(mounts, unread)


def _whole_lines(text: str) -> Iterator[str]:
    """The lines; a name can hold a line end, and only the last line of a mount closes its bracket."""
    waiting = ""
    for line in text.split("\n"):
        waiting = f"{waiting}\n{line}" if waiting else line
        if waiting.endswith(")"):
            yield waiting
            waiting = ""
    if waiting.strip():
        yield waiting


def _readings(line: str) -> Iterator[tuple[str, str, str]]:
    """Source, mount point and options: ``SOURCE on POINT (KIND, OPTION, ...)``, in every way in which it splits."""
    start = line.rfind(" (")
    if start == -1 or not line.endswith(")"):
        return
    options, left = line[start + 2 : -1], line[:start]
    at = left.find(" on /")
    while at != -1:
        yield left[:at], left[at + 4 :], options
        at = left.find(" on /", at + 1)
