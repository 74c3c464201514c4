"""The projects that lie in directories, each read once; a file is what it holds."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Iterator, Sequence

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.values import Child, Unreadable
from colima_guard.model.bug import bug_text
from colima_guard.scan.compose.files import NAMES, OVERRIDES, Asked
from colima_guard.scan.devcontainer.find import DIRECTORY, FILE, ROOT_FILE, find_configs
from colima_guard.scan.named import DOTENV, as_opened, first_taken, is_further, named
from colima_guard.scan.project import Kind, Project
from colima_guard.scan.started import opened
from colima_guard.scan.walked import LeftOut, Opened, Started

_DEVCONTAINER = re.compile(r"\.?devcontainer\.json\Z")
#: how many bytes of a .env are looked through for the files of a project
_SHORT = 1 << 16
#: variables that say which project is meant: they are of the one that is started, and of no other
_OF_ONE = ("COMPOSE_FILE", "COMPOSE_PATH_SEPARATOR", "COMPOSE_PROJECT_NAME")


class Found:
    """Projects with how each is started, in the order in which they were met."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._environ = {name: value for name, value in host.environ.items() if name not in _OF_ONE}
        self._files: set[str] = set()
        self.projects: dict[tuple[str, ...], tuple[Project, Started | Opened]] = {}

    def file(self, path: str) -> None:
        """A file as what it is by its name: a devcontainer.json, else a Compose file."""
        directory, name = os.path.split(path)
        if _DEVCONTAINER.match(name):
            self._devcontainer(_folder(path), path)
        elif name.endswith((".json", ".jsonc")) and self._is_devcontainer(path):
            self._devcontainer(_folder(path), None, path)
        elif name == first_taken(self._host, directory):
            self._compose(directory)
        else:
            self._compose(directory, (path,))

    def directory(
        self, directory: str, children: Sequence[Child], limit: Callable[[], str | None]
    ) -> Iterator[LeftOut]:
        """Reads what lies in a directory; what is not read of it."""
        children = as_opened(self._host, directory, children)
        found = named(self._host, directory, children)
        yield from (LeftOut(path, why, unknown=True) for path, why in found.others.items())
        base = next((name for name in NAMES if name in found.files), None)
        # where Compose stops at what is no file, the file behind it is one that is taken by name
        started = base is not None and base == first_taken(self._host, directory)
        if started or (base is None and DOTENV in found.files and self._names_files(os.path.join(directory, DOTENV))):
            self._compose(directory)
        elif base is not None:
            self._compose(directory, (os.path.join(directory, base),))
        for name in sorted(found.files):
            if is_further(name) and not (started and name in OVERRIDES):
                if (why := limit()) is not None:
                    yield LeftOut(directory, f"{why}: {name}, and what comes after it", unknown=True)
                    return
                self._other(directory, name, base)
        self._devcontainers(directory, children, found.files)

    def _devcontainers(self, directory: str, children: Sequence[Child], files: Container[str]) -> None:
        if any(name in (DIRECTORY, ROOT_FILE) for name, _ in children):
            # the CLI passes over the second of these where there is the first, an editor offers both
            both = dict.fromkeys((*find_configs(self._host, directory), os.path.join(directory, ROOT_FILE)))
            for config in both:
                if self._host.look(config) == "file":
                    self._devcontainer(directory, config)
        stray = os.path.join(directory, FILE)  # one that is only taken by name
        if FILE in files and stray not in self._files:
            self._devcontainer(_folder(stray), stray)

    def _other(self, directory: str, name: str, base: str | None) -> None:
        """A Compose file that is taken by name alone; with the project beside it where it is none by itself."""
        path = os.path.join(directory, name)
        if path in self._files:
            return
        files: tuple[str, ...] = (path,)
        project = self._read(directory, files)
        if project.error is not None and base is not None:
            both = (os.path.join(directory, base), path)
            if (found := self._read(directory, both)).error is None:
                project, files = found, both
        self._add(project, Started(directory, Asked(files)))

    def _names_files(self, path: str) -> bool:
        try:
            return b"COMPOSE_FILE" in (self._host.read(path, limit=_SHORT) or b"")
        except Unreadable:
            return True  # it may, and the reading says why it cannot be told

    def _compose(self, directory: str, files: tuple[str, ...] = ()) -> None:
        self._add(self._read(directory, files), Started(directory, Asked(files)))

    def _read(self, directory: str, files: tuple[str, ...]) -> Project:
        from colima_guard.scan.compose.read import read_compose

        def read() -> Project:
            return read_compose(self._host, directory, files=files, environ=self._environ)

        return _safely(read, "compose", directory, files)

    def _devcontainer(self, folder: str, config: str | None, override: str | None = None) -> None:
        how = Opened(folder, config, override)
        files = tuple(file for file in (override or config,) if file is not None)
        self._add(_safely(lambda: opened(self._host, how, self._environ), "devcontainer", folder, files), how)

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
        self.projects.setdefault((project.kind, project.directory, *project.files), (project, started))


def _safely(read: Callable[[], Project], kind: Kind, directory: str, files: tuple[str, ...]) -> Project:
    """The project; one that cannot be read, also by a mistake of ours, for the others are there too."""
    try:
        return read()
    except GuardError as error:
        why = error.what
    except Exception as bug:  # noqa: BLE001 - it is shown, and the other projects are too
        why = bug_text(bug)
    return Project(kind, directory, files, error=why)


def _folder(path: str) -> str:
    """The workspace folder of a configuration: what holds ``.devcontainer``, else its own directory."""
    directory = os.path.dirname(path)
    for above in (directory, os.path.dirname(directory)):
        if os.path.basename(above) == ".devcontainer":
            return os.path.dirname(above)
    return directory
