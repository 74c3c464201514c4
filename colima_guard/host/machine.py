"""The one seam to the machine: nothing else in the package reads its environment, its files, or runs its programs.

A ``Host`` also remembers each question it was asked, so that a verdict carries the exact list of things that it
depends on.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from colima_guard.errors import GuardError
from colima_guard.host import files
from colima_guard.host.surroundings import Surroundings, this_platform
from colima_guard.host.values import MAX_BYTES, Child, Kind, Platform, Stat, Unreadable

if TYPE_CHECKING:
    from colima_guard.host.processes import Process
    from colima_guard.host.programs import Completed, Planted
    from colima_guard.host.walk import Entry
    from colima_guard.model.mount import MountTable

T = TypeVar("T")

#: Seconds: a VM that is restarted waits for its guest, and a first boot under emulation takes minutes.
PATIENCE = 900.0


class Host(Surroundings):
    """The machine that we look at: its environment, platform, files and commands.

    Every argument has the real machine as its default; tests pass an environment whose ``HOME`` lies in a
    temporary directory and name the platform that they pretend to be. ``patience`` is the longest that any command
    may take, in seconds; ``mounts`` the list of mounts as the system would print it.
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
        super().__init__(environ, platform, os_version, machine, cwd)
        self.patience = patience
        self._mounts_text = mounts
        self._versions: dict[tuple[str, int], str] = {}
        #: real paths and the names in directories on their way, while ``steady``
        self._real: dict[str, str] | None = None
        self._listed: files.Listed | None = None
        self._mounts: MountTable | None = None
        #: what was made ``once``, by the function that makes it
        self._made: dict[Callable[[Host], Any], Any] | None = None
        #: real directories below which nothing is run, and whether VMs may write there
        self.distrusted: dict[str, bool] = {}
        self._only_versions = False
        #: whether a change was begun, which the journal then has
        self.changing = False

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

    def stat(self, path: str) -> Stat | None:
        """What lies at ``path``, links followed; ``None`` when nothing does (a dangling link counts as nothing).

        Raises ``Unreadable`` when the system does not let us look.
        """
        self._remember("stat", path)
        return self._stat(path)

    def _stat(self, path: str) -> Stat | None:
        return files.stat(path, self.platform)

    def kind(self, path: str) -> Kind | None:
        """What sort of thing lies at ``path``, links followed; ``None`` when nothing does. Raises ``Unreadable``."""
        self._remember("kind", path)
        found = self._stat(path)
        return found.kind if found is not None else None

    def look(self, path: str) -> Kind | None:
        """What sort of thing lies at ``path``; ``None`` also where the system does not let us look.

        So Go programs take an error of their stat.
        """
        try:
            return self.kind(path)
        except Unreadable:
            return None

    def is_dir(self, path: str) -> bool:
        """Whether a directory lies at ``path``, links followed. Raises ``Unreadable``."""
        return self.kind(path) == "dir"

    def exists(self, path: str) -> bool:
        """Whether anything lies at ``path``, links followed. Raises ``Unreadable``."""
        return self.kind(path) is not None

    def is_link(self, path: str) -> bool:
        """Whether a symbolic link lies at ``path``."""
        self._remember("link", path)
        return os.path.islink(path)

    def leads_on(self, path: str) -> bool:
        """Whether a path that was looked into is a link. Not remembered: the look tells whether that changes."""
        return os.path.islink(path)

    def link(self, path: str) -> str | None:
        """Where the link at ``path`` leads, as it is written; ``None`` where none lies there."""
        self._remember("link", path)
        return files.link_target(path)

    def read(self, path: str, *, start: int = 0, limit: int | None = None) -> bytes | None:
        """The bytes of a regular file, links followed; ``None`` when there is none.

        With a ``limit`` so many of them at most, from ``start``, and the rest unread: logs and images may be of any
        size. Without one raises ``Unreadable`` for a file over ``MAX_BYTES``; always for anything that is no file.
        """
        self._remember("read", path)
        return files.read(path, start, limit)

    def names(self, path: str) -> list[str]:
        """The sorted names in a directory; empty when there is none. Raises ``Unreadable``."""
        self._remember("list", path)
        return files.names(path)

    def children(self, path: str) -> list[Child]:
        """What lies in a directory, by name, and of what sort, links not followed. Raises ``Unreadable``."""
        self._remember("list", path)
        return files.children(path)

    def beginning(self, directory: str, prefix: str) -> list[str]:
        """The sorted names in a directory that begin like this; the others are no matter. Raises ``Unreadable``."""
        self._remember("beginning", f"{directory}\0{prefix}")
        return files.names(directory, prefix)

    def among(self, directory: str, names: Iterable[str]) -> frozenset[str]:
        """Those of the names that a directory has, links not followed; in any case where the system takes any."""
        names = sorted(names)
        self._remember("among", "\0".join((directory, *names)))
        return files.among(directory, names, self.platform)

    def walk(self, top: str, devices: Container[int] | None = None) -> Iterator[Entry]:
        """Every file at or below a path, links not followed; directories of other devices are not entered."""
        self._remember("walk", top)
        from colima_guard.host.walk import walk

        return walk(top, devices)

    def realpath(self, path: str) -> str:
        """``path`` with every symbolic link resolved, and macOS's firmlink prefix taken off.

        On macOS and Windows, where names match in any case, in the case that is on the disk.
        """
        self._remember("realpath", path)
        if self._real is None or self._listed is None:
            return files.real_path(path, self.platform, {})
        if path not in self._real:
            self._real[path] = files.real_path(path, self.platform, self._listed)
        return self._real[path]

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Within it the links of a path are resolved once: for one look at many files below the same directories."""
        before = self._real, self._listed, self._mounts, self._made
        if self._real is None:
            self._real, self._listed, self._made = {}, {}, {}
        try:
            yield
        finally:
            self._real, self._listed, self._mounts, self._made = before

    def once(self, make: Callable[[Host], T]) -> T:
        """What a function makes of many looks at this machine: while ``steady``, made by its first caller."""
        if self._made is None:
            return make(self)
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

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
        from colima_guard.host import mount_table

        if self._mounts_text is not None:
            return mount_table.table(self._mounts_text, self.platform)
        if self.platform != this_platform():
            return mount_table.NO_MOUNTS
        return mount_table.of_this_machine(self.platform, self._printed)

    def alive(self, pid: int) -> bool:
        """Whether a process with this number exists."""
        self._remember("pid", str(pid))
        from colima_guard.host import processes

        return processes.alive(pid)

    def process_started(self, pid: int) -> float | None:
        """When a process was started, in seconds since 1970 and true to about two; ``None`` when it cannot be told."""
        self._remember("started", str(pid))
        from colima_guard.host import processes

        return processes.started(pid, self.platform, self.run)

    def processes(self) -> tuple[Process, ...] | None:
        """Every process, ``None`` where the list cannot be had whole."""
        self._remember("processes", "")
        from colima_guard.host import processes

        argv = processes.list_command(self.platform)
        self._remember("which", argv[0])
        said = self._printed(argv)
        return None if said is None else processes.processes_in(said, self.platform)

    def _printed(self, argv: list[str]) -> str | None:
        from colima_guard.host import processes, programs

        try:
            argv, env = programs.trusted(self, argv, {"LC_ALL": "C"})
        except GuardError:
            return None
        return programs.printed(argv, env, self._cwd, min(processes.LIST_PATIENCE, self.patience))

    def distrust(self, directories: Iterable[str]) -> None:
        """From here on runs no program that lies below these real directories either: VMs may write there."""
        self.distrusted |= dict.fromkeys(directories, True)

    def distrust_scanned(self, directories: Iterable[str]) -> None:
        """From here on runs no program that lies below these real directories either: others wrote what lies there."""
        self.distrusted |= {one: False for one in directories if one not in self.distrusted}

    def which(self, command: str) -> str | None:
        """The path of a command on ``PATH`` that may be run, ``None`` when there is none.

        That is to be run, or to be asked for its release. Whether a program is there at all, for whoever uses this
        machine, says ``planted_program`` beside it: one that VMs may write is started by a shell all the same.
        """
        self._remember("which", command)
        from colima_guard.host import programs

        found = programs.on_path(command, self._environ.get("PATH", ""), self.platform)
        if self.distrusted:
            found = (file for file in found if programs.planted(self, file) is None)
        return next(found, None)

    def planted_program(self, command: str) -> Planted | None:
        """What a shell would run by this name and is not run here; ``None`` for what may be run, or nothing."""
        if not self.distrusted:
            return None
        self._remember("which", command)
        from colima_guard.host import programs

        first = next(programs.on_path(command, self._environ.get("PATH", ""), self.platform), None)
        return None if first is None else programs.planted(self, first)

    @contextmanager
    def only_versions(self) -> Iterator[None]:
        """Within it no program is run but for its version: for a look of which only matters what is looked into."""
        before, self._only_versions = self._only_versions, True
        try:
            yield
        finally:
            self._only_versions = before

    def version(self, path: str) -> str:
        """The first line that ``path --version`` prints; empty when it fails. Asked once for each binary."""
        real = self.realpath(path)
        try:
            found = self.stat(real)
        except Unreadable:
            found = None
        key = (real, found.changed_ns if found else 0)
        if key not in self._versions:
            from colima_guard.host import programs

            self._versions[key] = programs.version(path, self.run)
        return self._versions[key]

    def run(
        self,
        argv: list[str],
        *,
        timeout: float | None = None,
        env: Mapping[str, str] | None = None,
        most: int = MAX_BYTES,
        cwd: str | None = None,
    ) -> Completed:
        """Runs a command (never through a shell) with the environment of this host and ``env`` on top.

        It runs in ``cwd``, else in the working directory, and is stopped after ``timeout`` seconds, ``patience`` at
        the latest. One with a ``timeout`` is a question: whatever it has started is stopped with it, and it has no
        terminal. ``most`` bytes are kept of what it prints.
        Raises ``GuardError`` when it cannot be started.
        """
        if self._only_versions and argv[1:] != ["--version"]:
            raise GuardError(f"{argv[0]} is not asked here")
        self._remember("run", "\0".join(argv))
        from colima_guard.host import programs

        argv, whole = programs.trusted(self, argv, env or {})
        limit = self.patience if timeout is None else min(timeout, self.patience)
        return programs.run(argv, whole, cwd or self._cwd, limit, most, together=timeout is not None)

    def start(self, argv: list[str]) -> int | None:
        """Starts a command that may go on without us; its exit code if it ends at once. Raises ``GuardError``."""
        self._remember("run", "\0".join(argv))
        from colima_guard.host import programs

        return programs.start(*programs.trusted(self, argv, {}), self._cwd)

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
