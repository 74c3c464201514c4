"""A file that we print for somebody, where they want it: whole or not at all, and never over what is not ours."""

from __future__ import annotations

import os
import stat

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.store import disk, whole


def put(host: Host, path: str, data: bytes, mark: bytes, *, force: bool) -> None:
    """Writes a file (0600), or replaces one that begins with the mark; with ``force`` any regular file.

    Raises ``GuardError`` where something else lies there, or it cannot be written; what lay there is then as it was.
    """
    parent, name = os.path.split(path)
    try:
        with disk.Directory(os.path.realpath(parent)) as directory:
            before = _ours(directory, name, path, mark, force=force)

            def is_as_it_was() -> None:
                if _there(directory, name) != before:
                    raise _refused(path, "it was changed meanwhile", "run this again")

            whole.put(host, directory, name, data, is_as_it_was)
            directory.sync()
    except OSError as error:
        why = error.strerror or str(error)
        raise _refused(path, why, "name a file in a directory that is there and that you can write") from error


def _ours(directory: disk.Directory, name: str, path: str, mark: bytes, *, force: bool) -> tuple[int, ...] | None:
    """What lies there, by which it is known again; ``None`` for nothing. Raises ``GuardError`` if it is to stay."""
    found = _there(directory, name)
    if found is None:
        return None
    if not stat.S_ISREG(found[0]):
        raise _refused(path, "something lies there that is no file", "name another file")
    if not force:
        old = directory.open(name, disk.READ)
        try:
            same = os.read(old, len(mark)) == mark
        finally:
            disk.close(old)
        if not same:
            raise _refused(
                path,
                "a file lies there that is no report of colima-guard",
                "name another file, or let report --force overwrite it",
            )
    return found


def _there(directory: disk.Directory, name: str) -> tuple[int, ...] | None:
    try:
        found = directory.lstat(name)
    except FileNotFoundError:
        return None
    return found.st_mode, found.st_ino, found.st_size, found.st_mtime_ns


def _refused(path: str, why: str, do: str) -> GuardError:
    return GuardError(f"{path} was not written", why=why, do=do)
