"""One reading of a project: which files may be read, how many, and what Compose would not take or cannot be told."""

from __future__ import annotations

from collections.abc import Mapping

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.paths import is_within
from colima_guard.scan.compose.paths import Paths
from colima_guard.scan.project import Unknown, Where

#: no project that is meant to be read by people has more files
MAX_FILES = 200
#: bytes that are read in all, of files that are read again counted again: so much takes some seconds at worst
MAX_TOTAL = 1 << 22
#: how often files are read in all
MAX_READS = 2_000
#: how deep files may include or extend each other
MAX_DEPTH = 30


class Stopped(Exception):
    """What is being read cannot be read on. ``sure``: Compose refuses it, too; else it cannot be told from here."""

    def __init__(self, why: str, where: Where, *, sure: bool = True) -> None:
        super().__init__(why)
        self.unknown = Unknown(why, where)
        self.sure = sure


class Reading:
    """What is shared by all files of a project while they are read.

    ``cwd`` is the directory in which Compose would be started, ``root`` the real one out of which no link is followed.
    """

    def __init__(self, host: Host, cwd: str, root: str, environ: Mapping[str, str]) -> None:
        self.host = host
        self.cwd = cwd
        self.paths = Paths(host.platform == "windows", environ)
        self._root = root
        #: the files that were read, in order, with their bytes
        self.files: dict[str, bytes] = {}
        self._total = self._reads = 0
        #: why Compose refuses the project, in the order in which it is met
        self.refusals: list[Unknown] = []
        #: what could not be read, from which refusals may only follow
        self.unread: list[Unknown] = []
        #: what cannot be told of the project as a whole
        self.unknown: list[Unknown] = []

    def note(self, stopped: Stopped) -> None:
        """Keeps why something could not be read, and lets the reading go on."""
        (self.refusals if stopped.sure else self.unread).append(stopped.unknown)

    def refuse(self, why: str, where: Where) -> None:
        """Keeps why Compose refuses the project."""
        self.refusals.append(Unknown(why, where))

    def abs(self, path: str) -> str:
        """``filepath.Abs``: a path from the directory in which Compose is started."""
        return self.paths.clean(path) if self.paths.is_abs(path) else self.paths.join(self.cwd, path)

    def kind(self, path: str) -> str | None:
        """What lies at a path: ``file``, ``dir``, ``other``; ``None`` where nothing does, or we may not look."""
        return self.host.look(self.abs(path))

    def read(self, path: str, at: Where) -> bytes:
        """A file's bytes. Raises ``Stopped`` where there is none, or it is not to be read; ``at`` is who names it."""
        path = self.abs(path)
        if path not in self.files:
            if len(self.files) >= MAX_FILES:
                raise Stopped(f"more than {MAX_FILES} files", at, sure=False)
            self.files[path] = self._bytes(path, at)
        data = self.files[path]
        self._total += len(data)
        self._reads += 1
        if self._total > MAX_TOTAL or self._reads > MAX_READS:
            raise Stopped(f"files of more than {MAX_TOTAL} bytes, or {MAX_READS} of them", at, sure=False)
        return data

    def _bytes(self, path: str, at: Where) -> bytes:
        try:
            real = self.host.realpath(path)
            if real != path and not any(is_within(real, root) for root in (self._root, self._folder(path))):
                raise Stopped(f"{path} is a link that leads out of the project, and is not followed", at, sure=False)
            data = self.host.read(path)
        except GuardError as error:
            raise Stopped(str(error), at, sure=self.kind(path) == "dir") from error
        if data is None:
            raise Stopped(f"{path} does not exist", at)
        return data

    def _folder(self, path: str) -> str:
        """Where a file would lie if it were no link: the way to it may be one, as it is how the user named it."""
        return self.host.realpath(self.paths.dir(path))
