"""Whether a Lima instance runs, and since when: the process numbers in its directory (Lima's pkg/store).

A number alone proves nothing: after a crash or a reboot it stays, and another process may have it by now.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.finding import Finding
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Place

_AGENT = "ha.pid"
#: a QEMU goes on, with all its shares, when its host agent is killed
_DRIVERS = ("qemu.pid", "krunkit.pid", "vz.pid")
#: what a running VM and its agent write to all the time
_TRACES = ("ha.stderr.log", "ha.stdout.log", "serial.log", "serialv.log", "diffdisk", "disk")
#: seconds by which the start of a process may be told too late
_TOLERANCE = 3


class Running(NamedTuple):
    """A running instance: start of its host agent in nanoseconds since 1970, and the newest file that is newer.

    ``doubt`` says why it may not run after all. It counts as running then: a VM must not be missed on a guess.
    """

    since_ns: int
    newer_file: str | None
    doubt: str | None = None


def doubts(running: Running | None, directory: str) -> list[Finding]:
    """What to say where a running instance may not be one."""
    if running is None or running.doubt is None:
        return []
    remedy = "start the VM; or, if it does not run, remove the file"
    return [Finding("CG313", running.doubt, remedy, Place(posixpath.join(directory, _AGENT)))]


def running_vm(host: Host, instance_dir: str, born_from: Iterable[str]) -> Running | None:
    """The running instance of a directory, ``None`` when it does not run.

    ``born_from`` are the files that it read when it started. Raises ``Unreadable``.
    """
    written = _agent(host, instance_dir)
    if written is None:
        return None
    newest: tuple[int, str] | None = None
    for path in born_from:
        born = host.stat(path)
        # not by the time of its bytes: an older file that was moved here since is a change too
        if born is not None and born.changed_ns > written.at_ns and (newest is None or born.changed_ns > newest[0]):
            newest = (born.changed_ns, path)
    return Running(written.at_ns, newest[1] if newest else None, written.doubt)


class _Written(NamedTuple):
    """A file with the number of a process that is alive: when it was written, and why that may be another process."""

    at_ns: int
    doubt: str | None


def _agent(host: Host, instance_dir: str) -> _Written | None:
    """The host agent, or the driver that goes on without it; ``None`` when neither lives. One beyond doubt first."""
    alive = [found for name in (_AGENT, *_DRIVERS) if (found := _written(host, instance_dir, name)) is not None]
    best = next((found for found in alive if found.doubt is None), alive[0] if alive else None)
    agent = host.stat(posixpath.join(instance_dir, _AGENT))
    if best is None or agent is None:
        return best
    # the agent read the files before it started the driver
    return best._replace(at_ns=min(best.at_ns, agent.mtime_ns))


def _written(host: Host, instance_dir: str, name: str) -> _Written | None:
    path = posixpath.join(instance_dir, name)
    text = host.read(path)
    found = host.stat(path) if text is not None else None
    if text is None or found is None:
        return None
    number = text.strip()
    if not number.isdigit() or len(number) > 18:
        raise Unreadable(f"{path} holds no process number", do="stop the instance, or remove the file")
    pid = int(number)
    if not host.alive(pid):
        return None
    doubt = f"process {pid} was started after {name} named it, and may be somebody else's"
    return _Written(found.mtime_ns, doubt if _may_be_anothers(host, instance_dir, pid, found.mtime_ns) else None)


def _may_be_anothers(host: Host, instance_dir: str, pid: int, written_ns: int) -> bool:
    """Whether a process was started after the file with its number was written, as after a crash or a reboot.

    Linux reckons a start from a clock that may have been set forward since. A VM that left a trace after that start is
    the one meant all the same.
    """
    started = host.process_started(pid)
    if started is None or started <= written_ns / 1e9 + _TOLERANCE:
        return False
    traces = (host.stat(posixpath.join(instance_dir, name)) for name in _TRACES)
    return all(trace is None or trace.mtime_ns / 1e9 < started for trace in traces)
