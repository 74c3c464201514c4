"""Our state directory: what lies in it decides what a rollback writes, so nobody else may have a hand in it."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.store import disk
from colima_guard.store import trusted_path as links


def make_directory(host: Host, path: str) -> None:
    """Sees to it that ``path`` is a directory that only we can write. Missing ones on the way are made, for us alone.

    Raises ``GuardError`` when it is a link, something else, another user's, or others can write it.
    """
    host.require_home()
    reason = links.directory_refuse_reason(host, path)
    if reason is not None:
        raise _refusal(path, reason)
    _make_missing(path)
    _require_ours(host, path, os.lstat(path))


def check_file(host: Host, path: str) -> None:
    """Raises ``GuardError`` when something else than a file that only we can write lies at ``path``."""
    found = disk.lstat(path)
    if found is not None:
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
            raise _refusal(path, "it is not a regular file with one name")
        _require_ours(host, path, found)


def _make_missing(path: str) -> None:
    if disk.lstat(path) is None:
        parent, name = os.path.split(path)
        _make_missing(parent)
        with disk.Directory(os.path.realpath(parent)) as directory:
            with suppress(FileExistsError):  # another process of ours, which is not held off by a lock yet
                directory.mkdir(name, 0o700)
            directory.sync()


def _require_ours(host: Host, path: str, found: os.stat_result) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise _refusal(path, "it is a symbolic link")
    if host.uid is not None and found.st_uid != host.uid:
        raise _refusal(path, f"it belongs to another user (uid {found.st_uid})")
    if host.uid is not None and found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise _refusal(path, "others can write it")


def _refusal(path: str, reason: str) -> GuardError:
    do = f"move {path} out of the way"
    if reason.startswith("the directory ") and path not in reason:  # it is one above
        do = "see to that directory, then run this again"
    return GuardError(
        f"{path} cannot hold our journal: {reason}",
        why="whoever can change it decides what a rollback writes",
        do=do,
    )
