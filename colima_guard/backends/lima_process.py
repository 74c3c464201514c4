"""Whether a Lima instance runs, and since when: the process numbers in its directory (Lima's pkg/store).

A number alone proves nothing: after a crash or a reboot it stays, and another process may have it by now.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass

from colima_guard.host import Host, Unreadable

_AGENT = "ha.pid"
#: a QEMU goes on, with all its shares, when its host agent is killed
_DRIVERS = ("qemu.pid", "krunkit.pid", "vz.pid")
#: what a running VM and its agent write to all the time
_TRACES = ("ha.stderr.log", "ha.stdout.log", "serial.log", "serialv.log", "diffdisk", "disk")
#: seconds by which the start of a process may be told too late
_TOLERANCE = 3


@dataclass(frozen=True, slots=True)
class Running:
    """A running instance: start of its host agent in nanoseconds since 1970, and the newest file that is newer."""

    since_ns: int
    newer_file: str | None


def running(host: Host, instance_dir: str, born_from: Iterable[str]) -> Running | None:
    """The running instance of a directory, ``None`` when it does not run.

    ``born_from`` are the files that it read when it started. Raises ``Unreadable``.
    """
    since = _since(host, instance_dir)
    if since is None:
        return None
    newest: tuple[int, str] | None = None
    for path in born_from:
        born = host.stat(path)
        # not by the time of its bytes: an older file that was moved here since is a change too
        if born is not None and born.changed_ns > since and (newest is None or born.changed_ns > newest[0]):
            newest = (born.changed_ns, path)
    return Running(since, newest[1] if newest else None)


def _since(host: Host, instance_dir: str) -> int | None:
    """When the running VM's agent was started, by the time of its file; ``None`` when nothing runs."""
    agent = _written(host, instance_dir, _AGENT)
    if agent is not None and agent.lives:
        return agent.at_ns
    for name in _DRIVERS:
        driver = _written(host, instance_dir, name)
        if driver is not None and driver.lives:
            return min(agent.at_ns, driver.at_ns) if agent is not None else driver.at_ns
    return None


@dataclass(frozen=True, slots=True)
class _Written:
    at_ns: int
    lives: bool


def _written(host: Host, instance_dir: str, name: str) -> _Written | None:
    """A file with a process number: when it was written, and whether the process that wrote it is still there."""
    path = posixpath.join(instance_dir, name)
    text = host.read(path)
    found = host.stat(path) if text is not None else None
    if text is None or found is None:
        return None
    number = text.strip()
    if not number.isdigit() or len(number) > 18:
        raise Unreadable(f"{path} holds no process number", do="stop the instance, or remove that file")
    pid = int(number)
    lives = host.alive(pid) and not _is_anothers(host, instance_dir, pid, found.mtime_ns)
    return _Written(found.mtime_ns, lives)


def _is_anothers(host: Host, instance_dir: str, pid: int, written_ns: int) -> bool:
    """Whether a process was started after the file with its number was written, so that it is not the one meant.

    Linux reckons a start from a clock that may have been set forward since. A VM that left a trace after that start is
    the one meant all the same: what counts as running must not be missed.
    """
    started = host.process_started(pid)
    if started is None or started <= written_ns / 1e9 + _TOLERANCE:
        return False
    traces = (host.stat(posixpath.join(instance_dir, name)) for name in _TRACES)
    return all(trace is None or trace.mtime_ns / 1e9 < started for trace in traces)
