"""The one seam to the machine.

Nothing else in the package reads ``os.environ``, ``Path.home()`` or ``sys.platform``. A ``Host`` also remembers
each question it was asked, so that a verdict carries the exact list of things that it depends on.
"""

from __future__ import annotations

import errno
import os
import stat as stat_
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from colima_guard.errors import GuardError

Platform = Literal["macos", "linux", "windows"]
Kind = Literal["file", "dir", "other"]

#: No configuration file that we read is larger; a larger one is refused unread.
MAX_BYTES = 1 << 20


class Unreadable(GuardError):
    """A file is there and cannot be read: too large, not a regular file, no permission."""


@dataclass(frozen=True, slots=True)
class Completed:
    """What a command did: its exit code (``None`` when it was stopped at the timeout) and its output as text."""

    code: int | None
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Stat:
    """What the file system says of a path, links followed: kind, permission bits, owner, time of change (ns).

    For a link ``mtime_ns`` is the newer of its own time and its target's: a link that now leads elsewhere is a change.
    """

    kind: Kind
    mode: int
    uid: int
    mtime_ns: int


def _platform() -> Platform:
    if sys.platform == "darwin":
        return "macos"
    return "windows" if sys.platform == "win32" else "linux"


class Host:
    """The machine that we look at: its environment, platform, files and commands.

    Every argument has the real machine as its default; tests pass an environment whose ``HOME`` lies in a
    temporary directory and name the platform that they pretend to be.
    """

    def __init__(
        self,
        environ: Mapping[str, str] | None = None,
        platform: Platform | None = None,
        os_version: tuple[int, ...] | None = None,
        machine: str | None = None,
        cwd: str | None = None,
    ) -> None:
        self._environ = dict(os.environ if environ is None else environ)
        self.platform: Platform = platform or _platform()
        self._os_version = os_version
        self._machine = machine
        self._cwd = cwd
        #: every question asked so far: (kind of question, its subject)
        self.asked: dict[tuple[str, str], None] = {}

    def _remember(self, question: str, subject: str) -> None:
        self.asked[question, subject] = None

    # -- who and where ---------------------------------------------------------------------------------------------

    @property
    def home(self) -> str:
        """The home directory as the VM programs see it: ``$HOME``, never the password database."""
        name = "USERPROFILE" if self.platform == "windows" else "HOME"
        value = self.env(name)
        if not value or not os.path.isabs(value):
            raise GuardError(
                f"the environment variable {name} is not set to an absolute path",
                why="Colima and Lima take the home directory from it, so we cannot know what they would share",
                do=f"set {name} and run again",
            )
        return value.rstrip("/") or "/"

    def env(self, name: str) -> str | None:
        """The value of an environment variable, ``None`` when it is not set."""
        self._remember("env", name)
        return self._environ.get(name)

    @property
    def environ(self) -> Mapping[str, str]:
        """The whole environment, for a command that is started in it."""
        return self._environ

    @property
    def cwd(self) -> str:
        self._remember("cwd", "")
        return self._cwd or os.getcwd()

    @property
    def os_version(self) -> tuple[int, ...]:
        """The macOS product version, such as ``(14, 5)``; empty elsewhere or when it cannot be told."""
        if self._os_version is None:
            import platform

            text = platform.mac_ver()[0] if self.platform == "macos" else ""
            self._os_version = tuple(int(part) for part in text.split(".") if part.isdigit())
        return self._os_version

    @property
    def machine(self) -> str:
        """The processor in Lima's words: ``aarch64`` or ``x86_64``, else what the system says."""
        if self._machine is None:
            import platform

            self._machine = platform.machine()
        return {"arm64": "aarch64", "AMD64": "x86_64", "amd64": "x86_64"}.get(self._machine, self._machine)

    @property
    def uid(self) -> int | None:
        """Our effective user id, ``None`` where the system has none (Windows)."""
        return os.geteuid() if hasattr(os, "geteuid") else None

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    # -- files -----------------------------------------------------------------------------------------------------

    def stat(self, path: str) -> Stat | None:
        """What lies at ``path``, links followed; ``None`` when nothing does (a dangling link counts as nothing).

        Raises ``Unreadable`` when the system does not let us look.
        """
        self._remember("stat", path)
        try:
            found = os.stat(path)
            mtime = max(found.st_mtime_ns, os.lstat(path).st_mtime_ns)
        except OSError as error:
            if _is_missing(error):
                return None
            raise _unreadable(path, error) from error
        except ValueError:  # a NUL in the name: no such path can exist
            return None
        mode = found.st_mode
        kind: Kind = "file" if stat_.S_ISREG(mode) else "dir" if stat_.S_ISDIR(mode) else "other"
        return Stat(kind, stat_.S_IMODE(mode), found.st_uid, mtime)

    def is_dir(self, path: str) -> bool:
        found = self.stat(path)
        return found is not None and found.kind == "dir"

    def exists(self, path: str) -> bool:
        return self.stat(path) is not None

    def is_link(self, path: str) -> bool:
        self._remember("link", path)
        return os.path.islink(path)

    def read(self, path: str) -> bytes | None:
        """The bytes of a regular file, links followed; ``None`` when there is none.

        Raises ``Unreadable`` for anything else that lies there, and for a file over ``MAX_BYTES``.
        """
        self._remember("read", path)
        try:
            # O_NONBLOCK: opening a FIFO that someone left there must not wait for a writer
            fd = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        except OSError as error:
            if _is_missing(error):
                return None
            raise _unreadable(path, error) from error
        except ValueError:
            return None
        with os.fdopen(fd, "rb") as file:
            if not stat_.S_ISREG(os.fstat(fd).st_mode):
                raise Unreadable(
                    f"{path} is not a regular file", do="move it away, or name another configuration directory"
                )
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise Unreadable(f"{path} is larger than {MAX_BYTES} bytes", why="no configuration file is that large")
        return data

    def names(self, path: str) -> list[str]:
        """The sorted names in a directory; empty when there is none. Raises ``Unreadable``."""
        self._remember("list", path)
        try:
            return sorted(os.listdir(path))
        except OSError as error:
            if _is_missing(error):
                return []
            raise _unreadable(path, error) from error

    def realpath(self, path: str) -> str:
        """``path`` with every symbolic link resolved, and macOS's firmlink prefix taken off.

        On macOS and Windows, where names match in any case, in the case that is on the disk.
        """
        self._remember("realpath", path)
        try:
            real = os.path.realpath(path)
        except (OSError, ValueError):
            return path
        if self.platform == "macos":
            real = _without_firmlink(real)
        return real if self.platform == "linux" else self._on_disk_case(real)

    def _on_disk_case(self, path: str) -> str:
        done = os.path.splitdrive(path)[0] + os.sep
        for part in path[len(done) :].split(os.sep):
            try:
                names = os.listdir(done)
            except OSError:
                names = []
            if part not in names:
                part = next((name for name in names if _folded(name) == _folded(part)), part)
            done = os.path.join(done, part)
        return done

    # -- processes -------------------------------------------------------------------------------------------------

    def alive(self, pid: int) -> bool:
        """Whether a process with this number exists."""
        self._remember("pid", str(pid))
        if pid <= 0:
            return False
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except OSError as error:
            return error.errno == errno.EPERM
        except OverflowError:
            return False
        return True

    def which(self, command: str) -> str | None:
        """The path of a command on ``PATH``, ``None`` when there is none."""
        import shutil

        self._remember("which", command)
        return shutil.which(command, path=self._environ.get("PATH", ""))

    def run(self, argv: list[str], *, timeout: float, env: Mapping[str, str] | None = None) -> Completed:
        """Runs a command (never through a shell) with the environment of this host and ``env`` on top.

        Raises ``GuardError`` when it cannot be started.
        """
        self._remember("run", "\0".join(argv))
        try:
            done = subprocess.run(
                argv,
                env={**self._environ, **(env or {})},
                cwd=self._cwd,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            return Completed(None, _text(late.stdout), _text(late.stderr))
        except OSError as error:
            raise GuardError(f"cannot run {argv[0]}: {error.strerror or error}") from error
        return Completed(done.returncode, _text(done.stdout), _text(done.stderr))


def _text(data: bytes | str | None) -> str:
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else data or ""


def _is_missing(error: OSError) -> bool:
    # ELOOP and ENAMETOOLONG: such a path leads nowhere, for us as for the VM programs
    return error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)


def _unreadable(path: str, error: OSError) -> Unreadable:
    return Unreadable(
        f"{path} cannot be read: {error.strerror or error}",
        why="what it says may share more than we would think without it",
        do=f"make it readable for you: {path}",
    )


def _without_firmlink(path: str) -> str:
    # /System/Volumes/Data/Users is /Users by a firmlink, which realpath does not resolve
    prefix = "/System/Volumes/Data"
    return (path[len(prefix) :] or "/") if path == prefix or path.startswith(prefix + "/") else path


def _folded(name: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", name).casefold()
