"""Files as the system gives them: what lies where, what is in it, and its real path."""

from __future__ import annotations

import errno
import os
import stat as stat_
import sys
from collections.abc import Iterable

from colima_guard.host.values import MAX_BYTES, Child, Kind, Platform, Stat, Unreadable

#: names in directories that were listed, for one look at many paths
Listed = dict[str, frozenset[str]]


def stat(path: str, platform: Platform) -> Stat | None:
    """What lies at ``path``, links followed; ``None`` when nothing does. Raises ``Unreadable``."""
    try:
        target, own = os.stat(path), os.lstat(path)
    except OSError as error:
        if _is_missing(error):
            return None
        raise _unreadable(path, error) from error
    except ValueError:  # a NUL in the name: no such path can exist
        return None
    mode = target.st_mode
    kind: Kind = "file" if stat_.S_ISREG(mode) else "dir" if stat_.S_ISDIR(mode) else "other"
    changed = max(target.st_mtime_ns, own.st_mtime_ns)
    if platform != "windows":  # there it is the time of creation
        changed = max(changed, target.st_ctime_ns, own.st_ctime_ns)
    return Stat(kind, stat_.S_IMODE(mode), target.st_uid, target.st_mtime_ns, changed)


def link_target(path: str) -> str | None:
    """Where the link at ``path`` leads, as it is written; ``None`` where none lies there."""
    try:
        return os.readlink(path)
    except (OSError, ValueError):
        return None


def read(path: str, start: int, limit: int | None) -> bytes | None:
    """The bytes of a regular file from ``start``, ``limit`` at most; ``None`` when there is none.

    Raises ``Unreadable`` for anything that is no file, and without a limit for one over ``MAX_BYTES``.
    """
    try:
        if not stat_.S_ISREG(os.stat(path).st_mode):  # whoever waits at a FIFO, or in a device, notices an open
            raise _no_file(path)
        # O_NONBLOCK: nor must we wait for a writer at a FIFO that comes there in this moment
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        if _is_missing(error):
            return None
        raise _unreadable(path, error) from error
    except ValueError:
        return None
    if not stat_.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise _no_file(path)
    try:
        with os.fdopen(fd, "rb") as file:
            file.seek(start)
            data = file.read(MAX_BYTES + 1 if limit is None else limit)
    except OSError as error:  # a medium that fails, a network that is gone
        raise _unreadable(path, error) from error
    if limit is None and len(data) > MAX_BYTES:
        raise Unreadable(f"{path} is larger than {MAX_BYTES} bytes", why="no configuration file is that large")
    return data


def names(directory: str, prefix: str = "") -> list[str]:
    """The sorted names in a directory that begin with ``prefix``; empty when there is none. Raises ``Unreadable``."""
    try:
        return sorted(name for name in os.listdir(directory) if name.startswith(prefix))
    except OSError as error:
        if _is_missing(error):
            return []
        raise _unreadable(directory, error) from error


def children(directory: str) -> list[Child]:
    """What lies in a directory, sorted by name, links not followed; empty when there is none. Raises ``Unreadable``."""
    try:
        with os.scandir(directory) as found:
            return sorted(_child(entry) for entry in found)
    except OSError as error:
        if _is_missing(error):
            return []
        raise _unreadable(directory, error) from error
    except ValueError:
        return []


def _child(entry: os.DirEntry[str]) -> Child:
    if entry.is_symlink() or (sys.version_info >= (3, 12) and entry.is_junction()):
        return Child(entry.name, "link")
    if entry.is_dir(follow_symlinks=False):
        return Child(entry.name, "dir")
    return Child(entry.name, "file" if entry.is_file(follow_symlinks=False) else "other")


def among(directory: str, wanted: Iterable[str], platform: Platform) -> frozenset[str]:
    """Those of the names that a directory has, links not followed; in any case where the system takes any."""
    folds = platform != "linux"
    try:
        listed = {name.lower() if folds else name for name in os.listdir(directory)}
    except OSError as error:
        if _is_missing(error):
            return frozenset()
        # one that cannot be listed can be searched all the same
        return frozenset(name for name in wanted if os.path.lexists(os.path.join(directory, name)))
    return frozenset(name for name in wanted if (name.lower() if folds else name) in listed)


def real_path(path: str, platform: Platform, listed: Listed) -> str:
    """``path`` with every link resolved, without macOS's firmlink, in the case that is on the disk where any matches.

    ``listed`` keeps the names in the directories on its way.
    """
    try:
        real = os.path.realpath(path)
    except (OSError, ValueError):
        return path
    if platform == "macos":
        real = without_firmlink(real)
    return real if platform == "linux" else _in_its_case(real, listed)


def without_firmlink(path: str) -> str:
    """``path`` without macOS's ``/System/Volumes/Data``: ``Users`` in it is ``/Users``, which realpath cannot know."""
    prefix = "/System/Volumes/Data"
    return (path[len(prefix) :] or "/") if path == prefix or path.startswith(prefix + "/") else path


def _in_its_case(path: str, listed: Listed) -> str:
    done = os.path.splitdrive(path)[0] + os.sep
    for part in path[len(done) :].split(os.sep):
        if done not in listed:
            try:
                listed[done] = frozenset(os.listdir(done))
            except OSError:
                listed[done] = frozenset()
        if part not in listed[done]:
            part = next((name for name in listed[done] if _folded(name) == _folded(part)), part)
        done = os.path.join(done, part)
    return done


def _folded(name: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", name).casefold()


def _is_missing(error: OSError) -> bool:
    # ELOOP and ENAMETOOLONG: such a path leads nowhere, for us as for the VM programs
    return error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)


def _no_file(path: str) -> Unreadable:
    return Unreadable(f"{path} is not a regular file", do="move it away, or name another configuration directory")


def _unreadable(path: str, error: OSError) -> Unreadable:
    return Unreadable(
        f"{path} cannot be read: {error.strerror or error}",
        why="what it says may share more than we would think without it",
        do=f"make it readable for you: {path}",
    )
