"""Whether a path may be written at all: who could have led it where, and what lies at its end."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator

from colima_guard.host.machine import Host
from colima_guard.store.disk import lstat

#: As many links as Linux follows in one path.
_MAX_LINKS = 40
#: what Nix and Guix make is read there, and never written
_STORES = ("/nix/store/", "/gnu/store/")
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class _Refused(Exception):
    """The reason is its text."""


def refuse_reason(host: Host, path: str) -> str | None:
    """Why the file at an absolute ``path`` must not be written, created or removed, naming the component.

    ``None`` if it may be.
    Every link and the file belong to the user or root, no directory on the way can be changed by others (a sticky one
    apart), the file is a regular one with one hard link, and it and its directory are not read-only.
    """
    return _reason(host, path, _plain_file)


def directory_refuse_reason(host: Host, path: str) -> str | None:
    """The same for a directory that is to be there: ``None`` if it is one already, or can be created."""
    return _reason(host, path, _directory)


def _reason(host: Host, path: str, judge: Callable[[str, os.stat_result, int | None], None]) -> str | None:
    try:
        end, found = _follow(path, host.uid)
        if found is None:
            _writable_directory(_nearest(end), host.uid)
        else:
            judge(end, found, host.uid)
    except _Refused as refused:
        return str(refused)
    except OSError as error:
        return f"{error.filename or path} cannot be looked at: {error.strerror or error}"
    return None


def _follow(path: str, uid: int | None) -> tuple[str, os.stat_result | None]:
    """Where a path ends (its real path) and what lies there, having judged each component on the way."""
    if uid is None:  # Windows: neither owners nor permission bits that mean something
        end = os.path.realpath(path)
        return end, lstat(end)
    for end, found in _steps(path):
        if found is not None:
            _trusted(end, found, uid)
    return end, found


def _steps(path: str) -> Iterator[tuple[str, os.stat_result | None]]:
    """Each component in the order in which the system walks it, with its ``lstat``; a missing one ends the walk."""
    waiting = _parts(path)
    here = os.sep
    links = 0
    in_link: int | None = None  # how many components of ``path`` itself are left once the link is walked
    yield here, os.lstat(here)
    while waiting:
        part = waiting.pop()
        if in_link is not None and len(waiting) < in_link:
            in_link = None
        step = os.path.dirname(here) if part == os.pardir else os.path.join(here, part)
        found = lstat(step)
        if found is None and in_link is not None:
            raise _Refused(f"{path} goes through a link that leads to nothing ({step})")
        if found is None:
            yield os.path.join(step, *reversed(waiting)), None
            return
        yield step, found
        if not stat.S_ISLNK(found.st_mode):
            here = step
            continue
        links += 1
        if links > _MAX_LINKS:
            raise _Refused(f"{path} goes through more than {_MAX_LINKS} links")
        in_link = len(waiting) if in_link is None else in_link
        target = os.readlink(step)
        here = os.sep if os.path.isabs(target) else here
        waiting.extend(_parts(target))


def _parts(path: str) -> list[str]:
    return [part for part in reversed(path.split(os.sep)) if part not in ("", os.curdir)]


def _trusted(path: str, found: os.stat_result, uid: int) -> None:
    if stat.S_ISLNK(found.st_mode):
        if found.st_uid not in (uid, 0):
            raise _Refused(f"the link {path} belongs to another user (uid {found.st_uid})")
        return
    if not stat.S_ISDIR(found.st_mode):
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
    if _is_read_only(path, found, uid, os.W_OK):
        raise _Refused(f"{path} is read-only")
    _keepable(path, found, uid)
    _writable_directory(os.path.dirname(path), uid)


def _keepable(path: str, found: os.stat_result, uid: int | None) -> None:
    """Owner and group that a new file in its place could not have are known before anything is written."""
    if uid in (None, 0) or os.geteuid() != uid:
        return
    if found.st_uid != uid:
        raise _Refused(f"{path} belongs to root, and a new file in its place would be yours")
    if found.st_gid not in (os.getegid(), *os.getgroups()):
        raise _Refused(f"{path} belongs to a group that you are not in (gid {found.st_gid}), which cannot be kept")


def _directory(path: str, found: os.stat_result, uid: int | None) -> None:
    if not stat.S_ISDIR(found.st_mode):
        raise _Refused(f"{path} is in the way and is not a directory")


def _writable_directory(path: str, uid: int | None) -> None:
    found = os.stat(path)
    if not stat.S_ISDIR(found.st_mode):
        raise _Refused(f"{path} is not a directory")
    if _is_read_only(path, found, uid, os.W_OK | os.X_OK):
        raise _Refused(f"the directory {path} is read-only")


def _is_read_only(path: str, found: os.stat_result, uid: int | None, access: int) -> bool:
    # root may write what nobody is meant to write (a Nix store), so the bits count as well as the system's answer;
    # on Windows the bit of a directory is a mark of the Explorer's
    without_bits = uid is not None and not found.st_mode & _WRITABLE
    return without_bits or not os.access(path, access)


def in_store(path: str) -> bool:
    """Whether a file is another program's to make: in a store of Nix or Guix, or where its directory is read-only too.

    A file system that is mounted read-only is such a place.
    """
    real = os.path.realpath(path)
    if real.startswith(_STORES):
        return True
    there = real if os.path.exists(real) else _nearest(real)
    try:
        if hasattr(os, "statvfs") and os.statvfs(there).f_flag & os.ST_RDONLY:
            return True
        mode, above = os.stat(there).st_mode, os.stat(os.path.dirname(there)).st_mode
    except OSError:
        return False
    return not (mode & _WRITABLE or above & _WRITABLE)


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
