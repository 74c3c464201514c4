"""``dockerComposeFile``: the Compose project, and the override file that the CLI adds (``spec-node/dockerCompose.ts``).

The override is written as the CLI writes it and laid over the machine in memory, so that Compose's own rules decide
what comes of it: mounts become short syntax, of which every option is lost, and a missing source is made.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from colima_guard.host.machine import Host
from colima_guard.host.overlay import Overlay
from colima_guard.model.plan import FileChange, Plan
from colima_guard.scan.devcontainer.files import Files, Unread
from colima_guard.scan.devcontainer.jsonc import Node
from colima_guard.scan.devcontainer.properties import Merged, Text
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


def compose_files(files: Files, folder: str, config: str, named: Node, environ: Mapping[str, str]) -> tuple[str, ...]:
    """The Compose files, as the CLI finds them: an empty list means ``COMPOSE_FILE`` or ``docker-compose.yml``."""
    names = [one.value for one in named.elements() if isinstance(one.value, str)]
    if names or isinstance(named.value, str):
        return tuple(os.path.normpath(os.path.join(os.path.dirname(config), name)) for name in names or [""])
    given = environ.get("COMPOSE_FILE")
    if not given:
        try:
            found = _COMPOSE_FILE.search(files.text(os.path.join(folder, ".env")))
        except Unread:
            found = None
        given = found[1].strip() if found else None
    if given:
        separator = ";" if files.host.platform == "windows" else ":"
        return tuple(os.path.normpath(os.path.join(folder, name)) for name in given.split(separator))
    defaults = [os.path.join(folder, name) for name in ("docker-compose.yml", "docker-compose.override.yml")]
    return tuple(defaults if files.is_file(defaults[1]) else defaults[:1])


def override(service: str, merged: Merged) -> list[tuple[str, Text | None]]:
    """The lines of the override file, each with what it stands for; empty where nothing is added."""
    lines: list[tuple[str, Text | None]] = []
    if merged.environment:
        lines.append(("    environment:", None))
        for name, text in merged.environment.items():
            value = text.text.replace("\n", "\\n").replace("$", "$$").replace("'", "''")
            lines.append((f"      - '{name}={value}'", text))
    if merged.privileged is not None:
        lines.append(("    privileged: true", Text("true", "bind", merged.privileged)))
    for key, texts in (("cap_add", merged.cap_add), ("security_opt", merged.security_opt)):
        if texts:
            lines.append((f"    {key}:", None))
            lines += [(f"      - {_one_line(text.text)}", text) for text in texts]
    if merged.mounts:
        lines.append(("    volumes:", None))
        for mount in merged.mounts:
            volume = f"{mount.source}:{mount.target}" if mount.source else str(mount.target)
            lines.append((f"      - {_one_line(volume)}", mount.option))
    names = [mount for mount in merged.mounts if mount.kind == "volume" and mount.source]
    if names:
        lines.append(("volumes:", None))
        for mount in names:
            lines.append((f"  {_one_line(str(mount.source))}:", mount.option))
            if mount.external:
                lines.append(("    external: true", mount.option))
    if not lines:
        return []
    head: list[tuple[str, Text | None]] = [("services:", None), (f"  '{_one_line(service)}':", None)]
    return head + lines if lines[0][0].startswith("    ") else [*head, ("    {}", None), *lines]


def _one_line(text: str) -> str:
    # a line break would end the scalar, and what follows would be read as anything
    return text.replace("\r", " ").replace("\n", " ")


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
