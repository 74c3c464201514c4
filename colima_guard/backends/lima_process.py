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
    try:
        pid = int(text.strip() or b"0")
    except ValueError:
        raise Unreadable(f"{pid_file} holds no process number", do="stop the instance, or remove that file") from None
    if not host.alive(pid):
        return None
    newest: tuple[int, str] | None = None
    for path in born_from:
        born = host.stat(path)
        if born is not None and born.mtime_ns > found.mtime_ns and (newest is None or born.mtime_ns > newest[0]):
            newest = (born.mtime_ns, path)
    return Running(found.mtime_ns, newest[1] if newest else None)
