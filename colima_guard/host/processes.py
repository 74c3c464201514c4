"""Processes as systems tell of them: which there are, whether one is alive, and since when."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from colima_guard.errors import GuardError
from colima_guard.host.values import Platform
from colima_guard.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from colima_guard.host.programs import Completed

#: Seconds: a list of all processes takes some milliseconds, on a busy Windows some seconds.
LIST_PATIENCE = 15.0
#: Seconds: when one process was started is told at once.
_PATIENCE = 5.0


class Process(NamedTuple):
    """A process: its number, and its command line (on Windows the name of its program)."""

    pid: int
    command: str


def list_command(platform: Platform) -> list[str]:
    """The command that prints all processes."""
    return ["tasklist", "/fo", "csv", "/nh"] if platform == "windows" else ["ps", "-axww", "-o", "pid=,args="]


def processes_in(text: str, platform: Platform) -> tuple[Process, ...] | None:
    """The processes in what ``list_command`` printed; ``None`` where there is none: somebody has printed it."""
    return tuple(_from_tasklist(text) if platform == "windows" else _from_ps(text)) or None


def _from_ps(text: str) -> Iterator[Process]:
    for line in text.splitlines():
        pid, _, command = line.strip().partition(" ")
        if pid.isdecimal():
            yield Process(int(pid), command.strip())


def _from_tasklist(text: str) -> Iterator[Process]:
    import csv

    for row in csv.reader(text.splitlines()):
        if len(row) > 1 and row[1].isdecimal():
            yield Process(int(row[1]), row[0])


def alive(pid: int) -> bool:
    """Whether a process with this number exists."""
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError as error:
        return error.errno == errno.EPERM
    except OverflowError:
        return False
    return True


def started(pid: int, platform: Platform, run: Callable[..., Completed]) -> float | None:
    """When a process was started, in seconds since 1970; ``None`` when it cannot be told. ``run`` runs a command."""
    if platform == "linux":
        return _started_by_proc(pid)
    try:
        return _started_by_powershell(pid, run) if platform == "windows" else _started_by_ps(pid, run)
    except (GuardError, ValueError):
        return None


def _started_by_proc(pid: int) -> float | None:
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat, open("/proc/stat", "rb") as machine:
            # the name of the command stands in brackets and may hold any byte; the 22nd field is the 20th behind it
            ticks = int(stat.read(4096).rpartition(b")")[2].split()[19])
            booted = next(int(line.split()[1]) for line in machine if line.startswith(b"btime "))
        return booted + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, StopIteration):
        return None


def _started_by_ps(pid: int, run: Callable[..., Completed]) -> float:
    import calendar
    import time

    # by UTC: an hour of local time can come twice
    argv = ["/bin/ps", "-o", "lstart=", "-p", str(pid)]
    said = run(argv, timeout=_PATIENCE, env={"TZ": "UTC", "LC_ALL": "C"})
    return float(calendar.timegm(time.strptime(said.out.strip(), "%a %b %d %H:%M:%S %Y")))


def _started_by_powershell(pid: int, run: Callable[..., Completed]) -> float:
    # tasklist does not tell, and wmic is gone from Windows 11
    script = f"[DateTimeOffset]::new((Get-Process -Id {pid}).StartTime).ToUnixTimeSeconds()"
    said = run(["powershell", "-NoProfile", "-NonInteractive", "-Command", script], timeout=LIST_PATIENCE)
    return float(said.out.strip())
