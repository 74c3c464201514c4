"""``check`` when nothing has changed: every input of the last good answer is looked at again, and nothing else is done.

A stamp is written only after a full ``check`` that was as wanted (``stamp.py``). It lists what that answer depended on;
if all of it is as it was, so is the answer. Any doubt means the full check. This module imports nothing but ``os``,
``sys`` and ``time``, and is read by people who want to know what is trusted here:

* a file or link by device, inode, mode, owner, size, and its times of modification and change in nanoseconds;
* a directory by the same, where its names were listed or something is missing in it beside a file that counts: its
  times change with each name that comes or goes; one that was only walked through by device, inode, mode and owner;
* a directory of which only some names matter by which of these it has, or those that begin in a way, such as the home;
* what is mounted by the lines of ``/proc/self/mountinfo`` that are about the shared directories; on macOS, where only a
  program tells, for an hour, but a directory that is mounted over by its device;
* something of which only the being there mattered by its sort, something missing elsewhere by its being missing still;
* a variable by its value; a process by its being alive, or gone; the day, where something holds until one.
"""

from __future__ import annotations

import os
import sys
import time

FORMAT = "colima-guard stamp 1"
#: fields of a record and records of a stamp are divided by these; a path or value that holds one is not stamped
FIELD, RECORD = "\x1f", "\x1e"
_MAX = 16 << 20


def identity(path: str) -> str:
    """Who a directory is, whatever happens in it."""
    found = os.lstat(path)
    return f"{found.st_dev} {found.st_ino} {found.st_mode} {found.st_uid}"


def state(path: str) -> str:
    """All that the file system says of a path, a link not followed."""
    found = os.lstat(path)
    return (
        f"{found.st_dev} {found.st_ino} {found.st_mode} {found.st_uid} {found.st_size} "
        f"{found.st_mtime_ns} {found.st_ctime_ns}"
    )


def sort(path: str) -> str:
    """What sort of thing lies at a path, whatever it holds."""
    return str(os.lstat(path).st_mode & 0o170000)


def missing(path: str) -> str:
    """Empty for a path at which nothing lies."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return ""
    return "there"


def beginning(subject: str) -> str:
    """The names in a directory that begin in a way: both are divided by a line end."""
    directory, _, prefix = subject.rpartition("\n")
    try:
        return "/".join(sorted(name for name in os.listdir(directory) if name.startswith(prefix)))
    except (FileNotFoundError, NotADirectoryError):
        return ""


def among(subject: str) -> str:
    """Which of some names a directory has: it is the first line, and they are the second, divided by slashes."""
    directory, _, names = subject.rpartition("\n")
    folds = sys.platform != "linux"
    try:
        there = {name.lower() if folds else name for name in os.listdir(directory)}
    except (FileNotFoundError, NotADirectoryError):
        return ""
    return "/".join(name for name in names.split("/") if (name.lower() if folds else name) in there)


def mounted(subject: str) -> str:
    """The lines of ``/proc/self/mountinfo`` that say what lies at, below or above these directories, or is of the same
    file systems; they are written as there, and divided by blanks."""
    directories = subject.split(" ")
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        lines = [line.split(" ", 5) for line in file]
    above = {directory[:end] or "/" for directory in directories for end in _ends(directory)}
    below = tuple(f"{directory.rstrip('/')}/" for directory in directories)
    devices = {line[2] for line in lines if line[4] in above or line[4].startswith(below)}
    return " ".join(text for line in lines if line[2] in devices for text in line)


def _ends(path: str) -> list[int]:
    """Where a path could be cut."""
    return [0, *(place for place, letter in enumerate(path) if letter == "/"), len(path)]


def hour(_: str) -> str:
    """The hour by UTC, for what costs too much to look at each time."""
    return str(int(time.time() // 3_600))


def variable(name: str) -> str:
    """A variable's value with a mark before it, empty for one that is not set."""
    value = os.environ.get(name)
    return "" if value is None else f"={value}"


def process(pid: str) -> str:
    """Whether a process is alive."""
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, OverflowError):  # a number that no process can have
        return "gone"
    except PermissionError:
        return "alive"
    return "alive"


def day(_: str) -> str:
    """The day by UTC, for what holds until one."""
    return str(int(time.time() // 86_400))


def surroundings(_: str) -> str:
    """What no path shows: who we are, on which system, where, and with which Python and release of ours."""
    who = f"{os.geteuid()} {os.getgid()} {sorted(os.getgroups())}" if hasattr(os, "geteuid") else ""
    system = os.uname() if hasattr(os, "uname") else ()
    return f"{who} {sys.platform} {' '.join(system[:1] + system[2:3] + system[4:])} {sys.version}"


ASK = {"i": identity, "d": state, "k": sort, "s": state, "m": missing, "e": variable, "p": process}
ASK |= {"n": beginning, "a": among, "f": mounted, "h": hour, "t": day, "u": surroundings}


def stamp_path(environ: dict[str, str] | os._Environ[str] = os.environ) -> str | None:
    """Where the stamp lies; ``None`` where the environment does not say."""
    home = environ.get("HOME", "")
    if sys.platform == "win32" or not os.path.isabs(home):
        return None
    cache = environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(cache):
        cache = os.path.join(home, "Library/Caches" if sys.platform == "darwin" else ".cache")
    return os.path.join(cache, "colima-guard", "check.stamp")


def answer(argv: list[str]) -> bool:
    """Whether the last good answer to this very command line still holds. False in any doubt."""
    if argv[:1] != ["check"] or os.environ.get("COLIMA_GUARD_NO_CACHE"):
        return False
    try:
        return first_difference(argv) is None
    except Exception:  # noqa: BLE001 - whatever is wrong with the stamp, the full check does not need it
        return False


def first_difference(argv: list[str]) -> str | None:
    """What is not as it was, ``None`` when all is. Raises for a stamp that cannot be trusted."""
    path = stamp_path()
    if path is None:
        return "no cache directory"
    fd = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        found = os.fstat(fd)
        if found.st_mode & 0o177777 != 0o100600 or found.st_uid != os.geteuid() or found.st_size > _MAX:
            return "the stamp is not ours alone"
        text = os.read(fd, _MAX).decode("utf-8", "surrogateescape")
    finally:
        os.close(fd)
    records = text.split(RECORD)
    from colima_guard import __version__

    if records[0] != FIELD.join([FORMAT, __version__, *argv]) or records[-1] != "end":
        return "another command line or release"
    if not any(record.startswith(f"u{FIELD}") for record in records):
        return "the system is not among what it depends on"
    for record in records[1:-1]:
        kind, subject, was = record.split(FIELD)
        if ASK[kind](subject) != was:
            return subject.partition("\n")[0] or "the system"  # behind it are the names that were looked for in it
    return None
