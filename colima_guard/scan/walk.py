"""From directories and files as somebody names them to the Compose projects and devcontainers that lie there."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterator, Sequence

from colima_guard.errors import GuardError, UsageError
from colima_guard.host.machine import Host
from colima_guard.host.values import Child, Unreadable
from colima_guard.scan.found import Found
from colima_guard.scan.ignored import Ignored
from colima_guard.scan.walked import LeftOut, Walked

#: directories of programs, and of what others wrote: nobody starts a project there
VENDORED = frozenset(
    (
        *("node_modules", "bower_components", "jspm_packages", "vendor", "site-packages", ".venv", "venv", ".tox"),
        *(".nox", "__pycache__", ".terraform", ".terragrunt-cache", ".gradle", ".m2", ".cargo", ".rustup", ".npm"),
        *(".pnpm-store", ".yarn", ".bundle", ".cache", "Pods", "Carthage", ".direnv", ".eggs", ".mypy_cache"),
    )
)
_REPOSITORIES = frozenset((".git", ".hg", ".svn", ".jj"))
#: how deep a tree is walked, how many directories of it, and how many projects it may have
MAX_DEPTH, MAX_DIRECTORIES, MAX_PROJECTS = 40, 100_000, 20_000
#: seconds between two words on how far a walk has come
_PAUSE = 2.0


def walk(
    host: Host,
    roots: Sequence[str],
    *,
    say: Callable[[str], None] | None = None,
    is_over: Callable[[], bool] = lambda: False,
) -> Walked:
    """The projects of directories, walked to their leaves, and of files. ``roots`` are absolute.

    Nothing of a tree is run, and no link is followed. Where the time ``is_over`` the rest is left out. Raises
    ``UsageError`` for a root that does not exist.
    """
    walking = _Walk(host, say, is_over)
    with host.steady():
        for root in roots:
            kind = host.kind(root)
            if kind is None:
                raise UsageError(f"{root} does not exist", do="name a directory, a Compose file or a devcontainer.json")
            if kind == "dir":
                walking.tree(root)
            else:
                walking.found.file(root)
    found = walking.found.projects.values()
    projects, started = (project for project, _ in found), (started for _, started in found)
    return Walked(tuple(projects), tuple(walking.left_out), tuple(started), walking.directories)


class _Walk:
    def __init__(self, host: Host, say: Callable[[str], None] | None, is_over: Callable[[], bool]) -> None:
        self._host = host
        self._say = say
        self._is_over = is_over
        self.found = Found(host)
        self.left_out: list[LeftOut] = []
        self.directories = 0
        self._told = host.now()

    def tree(self, root: str) -> None:
        """Every directory at or below this one, parents first."""
        ignored = Ignored.of(self._host, root)
        waiting: list[tuple[str, int, Ignored]] = [(root, 0, ignored)]
        while waiting:
            directory, depth, ignored = waiting.pop()
            if (limit := self._limit()) is not None:
                self.left_out.append(LeftOut(directory, f"{limit}: this, and {len(waiting)} more", unknown=True))
                return
            self.directories += 1
            self._tell(directory)
            try:
                children = self._host.children(directory)
            except Unreadable as error:
                why = error.what.removeprefix(f"{directory} ")
                self.left_out.append(LeftOut(directory, why, unknown=True))
                continue
            not_read = self._meet(directory, children)
            ignored = ignored.within(self._host, directory, children)
            waiting += reversed(list(self._below(directory, depth, children, ignored, not_read)))

    def _meet(self, directory: str, children: Sequence[Child]) -> frozenset[str]:
        """Reads what lies there; the paths that are not read of it."""
        before = len(self.left_out)
        try:
            self.left_out += self.found.directory(directory, children, self._limit)
        except GuardError as error:
            self.left_out.append(LeftOut(directory, error.what, unknown=True))
        return frozenset(one.path for one in self.left_out[before:])

    def _tell(self, directory: str) -> None:
        """Says how far it has come, once in a while."""
        if self._say is not None and self._host.now() >= self._told + _PAUSE:
            self._told = self._host.now()
            self._say(f"{self.directories} directories, {len(self.found.projects)} projects: {directory}")

    def _limit(self) -> str | None:
        """Why no more is looked at, ``None`` while there is no reason."""
        if self.directories >= MAX_DIRECTORIES or len(self.found.projects) >= MAX_PROJECTS:
            return f"more than {MAX_DIRECTORIES} directories, or {MAX_PROJECTS} projects"
        return "there was no time left" if self._is_over() else None

    def _below(
        self, directory: str, depth: int, children: Sequence[Child], ignored: Ignored, not_read: Container[str]
    ) -> Iterator[tuple[str, int, Ignored]]:
        for name, sort in children:
            path = os.path.join(directory, name)
            if sort == "link" and path not in not_read and self._host.look(path) == "dir":
                self.left_out.append(LeftOut(path, "a link to a directory"))
            if sort != "dir" or name in _REPOSITORIES:
                continue
            if name in VENDORED:
                self.left_out.append(LeftOut(path, "of others: a directory of packages, or a cache"))
            elif ignored.ignores(path):
                self.left_out.append(LeftOut(path, "ignored by git"))
            elif depth >= MAX_DEPTH:
                self.left_out.append(LeftOut(path, f"more than {MAX_DEPTH} directories deep", unknown=True))
            else:
                yield path, depth + 1, ignored
