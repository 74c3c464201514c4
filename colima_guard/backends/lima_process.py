"""Whether a Lima instance runs, and since when: ``ha.pid`` of its directory (Lima's pkg/store)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass

from colima_guard.host import Host, Unreadable


@dataclass(frozen=True, slots=True)
class Running:
    """A running instance: start of its host agent in nanoseconds since 1970, and the newest file that is newer."""

    since_ns: int
    newer_file: str | None


def running(host: Host, instance_dir: str, born_from: Iterable[str]) -> Running | None:
    """The running instance of a directory, ``None`` when it does not run.

    ``born_from`` are the files that it read when it started. Raises ``Unreadable``.
    """
    pid_file = posixpath.join(instance_dir, "ha.pid")
    text = host.read(pid_file)
    found = host.stat(pid_file)
    if text is None or found is None:
        return None
    number = text.strip()
    if not number.isdigit() or len(number) > 18:
        raise Unreadable(f"{pid_file} holds no process number", do="stop the instance, or remove that file")
    if not host.alive(int(number)):
        return None
    newest: tuple[int, str] | None = None
    for path in born_from:
        born = host.stat(path)
        # not by the time of its bytes: an older file that was moved here since is a change too
        if born is not None and born.changed_ns > found.mtime_ns and (newest is None or born.changed_ns > newest[0]):
            newest = (born.changed_ns, path)
    return Running(found.mtime_ns, newest[1] if newest else None)
