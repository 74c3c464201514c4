"""The one seam to the machine.

Nothing else in the package reads ``os.environ``, ``Path.home()`` or ``sys.platform``. A ``Host`` also remembers
each question it was asked, so that a verdict carries the exact list of things that it depends on.
"""

from __future__ import annotations

import errno
import os
import stat as stat_
import sys
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Literal, NamedTuple

from colima_guard.errors import GuardError

if TYPE_CHECKING:
    from datetime import date
    from subprocess import CompletedProcess

    from colima_guard.model.mount import MountTable

Platform = Literal["macos", "linux", "windows"]
Kind = Literal["file", "dir", "other"]

#: No configuration file that we read is larger; a larger one is refused unread.
MAX_BYTES = 1 << 20
#: what is mounted, as this process sees it (proc(5))
MOUNTINFO = "/proc/self/mountinfo"
#: Seconds: a VM that is restarted waits for its guest, and a first boot under emulation takes minutes.
PATIENCE = 900.0
#: Seconds: a program that is only asked for its version must not hang us.
VERSION_PATIENCE = 5.0
#: Seconds: a list of all processes takes some milliseconds, on a busy Windows some seconds.
_LIST_PATIENCE = 15.0


class Unreadable(GuardError):
    """A file is there and cannot be read: too large, not a regular file, no permission."""


# named tuples: even --version starts with this module, and a dataclass is compiled anew at every start
class Completed(NamedTuple):
    """What a command did: its exit code (``None`` when it was stopped at the timeout) and its output as text."""

    code: int | None
    out: str
    err: str


class Process(NamedTuple):
    """A process: its number, and its command line (on Windows the name of its program)."""

    pid: int
    command: str


class Stat(NamedTuple):
    """What the file system says of a path, links followed: kind, permission bits, owner, time of change (ns).

    ``mtime_ns`` is when its bytes were written. ``changed_ns`` is when anything about it changed, which an older file
    moved into its place cannot hide; for a link it is the newer of its own time and its target's, for a link that now
    leads elsewhere is a change.
    """

    kind: Kind
    mode: int
    uid: int
    mtime_ns: int
    changed_ns: int


class Entry(NamedTuple):
    """A file that is met on a walk: who it is, and how many names it has."""

    path: str
    device: int
    inode: int
    links: int


def _platform() -> Platform:
    if sys.platform == "darwin":
        return "macos"
    return "windows" if sys.platform == "win32" else "linux"


class Host:
    """The machine that we look at: its environment, platform, files and commands.

    Every argument has the real machine as its default; tests pass an environment whose ``HOME`` lies in a
    temporary directory and name the platform that they pretend to be. ``patience`` is the longest that any command
    may take, in seconds.
    """

    def __init__(
        self,
        environ: Mapping[str, str] | None = None,
        platform: Platform | None = None,
        os_version: tuple[int, ...] | None = None,
        machine: str | None = None,
        cwd: str | None = None,
        patience: float = PATIENCE,
        mounts: str | None = None,
    ) -> None:
        #: whether this is another machine than the one that we run on
        self.pretended = any(given is not None for given in (environ, platform, os_version, machine, cwd))
        self._environ = dict(os.environ if environ is None else environ)
        self.platform: Platform = platform or _platform()
        self._os_version = os_version
        self._machine = machine
        self._cwd = cwd
        self.patience = patience
        #: the list of mounts as the system would print it
        self._mounts_text = mounts
        self._versions: dict[tuple[str, int], str] = {}
        #: real paths and the names in directories on their way, while ``steady``
        self._real: dict[str, str] | None = None
        self._listed: dict[str, frozenset[str]] | None = None
        self._mounts: MountTable | None = None
        #: real directories in which VMs may write; nothing below them is run
        self.distrusted: dict[str, None] = {}
        #: every question asked so far: (kind of question, its subject)
        self.asked: dict[tuple[str, str], None] = {}
        #: told of each question that was not asked before, before it is answered
        self.witness: Callable[[str, str], None] | None = None

    def _remember(self, question: str, subject: str) -> None:
        if (question, subject) not in self.asked:
            self.asked[question, subject] = None
            if self.witness is not None:
                self.witness(question, subject)

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

    def require_home(self) -> None:
        """Raises ``GuardError`` where the home directory does not exist: nothing may be made in its place."""
        if self.is_dir(self.home):
            return
        name = "USERPROFILE" if self.platform == "windows" else "HOME"
        raise GuardError(
            f"the home directory {self.home} does not exist",
            why=f"{name} names it, and the files of VMs and ours lie in it; one that is made now would be nobody's",
            do=f"set {name} to your home, and run again",
        )

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
        try:
            return self._cwd or os.getcwd()
        except OSError as error:
            raise GuardError(
                f"the working directory cannot be told: {error.strerror}",
                why="a relative path is one below it",
                do="cd to a directory that exists",
            ) from error

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

    @property
    def user(self) -> str:
        """The user's name, as Lima takes it for the guest's user."""
        self._remember("user", "")
        import getpass

        return self._environ.get("USER") or self._environ.get("LOGNAME") or getpass.getuser()

    @property
    def name(self) -> str:
        """What the machine calls itself in a network."""
        self._remember("name", "")
        import platform

        return platform.node()

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def today(self) -> date:
        """The day by UTC."""
        self._remember("today", "")
        from datetime import UTC, datetime

        return datetime.fromtimestamp(self.now(), UTC).date()

    # -- files -----------------------------------------------------------------------------------------------------

    def stat(self, path: str) -> Stat | None:
        """What lies at ``path``, links followed; ``None`` when nothing does (a dangling link counts as nothing).

        Raises ``Unreadable`` when the system does not let us look.
        """
        self._remember("stat", path)
        return self._found(path)

    def _found(self, path: str) -> Stat | None:
        try:
            found, own = os.stat(path), os.lstat(path)
        except OSError as error:
            if _is_missing(error):
                return None
            raise _unreadable(path, error) from error
        except ValueError:  # a NUL in the name: no such path can exist
            return None
        mode = found.st_mode
        kind: Kind = "file" if stat_.S_ISREG(mode) else "dir" if stat_.S_ISDIR(mode) else "other"
        changed = max(found.st_mtime_ns, own.st_mtime_ns)
        if self.platform != "windows":  # there it is the time of creation
            changed = max(changed, found.st_ctime_ns, own.st_ctime_ns)
        return Stat(kind, stat_.S_IMODE(mode), found.st_uid, found.st_mtime_ns, changed)

    def kind(self, path: str) -> Kind | None:
        """What sort of thing lies at ``path``, links followed; ``None`` when nothing does. Raises ``Unreadable``."""
        self._remember("kind", path)
        found = self._found(path)
        return found.kind if found is not None else None

    def look(self, path: str) -> Kind | None:
        """The same, and nothing where the system does not let us look: so Go programs take an error of their stat."""
        try:
            return self.kind(path)
        except Unreadable:
            return None

    def is_dir(self, path: str) -> bool:
        return self.kind(path) == "dir"

    def exists(self, path: str) -> bool:
        return self.kind(path) is not None

    def is_link(self, path: str) -> bool:
        self._remember("link", path)
        return os.path.islink(path)

    def link(self, path: str) -> str | None:
        """Where the link at ``path`` leads, as it is written; ``None`` where none lies there."""
        self._remember("link", path)
        try:
            return os.readlink(path)
        except (OSError, ValueError):
            return None

    def read(self, path: str, *, start: int = 0, limit: int | None = None) -> bytes | None:
        """The bytes of a regular file, links followed; ``None`` when there is none.

        With a ``limit`` so many of them at most, from ``start``, and the rest unread: logs and images may be of any
        size. Without one raises ``Unreadable`` for a file over ``MAX_BYTES``; always for anything that is no file.
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
        if not stat_.S_ISREG(os.fstat(fd).st_mode):
            os.close(fd)
            raise Unreadable(
                f"{path} is not a regular file", do="move it away, or name another configuration directory"
            )
        try:
            with os.fdopen(fd, "rb") as file:
                file.seek(start)
                data = file.read(MAX_BYTES + 1 if limit is None else limit)
        except OSError as error:  # a medium that fails, a network that is gone
            raise _unreadable(path, error) from error
        if limit is None and len(data) > MAX_BYTES:
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

    def beginning(self, directory: str, prefix: str) -> list[str]:
        """The sorted names in a directory that begin like this; the others are no matter. Raises ``Unreadable``."""
        self._remember("beginning", f"{directory}\0{prefix}")
        try:
            return sorted(name for name in os.listdir(directory) if name.startswith(prefix))
        except OSError as error:
            if _is_missing(error):
                return []
            raise _unreadable(directory, error) from error

    def among(self, directory: str, names: Iterable[str]) -> frozenset[str]:
        """Those of the names that a directory has, links not followed; in any case where the system takes any."""
        names = sorted(names)
        self._remember("among", "\0".join((directory, *names)))
        folds = self.platform != "linux"
        try:
            there = {name.lower() if folds else name for name in os.listdir(directory)}
        except OSError as error:
            if _is_missing(error):
                return frozenset()
            # one that cannot be listed can be searched all the same
            return frozenset(name for name in names if os.path.lexists(os.path.join(directory, name)))
        return frozenset(name for name in names if (name.lower() if folds else name) in there)

    def walk(self, top: str, devices: Container[int] | None = None) -> Iterator[Entry]:
        """Every file at or below a path, links not followed; directories of other devices are not entered."""
        self._remember("walk", top)
        waiting = [top]
        while waiting:
            path = waiting.pop()
            try:
                found = os.lstat(path)
                if not stat_.S_ISDIR(found.st_mode):
                    yield Entry(path, found.st_dev, found.st_ino, found.st_nlink)
                elif devices is None or found.st_dev in devices:
                    waiting += (os.path.join(path, name) for name in os.listdir(path))
            except (OSError, ValueError):  # what we cannot see, no VM program that we start can show
                continue

    def realpath(self, path: str) -> str:
        """``path`` with every symbolic link resolved, and macOS's firmlink prefix taken off.

        On macOS and Windows, where names match in any case, in the case that is on the disk.
        """
        self._remember("realpath", path)
        if self._real is None:
            return self._resolved(path)
        if path not in self._real:
            self._real[path] = self._resolved(path)
        return self._real[path]

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Within it the links of a path are resolved once: for one look at many files below the same directories."""
        before = self._real, self._listed, self._mounts
        if self._real is None:
            self._real, self._listed = {}, {}
        try:
            yield
        finally:
            self._real, self._listed, self._mounts = before

    def _resolved(self, path: str) -> str:
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
            names = self._in(done)
            if part not in names:
                part = next((name for name in names if _folded(name) == _folded(part)), part)
            done = os.path.join(done, part)
        return done

    def _in(self, directory: str) -> frozenset[str]:
        listed = {} if self._listed is None else self._listed
        if directory not in listed:
            try:
                listed[directory] = frozenset(os.listdir(directory))
            except OSError:
                listed[directory] = frozenset()
        return listed[directory]

    # -- mounts ----------------------------------------------------------------------------------------------------

    def mounts(self, directories: Iterable[str]) -> MountTable:
        """What is mounted, asked for the sake of these real directories: at, below or above them, or of the same file
        systems. Nothing on Windows, where a volume in a directory is a link, and resolved as one.
        """
        self._remember("mounts", "\0".join(sorted(directories)))
        if self._mounts is None:
            table = self._mount_table()
            if self._real is None:
                return table
            self._mounts = table
        return self._mounts

    def _mount_table(self) -> MountTable:
        from colima_guard.host import mount_table as mounted
        from colima_guard.model.mount import MountTable

        text = self._mounts_text
        if self.platform == "windows" or (text is None and self.platform != _platform()):
            return MountTable(())
        if self.platform == "macos":
            text = self._printed(["/sbin/mount"]) if text is None else text
            return mounted.macos(text or "", _without_firmlink)
        if text is None:
            try:
                # no file of a kind that ``read`` takes: its size is 0, and it may be larger than a configuration file
                with open(MOUNTINFO, encoding="utf-8", errors="surrogateescape", newline="\n") as file:
                    text = file.read()
            except OSError:
                text = ""
        return mounted.linux(text)

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

    def process_started(self, pid: int) -> float | None:
        """When a process was started, in seconds since 1970 and true to about two; ``None`` when it cannot be told."""
        self._remember("started", str(pid))
        if self.platform == "windows":
            return self._started_by_powershell(pid)
        if self.platform == "macos":
            return self._started_by_ps(pid)
        from colima_guard.host.processes import started_by_proc

        return started_by_proc(pid)

    def _started_by_ps(self, pid: int) -> float | None:
        import calendar

        try:
            # by UTC: an hour of local time can come twice
            asked = ["/bin/ps", "-o", "lstart=", "-p", str(pid)]
            said = self.run(asked, timeout=VERSION_PATIENCE, env={"TZ": "UTC", "LC_ALL": "C"})
            return float(calendar.timegm(time.strptime(said.out.strip(), "%a %b %d %H:%M:%S %Y")))
        except (GuardError, ValueError):
            return None

    def _started_by_powershell(self, pid: int) -> float | None:
        # tasklist does not tell, and wmic is gone from Windows 11
        script = f"[DateTimeOffset]::new((Get-Process -Id {pid}).StartTime).ToUnixTimeSeconds()"
        try:
            said = self.run(["powershell", "-NoProfile", "-NonInteractive", "-Command", script], timeout=_LIST_PATIENCE)
            return float(said.out.strip())
        except (GuardError, ValueError):
            return None

    def processes(self) -> tuple[Process, ...] | None:
        """Every process, ``None`` where the list cannot be had whole."""
        self._remember("processes", "")
        windows = self.platform == "windows"
        argv = ["tasklist", "/fo", "csv", "/nh"] if windows else ["ps", "-axww", "-o", "pid=,args="]
        self._remember("which", argv[0])
        said = self._printed(argv)
        if said is None:
            return None
        from colima_guard.host.processes import listed_by_ps, listed_by_tasklist

        return tuple(listed_by_tasklist(said) if windows else listed_by_ps(said)) or None

    def _printed(self, argv: list[str]) -> str | None:
        """What a command prints that leaves nothing running, so that its end is seen at once; ``None`` if not whole."""
        import subprocess

        limit = min(_LIST_PATIENCE, self.patience)
        try:
            argv, env = self._trusted(argv, {"LC_ALL": "C"})
            done = self._started(argv, env, limit, subprocess.PIPE, subprocess.DEVNULL)
        except (GuardError, OSError, ValueError, subprocess.TimeoutExpired):
            return None
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 and len(done.stdout) < MAX_BYTES else None

    def get(self, socket: str, path: str, *, timeout: float) -> bytes | None:
        """What a local HTTP server answers to a GET of ``path``; ``None`` where it gives no good answer in time.

        ``socket`` is the path of a Unix socket, or of a named pipe on Windows.
        """
        self._remember("socket", f"{socket}\0{path}")
        from colima_guard.host.local_http import get

        return get(socket, path, timeout=min(timeout, self.patience), pipe=self.platform == "windows")

    def sleep(self, seconds: float) -> None:
        """Waits."""
        time.sleep(seconds)

    def distrust(self, directories: Iterable[str]) -> None:
        """From here on runs no program that lies below these real directories either: VMs may write there."""
        self.distrusted |= dict.fromkeys(directories)

    def which(self, command: str) -> str | None:
        """The path of a command on ``PATH`` that may be run, ``None`` when there is none."""
        self._remember("which", command)
        found = self._on_path(command)
        if not self.distrusted:
            return next(found, None)
        from colima_guard.host.programs import is_writable

        return next((file for file in found if not is_writable(self, file, self.distrusted)), None)

    def planted(self, command: str) -> str | None:
        """What a shell would run by this name although VMs may write it; ``None`` for what may be run, or nothing."""
        if not self.distrusted:
            return None
        from colima_guard.host.programs import is_writable

        self._remember("which", command)
        first = next(self._on_path(command), None)
        return first if first is not None and is_writable(self, first, self.distrusted) else None

    def _on_path(self, command: str) -> Iterator[str]:
        path = self._environ.get("PATH", "")
        if self.platform == "windows":
            from colima_guard.host.programs import candidates_on_windows

            return candidates_on_windows(command, path)
        found = (os.path.join(directory or os.curdir, command) for directory in path.split(os.pathsep) if path)
        return (file for file in found if os.path.isfile(file) and os.access(file, os.X_OK))

    def version(self, path: str) -> str:
        """The first line that ``path --version`` prints; empty when it fails. Asked once for each binary."""
        real = self.realpath(path)
        try:
            found = self.stat(real)
        except Unreadable:
            found = None
        key = (real, found.changed_ns if found else 0)
        if key not in self._versions:
            try:
                said = self.run([path, "--version"], timeout=VERSION_PATIENCE)
            except GuardError:
                said = Completed(None, "", "")
            lines = said.out.strip().splitlines() if said.code == 0 else []
            self._versions[key] = lines[0] if lines else ""
        return self._versions[key]

    def run(self, argv: list[str], *, timeout: float | None = None, env: Mapping[str, str] | None = None) -> Completed:
        """Runs a command (never through a shell) with the environment of this host and ``env`` on top.

        It is stopped after ``timeout`` seconds, ``patience`` at the latest. Raises ``GuardError`` when it cannot be
        started.
        """
        self._remember("run", "\0".join(argv))
        return self._run(argv, timeout, env)

    def _trusted(self, argv: list[str], env: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
        """The command and its whole environment without what VMs may write. Raises ``GuardError``."""
        env = {**self._environ, **env}
        if not self.distrusted:
            return argv, env
        from colima_guard.host.programs import runnable, without

        if "PATH" in env:
            env["PATH"] = without(self, env["PATH"], self.distrusted)
        return [runnable(self, argv[0]), *argv[1:]], env

    def _started(
        self, argv: list[str], env: Mapping[str, str], limit: float, out: int | IO[bytes], err: int | IO[bytes]
    ) -> CompletedProcess[bytes]:
        import subprocess

        nothing = subprocess.DEVNULL
        return subprocess.run(
            argv, env=env, cwd=self._cwd, stdin=nothing, stdout=out, stderr=err, timeout=limit, check=False
        )

    def _run(self, argv: list[str], timeout: float | None, env: Mapping[str, str] | None) -> Completed:
        import subprocess
        import tempfile

        argv, env = self._trusted(argv, env or {})
        limit = self.patience if timeout is None else min(timeout, self.patience)
        # files and not pipes: what the command leaves running (a host agent) would keep a pipe open, and us waiting
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            code: int | None = None
            try:
                code = self._started(argv, env, limit, out, err).returncode
            except subprocess.TimeoutExpired:
                pass
            except (OSError, ValueError) as error:
                why = error.strerror if isinstance(error, OSError) else None
                raise GuardError(f"cannot run {argv[0]}: {why or error}") from error
            return Completed(code, _all(out), _all(err))


def _all(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(MAX_BYTES).decode("utf-8", "replace")


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
