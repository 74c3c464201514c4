"""What systems tell about processes, as values."""

from __future__ import annotations

import os
from collections.abc import Iterator

from colima_guard.host.machine import Process


def listed_by_ps(text: str) -> Iterator[Process]:
    """The processes that ``ps -o pid=,args=`` lists."""
    for line in text.splitlines():
        pid, _, command = line.strip().partition(" ")
        if pid.isdecimal():
            yield Process(int(pid), command.strip())


def listed_by_tasklist(text: str) -> Iterator[Process]:
    """The processes that ``tasklist /fo csv /nh`` lists."""
    import csv

    for row in csv.reader(text.splitlines()):
        if len(row) > 1 and row[1].isdecimal():
            yield Process(int(row[1]), row[0])


def started_by_proc(pid: int) -> float | None:
    """When a process was started, in seconds since 1970, as Linux tells; ``None`` when it does not."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat, open("/proc/stat", "rb") as machine:
            # the name of the command stands in brackets and may hold any byte; the 22nd field is the 20th behind it
            ticks = int(stat.read(4096).rpartition(b")")[2].split()[19])
            booted = next(int(line.split()[1]) for line in machine if line.startswith(b"btime "))
        return booted + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, StopIteration):
        return None
