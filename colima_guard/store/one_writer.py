"""One writer at a time: the lock of a state directory, and who holds it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.store import disk, private

#: Seconds that a second writer waits for the first.
WAIT = 5.0


@contextmanager
def locked(host: Host, state_dir: str, command: tuple[str, ...]) -> Iterator[None]:
    """Holds the lock of a state directory, which must be there. Raises ``GuardError`` when another process holds it."""
    from filelock import FileLock, Timeout

    path = os.path.join(state_dir, "lock")
    private.check_file(host, path)
    lock = FileLock(path, timeout=WAIT, mode=0o600)
    holder = os.path.join(state_dir, "lock.holder")
    try:
        lock.acquire()
    except Timeout as late:
        raise _busy(host, holder) from late
    try:
        try:
            _tell(holder, command)
            yield
        finally:
            with suppress(OSError):  # before the lock is free: after that the note may be the next holder's
                os.unlink(holder)
    finally:
        with suppress(OSError):  # the system frees it when we end, and what was done under it is done
            lock.release()


def _tell(holder: str, command: tuple[str, ...]) -> None:
    import json

    # beside the lock and not in it: on Windows nobody else can read a locked file. Only a courtesy, so no error
    with suppress(OSError):
        fd = os.open(holder, disk.NOTE, 0o600)
        try:
            disk.write_all(fd, json.dumps({"pid": os.getpid(), "command": command}).encode())
        finally:
            disk.close(fd)


def _busy(host: Host, holder: str) -> GuardError:
    import json

    who = "another colima-guard"
    with suppress(GuardError, OSError, ValueError, LookupError, TypeError):
        told = json.loads(host.read(holder) or b"")
        if host.alive(told["pid"]):
            who = f"process {told['pid']} ({' '.join(told['command'])})"
    return GuardError(
        f"{who} is making a change and has not finished in {WAIT:g} seconds",
        why="two changes at once could each undo the other's",
        do="wait for it, or stop it; a change that is stopped leaves each file old or new",
    )
