"""One proof at a time: two would undo each other's remounts, and each would forget what the other noted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.store import private

#: seconds that a second one waits for the first: a slow VM has many questions to answer
WAIT = 600.0


@contextmanager
def alone(host: Host, state_dir: str, waiting: Callable[[], None]) -> Iterator[None]:
    """Keeps other proofs waiting for the block; calls ``waiting`` where one has to be waited for.

    Raises ``GuardError`` where it does not end.
    """
    from filelock import FileLock, Timeout

    private.make_directory(host, state_dir)
    path = os.path.join(state_dir, "verify.lock")
    private.check_file(host, path)
    lock = FileLock(path, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waiting()
        try:
            lock.acquire(timeout=min(WAIT, host.patience))
        except Timeout as late:
            raise GuardError(
                "another colima-guard verify has not finished",
                why="two at once would undo each other's trials",
                do="wait for it, or stop it; what a stopped one leaves, the next one removes",
            ) from late
    try:
        yield
    finally:
        with suppress(OSError):  # the system frees it when we end
            lock.release()
