"""A devcontainer as its CLI would start it (``@devcontainers/cli`` 0.89.0), without asking any program."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from typing import Any

from colima_guard.host.machine import Host
from colima_guard.scan.devcontainer.compose_kind import Composed, ReadCompose, compose_files, override
from colima_guard.scan.devcontainer.container import Container, run_of
from colima_guard.scan.devcontainer.features import Features
from colima_guard.scan.devcontainer.files import Files, Unread
from colima_guard.scan.devcontainer.find import default_config
from colima_guard.scan.devcontainer.git import git_root
from colima_guard.scan.devcontainer.image import image_of
from colima_guard.scan.devcontainer.jsonc import Document, Node, TooDeep, strings
from colima_guard.scan.devcontainer.labels import entries_of
from colima_guard.scan.devcontainer.properties import Source, merge
from colima_guard.scan.devcontainer.variables import NoName, Variables
from colima_guard.scan.devcontainer.workspace import Options, Workspace, workspace_of
from colima_guard.scan.project import Project, Service, Strength, Unknown, Where

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
    reader = _Reader(host, folder, environ, image_labels or {}, compose, options or Options())
    return reader.project(config, override_config)


class _Reader:
    def __init__(
        self,
        host: Host,
        folder: str,
        environ: Mapping[str, str],
        labels: Mapping[str, str],
        compose: ReadCompose | None,
        options: Options,
    ) -> None:
        self._host = host
        self._folder = folder
        self._environ = environ
        self._labels = labels
        self._compose = compose
        self._options = options
        self._files = Files(host, host.realpath(git_root(host, folder) or folder))
        self._commands: tuple[Strength, ...] = ()

    def project(self, config: str | None, override_config: str | None) -> Project:
        path = config or default_config(self._host, self._folder)
        if path is None and override_config is not None:
            path = os.path.join(self._folder, ".devcontainer", "devcontainer.json")
        if path is None:
            return self._refused("it has no devcontainer.json that is taken without being named")
        if config is not None and not _NAME.search(config):
            return self._refused(f"{config} is not called devcontainer.json or .devcontainer.json")
        try:
            document = Document(override_config or path, self._files.text(override_config or path))
        except (Unread, TooDeep) as error:
            return self._refused(str(error))
        if document.root is None or not isinstance(document.root.value, dict):
            return self._refused(f"{document.file} holds no object")
        try:
            return self._read(document, document.root, path)
        except NoName as error:
            return self._refused(f"{document.file}: {error}")

    def _refused(self, why: str, where: Where | None = None) -> Project:
        unknown = () if where is None else (Unknown(why, where),)
        return Project("devcontainer", self._folder, tuple(self._files.read), (), self._commands, why, unknown)

    def _read(self, document: Document, root: Node, path: str) -> Project:
        composed = root.get("dockerComposeFile")
        if composed is not None:
            inner = root.get("workspaceFolder")
            workspace = Workspace(None, None, str(inner.value) if inner is not None and inner.truthy else "/")
        else:
            workspace = workspace_of(self._host, self._folder, root, self._options)
        variables = self._variables(path, workspace.folder)
        for text in strings(root):
            variables.fill(text.value)
        self._commands = _host_commands(root, document, variables)
        image = image_of(root, document, path, self._files, variables)
        features, doubts = self._features(root, document, path)
        own = Source(root, "bind", document.where)
        if image is None and composed is not None:
            return self._composed(composed, [*features, own], doubts, variables, root, path, document)
        if image is None:
            return self._refused(f"{document.file} names neither an image, a Dockerfile nor a Compose file")
        labels = self._labelled(image.name, image.where)
        container = Container(
            root, document, workspace, merge([*labels, *features, own], variables.fill), self._folder, self._environ
        )
        run = run_of(container, self._files, variables)
        run.unknown += [*image.unknown, *doubts]
        return self._done((run.service("devcontainer", image.name),))

    def _done(self, services: tuple[Service, ...], composed: Project | None = None) -> Project:
        found = Project("devcontainer", self._folder, tuple(self._files.read), services, self._commands)
        if composed is None:
            return found
        return found._replace(
            files=tuple(dict.fromkeys((*found.files, *composed.files))),
            host_commands=(*found.host_commands, *composed.host_commands),
            error=composed.error,
            unknown=composed.unknown,
        )

    def _variables(self, path: str, inner: str | None) -> Variables:
        labels = {"devcontainer.local_folder": self._folder, "devcontainer.config_file": path}
        windows = self._host.platform == "windows"
        found = Variables(self._environ, self._folder, inner, labels, windows)
        return found if inner is None else found._replace(container_folder=found.fill(inner))

    def _features(self, root: Node, document: Document, path: str) -> tuple[list[Source], list[Unknown]]:
        named = root.get("features")
        if named is None or not named.truthy:
            return [], []
        if not isinstance(named.value, dict):
            return [], [Unknown("features is no object", document.where(named))]
        features = Features(self._files, self._folder, path)
        sources = list(features.of([(key, document.where(value)) for key, value in named.value.items()]))
        return sources, features.unknown

    def _labelled(self, image: str, where: Where) -> list[Source]:
        text = self._labels.get(image)
        return [] if not text else [Source(entry, "label", lambda _: where) for entry in entries_of(text)]

    def _composed(
        self,
        named: Node,
        sources: list[Source],
        doubts: list[Unknown],
        variables: Variables,
        root: Node,
        path: str,
        document: Document,
    ) -> Project:
        filled = Node(
            [Node(variables.fill(one.value), one.at) for one in named.elements() if isinstance(one.value, str)]
            if not isinstance(named.value, str)
            else variables.fill(named.value)
        )
        files = compose_files(self._files, self._folder, path, filled, self._environ)
        own = os.path.join(self._folder, ".env")
        env_files = (own,) if filled.value == [] and self._files.is_file(own) else ()
        composed = Composed(self._read_compose, self._host, self._folder, files, env_files, self._environ)
        project = composed.project()
        chosen = root.get("service")
        name = variables.fill(str(chosen.value)) if chosen is not None else ""
        service = next((one for one in project.services if one.name == name), None)
        if service is None:
            error = project.error or f"the Compose files have no service {name!r}"
            return self._done(project.services, project._replace(error=error))
        merged = merge([*self._labelled(service.image, document.where(named)), *sources], variables.fill)
        lines = override(name, merged)
        if lines:
            project = composed.with_override(lines)
        services = tuple(
            one._replace(unknown=(*one.unknown, *doubts)) if one.name == name else one for one in project.services
        )
        return self._done(services, project)

    def _read_compose(self, *args: Any, **kwargs: Any) -> Project:
        if self._compose is not None:
            return self._compose(*args, **kwargs)
        from colima_guard.scan.compose.read import read_compose

        return read_compose(*args, **kwargs)


def _host_commands(root: Node, document: Document, variables: Variables) -> tuple[Strength, ...]:
    """``initializeCommand``: a text, a list of words, or an object of either."""
    found = root.get("initializeCommand")
    if found is None or not found.truthy:
        return ()
    commands = list(found.value.values()) if isinstance(found.value, dict) else [found]
    return tuple(Strength("initializeCommand", variables.fill(_command(one)), document.where(one)) for one in commands)


def _command(value: Node) -> str:
    if isinstance(value.value, list):
        return " ".join(_command(one) for one in value.value)
    return value.value if isinstance(value.value, str) else json.dumps(str(value.value))
