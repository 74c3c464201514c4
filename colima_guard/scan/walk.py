"""From directories and files as somebody names them to the Compose projects and devcontainers that lie there."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from colima_guard.errors import UsageError
from colima_guard.host.machine import Host
from colima_guard.host.values import Child, Unreadable
from colima_guard.scan.compose.files import NAMES, OVERRIDES, Asked
from colima_guard.scan.devcontainer.find import DIRECTORY, FILE, ROOT_FILE, find_configs
from colima_guard.scan.ignored import Ignored
from colima_guard.scan.project import Project

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
_COMPOSE = re.compile(r"(?:docker-|podman-)?compose[._-][^/]*\.ya?ml\Z|[^/]*[._-](?:docker-|podman-)?compose\.ya?ml\Z")
_DEVCONTAINER = re.compile(r"\.?devcontainer\.json\Z")
#: seconds between two words on how far a walk has come
_PAUSE = 2.0
#: how many bytes of a .env are looked through for the files of a project
_SHORT = 1 << 16
#: variables that say which project is meant: they are of the one that is started, and of no other
_OF_ONE = ("COMPOSE_FILE", "COMPOSE_PATH_SEPARATOR", "COMPOSE_PROJECT_NAME")


class LeftOut(NamedTuple):
    """A path that is not looked into, and why."""

    path: str
    why: str
    #: nobody chose it to be left out: what lies there cannot be told
    unknown: bool = False


class Started(NamedTuple):
    """How a Compose project is started: the directory in which ``docker compose`` runs, and its options."""

    directory: str
    asked: Asked = Asked()


class Opened(NamedTuple):
    """How a devcontainer is opened: its workspace folder, its file, and one in place of that."""

    folder: str
    config: str | None
    override: str | None = None


class Walked(NamedTuple):
    """The projects that were found, in the order of their paths below each root, and what was left out."""

    projects: tuple[Project, ...]
    left_out: tuple[LeftOut, ...]
    #: how each of the projects is started
    started: tuple[Started | Opened, ...] = ()
    #: how many directories were looked into
    directories: int = 0


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
                walking.file(root)
    found = walking.found.values()
    projects, started = (project for project, _ in found), (started for _, started in found)
    return Walked(tuple(projects), tuple(walking.left_out), tuple(started), walking.directories)


class _Walk:
    def __init__(self, host: Host, say: Callable[[str], None] | None, is_over: Callable[[], bool]) -> None:
        self._host = host
        self._say = say
        self._is_over = is_over
        self._environ = {name: value for name, value in host.environ.items() if name not in _OF_ONE}
        self.found: dict[tuple[str, ...], tuple[Project, Started | Opened]] = {}
        self._files: set[str] = set()
        self.left_out: list[LeftOut] = []
        self.directories = 0
        self._told = host.now()

    def file(self, path: str) -> None:
        """A file as what it is by its name: a devcontainer.json, else a Compose file."""
        directory, name = os.path.split(path)
        if _DEVCONTAINER.match(name):
            self._devcontainer(_folder(path), path)
        elif name.endswith((".json", ".jsonc")) and self._is_devcontainer(path):
            self._devcontainer(_folder(path), None, path)
        elif name == next((one for one in NAMES if self._host.look(os.path.join(directory, one))), None):
            self._compose(directory)
        else:
            self._compose(directory, (path,))

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
            self._directory(directory, children)
            below = self._below(directory, depth, children, ignored.within(self._host, directory, children))
            waiting += reversed(list(below))

    def _tell(self, directory: str) -> None:
        """Says how far it has come, once in a while."""
        if self._say is not None and self._host.now() >= self._told + _PAUSE:
            self._told = self._host.now()
            self._say(f"{self.directories} directories, {len(self.found)} projects: {directory}")

    def _limit(self) -> str | None:
        """Why no more is looked at, ``None`` while there is no reason."""
        if self.directories >= MAX_DIRECTORIES or len(self.found) >= MAX_PROJECTS:
            return f"more than {MAX_DIRECTORIES} directories, or {MAX_PROJECTS} projects"
        return "there was no time left" if self._is_over() else None

    def _below(
        self, directory: str, depth: int, children: Sequence[Child], ignored: Ignored
    ) -> Iterator[tuple[str, int, Ignored]]:
        for name, sort in children:
            path = os.path.join(directory, name)
            if sort == "link" and self._host.look(path) == "dir":
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

    def _directory(self, directory: str, children: Sequence[Child]) -> None:
        names = {name for name, sort in children if sort in ("file", "link")}
        base = any(name in names for name in NAMES)
        if base or (".env" in names and self._names_files(os.path.join(directory, ".env"))):
            self._compose(directory)
        for name in sorted(names):
            if _COMPOSE.match(name) and not (base and name in OVERRIDES):
                if (limit := self._limit()) is not None:
                    self.left_out.append(LeftOut(os.path.join(directory, name), limit, unknown=True))
                    break
                self._other(directory, name, base)
        if any(name in (DIRECTORY, ROOT_FILE) for name, _ in children):
            # the CLI passes over the second of these where there is the first, an editor offers both
            both = dict.fromkeys((*find_configs(self._host, directory), os.path.join(directory, ROOT_FILE)))
            for config in both:
                if self._host.look(config) == "file":
                    self._devcontainer(directory, config)
        stray = os.path.join(directory, FILE)  # one that is only taken by name
        if FILE in names and stray not in self._files:
            self._devcontainer(_folder(stray), stray)

    def _other(self, directory: str, name: str, base: bool) -> None:
        """A Compose file that is taken by name alone; with the project beside it where it is none by itself."""
        path = os.path.join(directory, name)
        if path in self._files:
            return
        files: tuple[str, ...] = (path,)
        project = self._read(directory, files)
        if project.error is not None and base:
            first = next(one for one in NAMES if self._host.look(os.path.join(directory, one)))
            both = (os.path.join(directory, first), path)
            if (found := self._read(directory, both)).error is None:
                project, files = found, both
        self._add(project, Started(directory, Asked(files)))

    def _names_files(self, path: str) -> bool:
        try:
            return b"COMPOSE_FILE" in (self._host.read(path, limit=_SHORT) or b"")
        except Unreadable:
            return False

    def _compose(self, directory: str, files: tuple[str, ...] = ()) -> None:
        self._add(self._read(directory, files), Started(directory, Asked(files)))

    def _read(self, directory: str, files: tuple[str, ...]) -> Project:
        from colima_guard.scan.compose.read import read_compose

        return read_compose(self._host, directory, files=files, environ=self._environ)

    def _devcontainer(self, folder: str, config: str | None, override: str | None = None) -> None:
        how = Opened(folder, config, override)
        self._add(opened(self._host, how, self._environ), how)

    def _is_devcontainer(self, path: str) -> bool:
        """Whether a JSON file of another name has what a devcontainer has, and no services: Compose reads JSON, too."""
        from colima_guard.scan.devcontainer.jsonc import TooDeep, read

        try:
            root = read(path, (self._host.read(path) or b"").decode("utf-8", "replace")).root
        except (Unreadable, TooDeep):
            return ".devcontainer" in path.split(os.sep)
        return root is not None and root.get("services") is None

    def _add(self, project: Project, started: Started | Opened) -> None:
        self._files.update(project.files)
        self.found.setdefault((project.kind, project.directory, *project.files), (project, started))


def _folder(path: str) -> str:
    """The workspace folder of a configuration: what holds ``.devcontainer``, else its own directory."""
    directory = os.path.dirname(path)
    for above in (directory, os.path.dirname(directory)):
        if os.path.basename(above) == ".devcontainer":
            return os.path.dirname(above)
    return directory


def opened(
    host: Host, how: Opened, environ: Mapping[str, str], image_labels: Mapping[str, str] | None = None
) -> Project:
    """A devcontainer, with the label of its image where somebody asked for it."""
    from colima_guard.scan.devcontainer.reader import read_devcontainer

    return read_devcontainer(
        host,
        how.folder,
        config=how.config,
        override_config=how.override,
        environ=environ,
        image_labels=image_labels,
    )


def above(host: Host, walked: Walked) -> Walked:
    """What was walked, and before it the Compose project that the working directory is a part of, but not the top."""
    found = started(host, Started(host.cwd))
    (project,) = found.projects
    known = {(one.kind, *one.files) for one in walked.projects}
    if not project.files or project.directory == host.cwd or (project.kind, *project.files) in known:
        return walked
    return both(found, walked)


def both(one: Walked, other: Walked) -> Walked:
    """The projects of one walk, and those of another, with what the other left out."""
    return other._replace(projects=(*one.projects, *other.projects), started=(*one.started, *other.started))


def started(host: Host, how: Started) -> Walked:
    """The one Compose project that ``docker compose`` with these options would start in the directory."""
    from colima_guard.scan.compose.read import read_compose

    project = read_compose(
        host,
        how.directory,
        files=how.asked.files,
        env_files=how.asked.env_files,
        project_directory=how.asked.project_directory,
        profiles=how.asked.profiles,
        environ=host.environ,
    )
    return Walked((project,), (), (how,))
