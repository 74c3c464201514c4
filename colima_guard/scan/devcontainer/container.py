"""The container of an image or Dockerfile: the arguments that the CLI gives to ``docker run``, in its order."""

from __future__ import annotations

import os.path

from colima_guard.scan.devcontainer.configuration import Configuration
from colima_guard.scan.devcontainer.files import Unread
from colima_guard.scan.devcontainer.properties import Merged
from colima_guard.scan.devcontainer.run import Run
from colima_guard.scan.devcontainer.run_args import apply, arguments
from colima_guard.scan.devcontainer.workspace import Workspace
from colima_guard.scan.project import Where

#: words of ``build.options`` by the names that Compose has for them
_BUILD = {"network": "build.network", "allow": "build.entitlements"}


def run_of(config: Configuration, workspace: Workspace, merged: Merged) -> Run:
    """What ``docker run`` is asked for (``spec-node/singleContainer.ts``, ``spawnDevContainer``)."""
    run = Run(config.folder)
    _workspace(run, config, workspace)
    for mount in merged.mounts:
        run.mount(mount.option.text, mount.option.origin, mount.option.where)
    for name, text in merged.environment.items():
        run.variable(name, text.text)

    def read(path: str, where: Where) -> str | None:
        path = os.path.normpath(os.path.join(config.folder, path))
        try:
            # docker starts nothing where there is none
            return config.files.text(path) if config.files.is_file(path) else None
        except Unread as error:
            run.doubt(f"the variables of a file cannot be told: {error}", where)
            return None

    given = config.root.get("runArgs")
    if given is not None and given.truthy and not isinstance(given.value, list):
        run.strength("runArgs", str(config.text(given) or "an object"), config.where(given))
    apply(run, config.words(given), config.environ, read)
    if merged.privileged is not None:
        run.privileged(True, merged.privileged)
    for text in merged.cap_add:
        run.strength("cap_add", text.text, text.where)
    for text in merged.security_opt:
        run.strength("security_opt", text.text, text.where)
    _building(run, config)
    return run


def _workspace(run: Run, config: Configuration, workspace: Workspace) -> None:
    written = config.root.get("workspaceMount")
    if written is not None and written.truthy:
        text = config.text(written)
        if text is not None:
            run.mount(text, "workspace", config.where(written))
        else:
            run.doubt("workspaceMount is no text", config.where(written))
    for mount in (workspace.mount, workspace.common_mount):
        if mount is not None:
            run.mount(mount, "workspace", config.where(config.root))


def _building(run: Run, config: Configuration) -> None:
    build = config.root.get("build")
    for name, value, where in arguments(config.words(build.get("options") if build is not None else None)):
        if name in _BUILD and (name != "network" or value == "host"):
            run.strength(_BUILD[name], value, where)
