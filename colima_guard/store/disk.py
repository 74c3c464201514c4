"""The few things that we ask of a disk: write all of it, make it last, and stay inside one open directory."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from types import TracebackType
from typing import Self

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
BINARY = getattr(os, "O_BINARY", 0)
#: Opening a FIFO that lies where a file should must not wait for its other end.
READ = os.O_RDONLY | NOFOLLOW | BINARY | getattr(os, "O_NONBLOCK", 0)
CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW | BINARY
APPEND = os.O_RDWR | os.O_APPEND | NOFOLLOW | BINARY
NOTE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | NOFOLLOW | BINARY | getattr(os, "O_NONBLOCK", 0)
_DIRECTORY = os.O_RDONLY | NOFOLLOW | getattr(os, "O_DIRECTORY", 0)
#: Windows can neither open a directory nor work relative to one; there we fall back to whole paths.
_BY_FD = {os.open, os.stat, os.rename, os.unlink, os.mkdir, os.rmdir} <= os.supports_dir_fd


def sync(fd: int) -> None:
    """Returns once the bytes of an open file are on the medium."""
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is not None:
        # macOS's fsync leaves the data in the drive's cache; network file systems know no F_FULLFSYNC
        with suppress(OSError):
            fcntl.fcntl(fd, full)
            return
    os.fsync(fd)


def write_all(fd: int, data: bytes) -> None:
    """Writes ``data`` however many calls it takes."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def read_all(fd: int) -> bytes:
    """All bytes of an open file."""
    data = b""
    while part := os.read(fd, 1 << 16):
        data += part
    return data


def close(fd: int) -> None:
    """Closes a file that was synced or only read: whatever its closing reports, there is nothing that it could lose."""
    with suppress(OSError):
        os.close(fd)


def create(path: str, data: bytes) -> None:
    """Creates a file (0600) that was not there, with its bytes on the medium. Its directory is not synced."""
    fd = os.open(path, CREATE, 0o600)
    try:
        write_all(fd, data)
        sync(fd)
    finally:
        close(fd)


def lstat(path: str) -> os.stat_result | None:
    """What lies at ``path`` itself, a link not followed; ``None`` only if nothing does (unlike ``os.path.lexists``)."""
    try:
        return os.lstat(path)
    except FileNotFoundError:
        return None


def sync_directory(path: str) -> None:
    """Returns once the names in a directory are on the medium."""
    with Directory(path) as directory:
        directory.sync()


class Directory:
    """An open directory: names are looked up in it, whatever becomes of the path that led there."""

    def __init__(self, path: str, _fd: int | None = None) -> None:
        self.path = path
        self._fd = _fd if _fd is not None else os.open(path, _DIRECTORY) if _BY_FD else None

    def inner(self, name: str) -> Directory:
        """A directory in this one, opened; a link in its place is not followed. Raises ``OSError``."""
        path = os.path.join(self.path, name)
        return Directory(path, None if self._fd is None else os.open(name, _DIRECTORY, dir_fd=self._fd))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._fd is not None:
            close(self._fd)

    def at(self, name: str) -> str:
        """What to pass as path together with this directory's descriptor."""
        return name if self._fd is not None else os.path.join(self.path, name)

    def is_still_at(self, path: str) -> bool:
        """Whether ``path`` leads to this very directory."""
        return self._fd is None or os.path.samestat(os.fstat(self._fd), os.stat(path))

    def open(self, name: str, flags: int) -> int:
        return os.open(self.at(name), flags, 0o600, dir_fd=self._fd)

    def lstat(self, name: str) -> os.stat_result:
        return os.stat(self.at(name), dir_fd=self._fd, follow_symlinks=False)

    def names(self) -> list[str]:
        """What is in it. Raises ``OSError``."""
        return os.listdir(self.path if self._fd is None else self._fd)

    def rename(self, old: str, new: str) -> None:
        os.replace(self.at(old), self.at(new), src_dir_fd=self._fd, dst_dir_fd=self._fd)

    def unlink(self, name: str) -> None:
        os.unlink(self.at(name), dir_fd=self._fd)

    def mkdir(self, name: str, mode: int) -> None:
        """Creates a directory with exactly these permission bits, whatever the umask."""
        os.mkdir(self.at(name), mode, dir_fd=self._fd)
        if self._fd is not None:
            made = os.open(name, _DIRECTORY, dir_fd=self._fd)
            try:
                if stat.S_IMODE(os.fstat(made).st_mode) != mode:
                    os.fchmod(made, mode)
            finally:
                close(made)

    def rmdir(self, name: str) -> None:
        os.rmdir(self.at(name), dir_fd=self._fd)

    def sync(self) -> None:
        if self._fd is None:
            return
        try:
            sync(self._fd)
        except OSError as error:
            # some network and FUSE file systems have no fsync for directories, and order their renames themselves
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
