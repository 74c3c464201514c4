"""Whether a path may be written at all: who could have led it where, and what lies at its end."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator

from colima_guard.host import Host

#: As many links as Linux follows in one path.
_MAX_LINKS = 40
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class _Refused(Exception):
    """The reason is its text."""


def refuse_reason(host: Host, path: str) -> str | None:
    """Why the file at an absolute ``path`` must not be written, created or removed, naming the component; else ``None``.

    Every link and the file belong to the user or root, no directory on the way can be changed by others (a sticky one
    apart), the file is a regular one with one hard link, and it and its directory are not read-only.
    """
    try:
        end, found = _follow(path, host.uid)
        if found is None:
            _writable_directory(_nearest(end))
        else:
            _plain_file(end, found, host.uid)
            _writable_directory(os.path.dirname(end))
    except _Refused as refused:
        return str(refused)
    except OSError as error:
        return f"{error.filename or path} cannot be looked at: {error.strerror or error}"
    return None


def directory_refuse_reason(host: Host, path: str) -> str | None:
    """The same for a directory that is to be there: ``None`` if it is one already, or can be created."""
    try:
        end, found = _follow(path, host.uid)
        if found is None:
            _writable_directory(_nearest(end))
        elif not stat.S_ISDIR(found.st_mode):
            raise _Refused(f"{end} is in the way and is not a directory")
    except _Refused as refused:
        return str(refused)
    except OSError as error:
        return f"{error.filename or path} cannot be looked at: {error.strerror or error}"
    return None


def _follow(path: str, uid: int | None) -> tuple[str, os.stat_result | None]:
    """Where a path ends (its real path) and what lies there, having judged each component on the way."""
    end, found, linked = path, None, False
    for end, found in _steps(path):
        if found is None:
            if linked:
                raise _Refused(f"{path} is a link that leads to nothing ({end})")
            return end, None
        linked = stat.S_ISLNK(found.st_mode)
        if linked or stat.S_ISDIR(found.st_mode):
            _trusted(end, found, uid)
    return end, found


def _steps(path: str) -> Iterator[tuple[str, os.stat_result | None]]:
    """Each component as the system would walk it, with its ``lstat``; a missing one ends the walk, as real path."""
    drive, tail = os.path.splitdrive(os.path.normcase(path) if os.sep == "\\" else path)
    root = drive + os.sep
    waiting = [part for part in reversed(tail.split(os.sep)) if part]
    here, links = root, 0
    yield here, os.lstat(here)
    while waiting:
        part = waiting.pop()
        if part in (os.curdir, os.pardir):
            here = os.path.dirname(here) if part == os.pardir else here
            continue
        step = os.path.join(here, part)
        try:
            found = os.lstat(step)
        except FileNotFoundError:
            yield os.path.join(step, *reversed(waiting)), None
            return
        yield step, found
        if stat.S_ISLNK(found.st_mode):
            links += 1
            if links > _MAX_LINKS:
                raise _Refused(f"{path} goes through more than {_MAX_LINKS} links")
            target = os.readlink(step)
            here = root if os.path.isabs(target) else here
            waiting.extend(part for part in reversed(target.split(os.sep)) if part)
        else:
            here = step
            yield step, found


def _trusted(path: str, found: os.stat_result, uid: int | None) -> None:
    if uid is None:  # Windows: neither owners nor permission bits that mean something
        return
    if stat.S_ISLNK(found.st_mode):
        if found.st_uid not in (uid, 0):
            raise _Refused(f"the link {path} belongs to another user (uid {found.st_uid})")
        return
    if found.st_uid not in (uid, 0):
        raise _Refused(f"the directory {path} belongs to another user (uid {found.st_uid})")
    if found.st_mode & stat.S_ISVTX:
        return
    if found.st_mode & stat.S_IWOTH:
        raise _Refused(f"the directory {path} can be written by everyone")
    if found.st_mode & stat.S_IWGRP and not _is_ours_alone(found.st_gid, uid):
        raise _Refused(f"the directory {path} can be written by its group (gid {found.st_gid})")


def _is_ours_alone(gid: int, uid: int) -> bool:
    if gid == 0:  # root's own group can do no more than root
        return True
    import grp
    import pwd

    try:
        group, user = grp.getgrgid(gid), pwd.getpwuid(uid).pw_name
    except KeyError:
        return False
    # many Linux systems give each user a group of the same name, and a umask of 0002 with it
    return group.gr_name == user and set(group.gr_mem) <= {user}


def _plain_file(path: str, found: os.stat_result, uid: int | None) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise _Refused(f"{path} is not a regular file")
    if found.st_nlink != 1:
        raise _Refused(f"{path} has {found.st_nlink} hard links, and a new file would leave the others behind")
    if uid is not None and found.st_uid not in (uid, 0):
        raise _Refused(f"{path} belongs to another user (uid {found.st_uid})")
    # root may write what nobody is meant to write, so the bits count as well as the system's answer
    if not found.st_mode & _WRITABLE or not os.access(path, os.W_OK):
        raise _Refused(f"{path} is read-only")


def _writable_directory(path: str) -> None:
    found = os.stat(path)
    if not stat.S_ISDIR(found.st_mode):
        raise _Refused(f"{path} is not a directory")
    if not found.st_mode & _WRITABLE or not os.access(path, os.W_OK | os.X_OK):
        raise _Refused(f"the directory {path} is read-only")


def _nearest(path: str) -> str:
    """The deepest directory above ``path`` that is there."""
    while True:
        path = os.path.dirname(path)
        try:
            os.lstat(path)
            return path
        except OSError as error:
            if error.errno not in (errno.ENOENT, errno.ENOTDIR):
                raise
