"""One file or directory from its old state to its new one, with nothing in between that anybody could see."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable

from colima_guard.host import Host
from colima_guard.model.plan import FileChange
from colima_guard.store import attributes, disk
from colima_guard.store.change import ChangedDirectory
from colima_guard.store.prepare import changed, inspect


def temporary(change_id: str, index: int) -> str:
    """The name of the temporary file for a change's file number ``index``; a recovery finds it by that name."""
    return f".colima-guard-{change_id}-{index}.tmp"


def write(host: Host, file: FileChange, mode: int | None, temp: str) -> None:
    """Replaces, creates or removes one file whose bytes and ``mode`` (``None``: no file) must still be as planned.

    Returns once the change is on the medium. Raises ``GuardError`` or ``OSError``; then the file is as it was, unless
    it was the last step, making the new name last, that failed. A temporary file may be left in its directory.
    """
    parent, name = os.path.split(file.real_path)
    with disk.Directory(parent) as directory:
        if file.after is not None:
            _fill(directory, name, temp, file, replaces=mode is not None)
        # here, after all that takes time: what is left between this look and the rename is as short as we can make it
        if inspect(host, file) != mode or not directory.is_still_at(parent):
            raise changed(file)
        if file.after is None:
            directory.unlink(name)
        else:
            directory.rename(temp, name)
        directory.sync()


def _fill(directory: disk.Directory, name: str, temp: str, file: FileChange, *, replaces: bool) -> None:
    new = directory.open(temp, disk.CREATE)
    try:
        disk.write_all(new, file.after or b"")
        if replaces:
            old = directory.open(name, disk.READ)
            try:
                attributes.keep(old, directory.at(name), new, directory.at(temp))
            finally:
                disk.close(old)
        attributes.set_mode(new, file.mode, file.path)
        disk.sync(new)
    finally:
        disk.close(new)


def make_directory(made: ChangedDirectory) -> None:
    """Creates one directory (its parent is there), with exactly its mode."""
    _in_parent(made.path, lambda directory, name: directory.mkdir(name, made.mode))


def remove_directory(path: str) -> None:
    """Removes a directory if it is there and empty; anything else that lies at ``path`` is kept."""
    try:
        _in_parent(path, lambda directory, name: directory.rmdir(name))
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ENOTEMPTY, errno.EEXIST):
            raise


def remove_temporary(host: Host, real_path: str, temp: str) -> None:
    """Removes a temporary file of ours from the directory of ``real_path``, if one was left there."""
    try:
        with disk.Directory(os.path.dirname(real_path)) as directory:
            found = directory.lstat(temp)
            # what somebody else planted under that name is not ours to remove
            if stat.S_ISREG(found.st_mode) and (host.uid is None or found.st_uid == host.uid):
                directory.unlink(temp)
                directory.sync()
    except (FileNotFoundError, NotADirectoryError):
        return


def _in_parent(path: str, act: Callable[[disk.Directory, str], None]) -> None:
    parent, name = os.path.split(path)
    with disk.Directory(parent) as directory:
        act(directory, name)
        directory.sync()
