"""The container of an image or Dockerfile: the arguments that the CLI gives to ``docker run``, in its order."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from colima_guard.scan.devcontainer.files import Files, Unread
from colima_guard.scan.devcontainer.jsonc import Document, Node
from colima_guard.scan.devcontainer.properties import Merged
from colima_guard.scan.devcontainer.run import Run
from colima_guard.scan.devcontainer.run_args import apply, arguments
from colima_guard.scan.devcontainer.variables import Variables
from colima_guard.scan.devcontainer.workspace import Workspace
from colima_guard.scan.project import Where

#: words of ``build.options`` by the names that Compose has for them
_BUILD = {"network": "build.network", "allow": "build.entitlements"}


class Container(NamedTuple):
    """A configuration with all that is merged into it. ``folder`` is where the CLI runs docker."""

    root: Node
    document: Document
    workspace: Workspace
    merged: Merged
    folder: str
    environ: Mapping[str, str]


def run_of(container: Container, files: Files, variables: Variables) -> Run:
    """What ``docker run`` is asked for (``spec-node/singleContainer.ts``, ``spawnDevContainer``)."""
    run = Run(container.folder)
    _workspace(run, container, variables)
    merged = container.merged
    for mount in merged.mounts:
        run.mount(mount.option.text, mount.option.origin, mount.option.where)
    for name, text in merged.environment.items():
        run.variable(name, text.text)
    words = _words(container.root.get("runArgs"), container.document, variables)

    def read(path: str, where: Where) -> str | None:
        path = os.path.normpath(os.path.join(container.folder, path))
        try:
            # docker starts nothing where there is none
            return files.text(path) if files.is_file(path) else None
        except Unread as error:
            run.doubt(f"the variables of a file cannot be told: {error}", where)
            return None

    apply(run, words, container.environ, read)
    if merged.privileged is not None:
        run.privileged(True, merged.privileged)
    for text in merged.cap_add:
        run.strength("cap_add", text.text, text.where)
    for text in merged.security_opt:
        run.strength("security_opt", text.text, text.where)
    _building(run, container, variables)
    return run


def _workspace(run: Run, container: Container, variables: Variables) -> None:
    document, workspace = container.document, container.workspace
    written = container.root.get("workspaceMount")
    if written is not None and written.truthy:
        if isinstance(written.value, str):
            run.mount(variables.fill(written.value), "workspace", document.where(written))
        else:
            run.doubt("workspaceMount is no text", document.where(written))
    for mount in (workspace.mount, workspace.common_mount):
        if mount is not None:
            run.mount(mount, "workspace", document.where(container.root))


def _words(found: Node | None, document: Document, variables: Variables) -> list[tuple[str, Where]]:
    """The elements of a list of arguments; a text is spread into its letters, as the CLI does."""
    if found is None:
        return []
    if isinstance(found.value, str):
        return [(letter, document.where(found)) for letter in variables.fill(found.value)]
    elements = found.value if isinstance(found.value, list) else []
    return [(variables.fill(str(one.value)), document.where(one)) for one in elements]


def _building(run: Run, container: Container, variables: Variables) -> None:
    build = container.root.get("build")
    words = _words(build.get("options") if build is not None else None, container.document, variables)
    for name, value, where in arguments(words):
        if name in _BUILD and (name != "network" or value == "host"):
            run.strength(_BUILD[name], value, where)
