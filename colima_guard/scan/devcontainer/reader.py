"""A devcontainer as its CLI would start it (``@devcontainers/cli`` 0.89.0), without asking any program."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from colima_guard.host.machine import Host
from colima_guard.scan.devcontainer.compose_kind import ReadCompose, read_composed
from colima_guard.scan.devcontainer.configuration import Configuration
from colima_guard.scan.devcontainer.container import run_of
from colima_guard.scan.devcontainer.features import Features
from colima_guard.scan.devcontainer.files import Files, Unread
from colima_guard.scan.devcontainer.find import default_config
from colima_guard.scan.devcontainer.git import git_root
from colima_guard.scan.devcontainer.image import Image, image_of
from colima_guard.scan.devcontainer.jsonc import TooDeep, read
from colima_guard.scan.devcontainer.labels import entries_of
from colima_guard.scan.devcontainer.nodes import Node, strings
from colima_guard.scan.devcontainer.properties import Source, merge
from colima_guard.scan.devcontainer.variables import NoName, Variables
from colima_guard.scan.devcontainer.workspace import Options, Workspace, workspace_of
from colima_guard.scan.project import Project, Unknown, Where

_NAME = re.compile(r"[\\/]\.?devcontainer\.json\Z")


def read_devcontainer(
    host: Host,
    folder: str,
    *,
    config: str | None = None,
    override_config: str | None = None,
    environ: Mapping[str, str],
    image_labels: Mapping[str, str] | None = None,
    compose: ReadCompose | None = None,
    options: Options | None = None,
) -> Project:
    """The project of a devcontainer in a workspace folder (absolute, as somebody names it).

    ``config`` is the file where it is not the CLI's own choice. ``image_labels`` holds the text of the label
    ``devcontainer.metadata`` by the name of the image, as far as somebody asked an engine for it: ``Service.image``
    says which image counts. ``compose`` reads Compose projects. Never raises for what the project holds: ``error``
    says why the CLI refuses it, ``Service.unknown`` what cannot be told. A source that is not absolute is one that
    docker takes as it is and refuses.
    """
    files = Files(host, host.realpath(git_root(host, folder) or folder))
    refused = Project("devcontainer", folder, ())
    try:
        path = _path(host, folder, config, override_config)
        document = read(override_config or path, files.text(override_config or path))
    except (Unread, TooDeep) as error:
        at = override_config or config
        unknown = (Unknown(str(error), Where(at)),) if at is not None else ()
        return refused._replace(error=str(error), unknown=unknown)
    refused = refused._replace(files=(document.file,))
    root = document.root
    if root is None or not isinstance(root.value, dict):
        return refused._replace(error=f"{document.file} holds no object")
    workspace = _workspace(host, folder, root, options or Options())
    variables = _variables(host, folder, path, environ, workspace.folder)
    configuration = Configuration(root, document, path, folder, environ, variables, files)
    try:
        for text in strings(root):
            variables.fill(text.value)
        return _Reader(configuration, workspace, image_labels or {}, compose).project()
    except NoName as error:
        return refused._replace(error=f"{document.file}: {error}")


def _path(host: Host, folder: str, config: str | None, override_config: str | None) -> str:
    """The file that the CLI goes by. Raises ``Unread``."""
    if config is not None and not _NAME.search(config):
        raise Unread(f"{config} is not called devcontainer.json or .devcontainer.json")
    path = config or default_config(host, folder)
    if path is None and override_config is None:
        raise Unread("it has no devcontainer.json that is taken without being named")
    return path or os.path.join(folder, ".devcontainer", "devcontainer.json")


def _workspace(host: Host, folder: str, root: Node, options: Options) -> Workspace:
    if root.get("dockerComposeFile") is None:
        return workspace_of(host, folder, root, options)
    inner = root.get("workspaceFolder")
    return Workspace(None, None, str(inner.value) if inner is not None and inner.truthy else "/")


def _variables(host: Host, folder: str, path: str, environ: Mapping[str, str], inner: str | None) -> Variables:
    labels = {"devcontainer.local_folder": folder, "devcontainer.config_file": path}
    found = Variables(environ, folder, inner, labels, host.platform == "windows")
    try:
        return found if inner is None else found._replace(container_folder=found.fill(inner))
    except NoName:  # the whole file is refused for it
        return found


def _read_compose() -> ReadCompose:
    from colima_guard.scan.compose.read import read_compose

    return read_compose


class _Reader:
    """From a configuration to what its program would start."""

    def __init__(
        self, config: Configuration, workspace: Workspace, labels: Mapping[str, str], compose: ReadCompose | None
    ) -> None:
        self._config = config
        self._workspace = workspace
        self._labels = labels
        self._compose = compose

    def project(self) -> Project:
        """The project, in the order in which the CLI decides: a Dockerfile, an image, Compose files."""
        config = self._config
        image = image_of(config)
        composed = config.root.get("dockerComposeFile")
        sources, doubts = self._features()
        sources.append(Source(config.root, "bind", config.where))
        if image is not None:
            return self._contained(image, sources, doubts)
        if composed is not None:
            return self._composed(composed, sources, doubts)
        why = f"{config.document.file} names neither an image, a Dockerfile nor a Compose file"
        return self._found()._replace(error=why, unknown=(Unknown(why, config.where(config.root)),))

    def _found(self) -> Project:
        config = self._config
        return Project("devcontainer", config.folder, tuple(config.files.read), (), config.host_commands())

    def _contained(self, image: Image, sources: list[Source], doubts: list[Unknown]) -> Project:
        merged = merge([*self._labelled(image.name, image.where), *sources], self._config.variables.fill)
        run = run_of(self._config, self._workspace, merged)
        run.unknown += [*image.unknown, *doubts]
        service = run.service("devcontainer", image.name)
        return self._found()._replace(services=(service,))

    def _composed(self, named: Node, sources: list[Source], doubts: list[Unknown]) -> Project:
        project, name = read_composed(self._config, named, self._compose or _read_compose(), sources, self._labelled)
        own = self._found()
        services = tuple(
            one._replace(unknown=(*one.unknown, *doubts)) if one.name == name else one for one in project.services
        )
        return own._replace(
            files=tuple(dict.fromkeys((*own.files, *project.files))),
            services=services,
            host_commands=(*own.host_commands, *project.host_commands),
            error=project.error,
            unknown=project.unknown,
        )

    def _features(self) -> tuple[list[Source], list[Unknown]]:
        config = self._config
        named = config.root.get("features")
        if named is None or not named.truthy:
            return [], []
        if not isinstance(named.value, dict):
            return [], [Unknown("features is no object", config.where(named))]
        features = Features(config)
        sources = list(features.of([(key, config.where(value)) for key, value in named.value.items()]))
        return sources, features.unknown

    def _labelled(self, image: str, where: Where) -> list[Source]:
        text = self._labels.get(image)
        return [] if not text else [Source(entry, "label", lambda _: where) for entry in entries_of(text)]
