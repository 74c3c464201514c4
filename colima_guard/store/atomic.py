"""One file or directory from its old state to its new one, with nothing in between that anybody could see."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress

from colima_guard.host.machine import Host
from colima_guard.model.plan import FileChange
from colima_guard.store import attributes, disk
from colima_guard.store.change import ChangedDirectory
from colima_guard.store.prepare import changed, inspect
from colima_guard.store.setting import set_value


def temporary(change_id: str, index: int) -> str:
    """The name of the temporary file for a change's file number ``index``; a recovery finds it by that name."""
    return f".colima-guard-{change_id}-{index}.tmp"


def write(host: Host, file: FileChange, mode: int | None, temp: str) -> None:
    """Replaces, creates or removes one file whose bytes and ``mode`` (``None``: no file) must still be as planned.

    Returns once the change is on the medium. Raises ``GuardError`` or ``OSError``; then the file is as it was, unless
    it was making the new name last that failed. A temporary file is left in its directory only by a kill. A program
    that is told a value may have taken it all the same.
    """
    if file.setting is not None:
        inspect(host, file)
        set_value(host, file.setting, file.after)
        return
    with disk.Directory(os.path.dirname(file.real_path)) as directory:
        if file.after is None:
            _last_look(host, file, mode, directory)
            directory.unlink(os.path.basename(file.real_path))
        else:
            _put(host, file, mode, directory, temp)
        directory.sync()


def _put(host: Host, file: FileChange, mode: int | None, directory: disk.Directory, temp: str) -> None:
    name = os.path.basename(file.real_path)
    new = directory.open(temp, disk.CREATE)
    try:
        try:
            disk.write_all(new, file.after or b"")
            if mode is not None:
                _keep_attributes(directory, name, new, temp)
            attributes.set_mode(new, file.mode, file.path)
            disk.sync(new)
        finally:
            disk.close(new)
        _last_look(host, file, mode, directory)
        directory.rename(temp, name)
    except BaseException:
        # here and not by a recovery alone: the directory may have been moved to where that does not look
        with suppress(OSError):
            directory.unlink(temp)
        raise


def _last_look(host: Host, file: FileChange, mode: int | None, directory: disk.Directory) -> None:
    # after all that takes time: what is left between this look and the last step is as short as we can make it
    if inspect(host, file) != mode or not directory.is_still_at(os.path.dirname(file.real_path)):
        raise changed(file)


def _keep_attributes(directory: disk.Directory, name: str, new: int, temp: str) -> None:
    old = directory.open(name, disk.READ)
    try:
        attributes.keep(old, directory.at(name), new, directory.at(temp))
    finally:
        disk.close(old)


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
