"""``dockerComposeFile``: the Compose project, and the override file that the CLI adds (``spec-node/dockerCompose.ts``).

The override is written as the CLI writes it and laid over the machine in memory, so that Compose's own rules decide
what comes of it: mounts become short syntax, of which every option is lost, and a missing source is made.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence

from colima_guard.host.machine import Host
from colima_guard.host.overlay import Overlay
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.plan import FileChange, Plan
from colima_guard.scan.devcontainer.configuration import Configuration
from colima_guard.scan.devcontainer.files import Unread
from colima_guard.scan.devcontainer.nodes import Node
from colima_guard.scan.devcontainer.override import override
from colima_guard.scan.devcontainer.properties import Source, Text, merge
from colima_guard.scan.project import Origin, Project, Service, Where

ReadCompose = Callable[..., Project]

#: how the override is named among the Compose files; no project has one of this name
_NAME = ".docker-compose.devcontainer.yml"
_COMPOSE_FILE = re.compile(r"^COMPOSE_FILE=(.+)$", re.MULTILINE)


class Composed(NamedTuple):
    """How Compose is started for a devcontainer."""

    read: ReadCompose
    host: Host
    folder: str
    files: tuple[str, ...]
    env_files: tuple[str, ...]
    environ: Mapping[str, str]

    def project(self) -> Project:
        """The Compose project as it stands."""
        return self._read(self.host, self.files)

    def _read(self, host: Host, files: tuple[str, ...]) -> Project:
        return self.read(
            host,
            self.folder,
            files=files,
            env_files=self.env_files,
            project_directory=None,
            profiles=None,
            environ=self.environ,
        )

    def with_override(self, lines: list[tuple[str, Text | None]]) -> Project:
        """The project with lines of an override, each of which stands for something that is written elsewhere."""
        path = os.path.join(os.path.dirname(self.files[0]), _NAME)
        data = "\n".join(line for line, _ in lines).encode("utf-8", "surrogatepass") + b"\n"
        change = FileChange(path, self.host.realpath(path), None, data, 0o644, "what the devcontainer CLI adds")
        project = self._read(Overlay(self.host, Plan((change,))), (*self.files, path))
        meant = {index: text for index, (_, text) in enumerate(lines, 1) if text is not None}
        services = tuple(_placed(service, path, meant) for service in project.services)
        return project._replace(files=tuple(file for file in project.files if file != path), services=services)


def read_composed(
    config: Configuration,
    named: Node,
    read: ReadCompose,
    sources: Sequence[Source],
    labelled: Callable[[str, Where], list[Source]],
) -> tuple[Project, str]:
    """The Compose project of a devcontainer, with what the devcontainer adds to it, and the name of its service.

    ``labelled`` gives what the label of an image asks for. ``error`` says so where the service is missing.
    """
    files = _compose_files(config, named)
    own = os.path.join(config.folder, ".env")
    env_files = (own,) if named.value == [] and config.files.is_file(own) else ()
    composed = Composed(read, config.files.host, config.folder, files, env_files, config.environ)
    project = composed.project()
    name = config.text(config.root.get("service")) or ""
    service = next((one for one in project.services if one.name == name), None)
    if service is None:
        return project._replace(error=project.error or f"the Compose files have no service {name!r}"), name
    merged = merge([*labelled(service.image, config.where(named)), *sources], config.variables.fill)
    lines = override(name, merged)
    return (composed.with_override(lines) if lines else project), name


def _compose_files(config: Configuration, named: Node) -> tuple[str, ...]:
    """The Compose files, as the CLI finds them: an empty list means ``COMPOSE_FILE`` or ``docker-compose.yml``."""
    if isinstance(named.value, str):
        return (config.beside(config.variables.fill(named.value)),)
    names = [name for one in named.elements() if (name := config.text(one)) is not None]
    if names:
        return tuple(config.beside(name) for name in names)
    given = config.environ.get("COMPOSE_FILE") or _by_dotenv(config)
    if given:
        separator = ";" if config.files.host.platform == "windows" else ":"
        return tuple(os.path.normpath(os.path.join(config.folder, name)) for name in given.split(separator))
    defaults = [os.path.join(config.folder, name) for name in ("docker-compose.yml", "docker-compose.override.yml")]
    return tuple(defaults if config.files.is_file(defaults[1]) else defaults[:1])


def _by_dotenv(config: Configuration) -> str | None:
    try:
        found = _COMPOSE_FILE.search(config.files.text(os.path.join(config.folder, ".env")))
    except Unread:
        return None
    return found[1].strip() if found else None


def _placed(service: Service, file: str, meant: Mapping[int, Text]) -> Service:
    """The service, with what stands in the override moved to the places that it was written at."""

    def text(where: Where) -> Text | None:
        return meant.get(where.line or 0) if where.file == file else None

    def moved(where: Where) -> Where:
        found = text(where)
        return where if found is None else found.where

    def origin(where: Where, own: Origin) -> Origin:
        found = text(where)
        return own if found is None or own != "bind" else found.origin

    return service._replace(
        binds=tuple(
            one._replace(where=moved(one.where), origin=origin(one.where, one.origin)) for one in service.binds
        ),
        strengths=tuple(one._replace(where=moved(one.where)) for one in service.strengths),
        unknown=tuple(one._replace(where=moved(one.where)) for one in service.unknown),
    )
