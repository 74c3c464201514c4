"""Where devcontainer.json may lie in a folder (CLI 0.89.0, ``configurationCommonUtils.ts``)."""

from __future__ import annotations

import os

from colima_guard.host.machine import Host

DIRECTORY, FILE, ROOT_FILE = ".devcontainer", "devcontainer.json", ".devcontainer.json"


def default_config(host: Host, folder: str) -> str | None:
    """The file that the CLI takes of itself; ``None`` where it finds none. Parents are not looked at."""
    for path in (os.path.join(folder, DIRECTORY, FILE), os.path.join(folder, ROOT_FILE)):
        if host.look(path) == "file":
            return path
    return None


def find_configs(host: Host, folder: str) -> list[str]:
    """Every configuration of a folder: the CLI's own first, then ``.devcontainer/NAME/devcontainer.json`` by name.

    Editors offer all of them; the CLI takes the named ones with ``--config`` alone.
    """
    default = default_config(host, folder)
    _, *named = places(host, folder)
    return [*([default] if default else []), *(path for path in named if host.look(path) == "file")]


def places(host: Host, folder: str) -> list[str]:
    """Where in the directory of a folder a configuration lies, if there is one."""
    directory = os.path.join(folder, DIRECTORY)
    names = host.names(directory) if host.look(directory) == "dir" else []
    return [os.path.join(directory, FILE), *(os.path.join(directory, name, FILE) for name in names)]
