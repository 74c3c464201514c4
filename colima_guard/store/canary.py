"""Files of ours by which it is tried what a VM sees: each in a directory of its own, and gone again whatever happens.

What is to be made is noted in the state directory before it is, with a lock that ends with its process: what a killed
one has left is swept by the next command. Nothing that somebody put in their place is followed or removed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.values import MAX_BYTES
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.store import disk, note, private

#: what every directory of canaries begins with
PREFIX = ".colima-guard-canary-"
_NOTE, _LOCK = "canaries-", ".lock"
#: what a guest is let write beside a canary
_GUEST = ".guest"


class Canary(NamedTuple):
    """A file of random name and content, in a directory of its own."""

    directory: str
    name: str
    content: str

    @property
    def path(self) -> str:
        return os.path.join(self.directory, self.name)

    @property
    def reply(self) -> str:
        """The name of the file that a guest is let try to write beside it."""
        return self.name + _GUEST

    def answered(self) -> bool:
        """Whether such a file has arrived on the host: whatever it is, a guest has put it there."""
        with suppress(OSError), disk.Directory(self.directory) as directory:
            directory.lstat(self.reply)
            return True
        return False


class Planted(NamedTuple):
    """The canaries of a run, by the directory that each was put into, and the name of the run."""

    canaries: dict[str, Canary]
    run: str
    #: afterwards: the directories of ours that could not be removed, for somebody has put something there
    left: list[str]


@contextmanager
def planted(host: Host, state_dir: str, parents: Sequence[str]) -> Iterator[Planted]:
    """A canary in each of these real directories; none in one where nothing can be made.

    They are gone afterwards. Raises ``GuardError`` where the note cannot be made: then nothing is planted.
    """
    wanted = {parent: _canary(parent) for parent in dict.fromkeys(parents)}
    private.make_directory(host, state_dir)
    run = os.urandom(8).hex()
    name, left = _NOTE + run, list(wanted.values())
    now = Planted({}, run, [])
    try:
        with _held(os.path.join(state_dir, name + _LOCK)):
            note.remember(host, state_dir, name, _noted(wanted.values()))
            try:
                now.canaries.update((parent, canary) for parent, canary in wanted.items() if _make(canary))
                yield now
            finally:
                left = [canary for canary in wanted.values() if not _remove(host, canary)]
                now.left.extend(canary.directory for canary in left)
                note.remember(host, state_dir, name, _noted(left) if left else None)
    finally:
        if not left:
            with suppress(OSError):
                os.unlink(os.path.join(state_dir, name + _LOCK))


def is_running(state_dir: str, run: str) -> bool:
    """Whether the command of a run has not ended."""
    try:
        with _held(os.path.join(state_dir, _NOTE + run + _LOCK), make=False):
            return False
    except _Busy:
        return True


def sweep(host: Host, state_dir: str) -> tuple[str, ...]:
    """Removes what killed commands have left. Returns the directories that could not be removed."""
    left: list[str] = []
    names = host.beginning(state_dir, _NOTE)
    for name in names:
        if name.endswith(_LOCK) or not _is_file(os.path.join(state_dir, name)):
            continue
        lock = os.path.join(state_dir, name + _LOCK)
        stuck: list[Canary] = []
        try:
            with _held(lock):
                canaries = _read(note.recall(host, state_dir, name))
                stuck = [canary for canary in canaries if not _remove(host, canary)]
                left += [canary.directory for canary in stuck]
                note.remember(host, state_dir, name, _noted(stuck) if stuck else None)
        except _Busy:
            continue  # its command still runs
        if not stuck:
            with suppress(OSError):
                os.unlink(lock)
    return tuple(left)


class _Busy(GuardError):
    """The lock of a note is held."""


def _is_file(path: str) -> bool:
    found = disk.lstat(path)
    return found is not None and stat.S_ISREG(found.st_mode)


@contextmanager
def _held(path: str, *, make: bool = True) -> Iterator[None]:
    """Holds the lock of a run. Without ``make`` one that is not there is nobody's. Raises ``_Busy``."""
    from filelock import FileLock, Timeout

    if not make and disk.lstat(path) is None:
        yield
        return
    lock = FileLock(path, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout as busy:
        raise _Busy("the canaries of another command are in use") from busy
    try:
        yield
    finally:
        with suppress(OSError):
            lock.release()


def _canary(parent: str) -> Canary:
    return Canary(os.path.join(parent, PREFIX + os.urandom(16).hex()), os.urandom(16).hex(), os.urandom(32).hex())


def _noted(canaries: Iterable[Canary]) -> bytes:
    import json

    return json.dumps([[one.directory, one.name] for one in canaries]).encode("utf-8")


def _read(data: bytes | None) -> list[Canary]:
    """What a note says; only what can be a canary of ours."""
    import json

    with suppress(ValueError, TypeError, LookupError):
        found = [Canary(str(directory), str(name), "") for directory, name in json.loads((data or b"[]")[:MAX_BYTES])]
        return [one for one in found if os.path.basename(one.directory).startswith(PREFIX) and os.path.isabs(one.path)]
    return []


def _make(canary: Canary) -> bool:
    """Whether it could be made: its parent may be somebody else's, or read-only."""
    parent, name = os.path.split(canary.directory)
    try:
        with disk.Directory(parent) as above:
            above.mkdir(name, 0o700)
            with above.inner(name) as directory:
                file = directory.open(canary.name, disk.CREATE)
                try:
                    disk.write_all(file, canary.content.encode())
                finally:
                    disk.close(file)
    except OSError:
        return False
    return True


def _remove(host: Host, canary: Canary) -> bool:
    """Whether nothing of it is left. A link or another's directory in its place is left alone."""
    parent, name = os.path.split(canary.directory)
    try:
        with disk.Directory(parent) as above:
            found = above.lstat(name)
            if not stat.S_ISDIR(found.st_mode) or (host.uid is not None and found.st_uid != host.uid):
                return False
            with above.inner(name) as directory:
                for file in (canary.name, canary.reply):
                    with suppress(FileNotFoundError):
                        directory.unlink(file)
            above.rmdir(name)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
