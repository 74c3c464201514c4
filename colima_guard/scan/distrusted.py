"""What a scan runs nothing of: the trees that it looks at, their repositories, and what docker takes from there."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence

from colima_guard.errors import GuardError, UsageError
from colima_guard.host.machine import Host
from colima_guard.host.programs import planted
from colima_guard.model.paths import is_within
from colima_guard.scan.walked import Started, Walked

#: where docker's command looks for its plugins beside its own directories (cli-plugins/manager, docker 28.2)
_SYSTEM = (
    *("/usr/local/lib/docker/cli-plugins", "/usr/local/libexec/docker/cli-plugins"),
    *("/usr/lib/docker/cli-plugins", "/usr/libexec/docker/cli-plugins"),
)
_WINDOWS = ("ProgramData", "ProgramFiles")
_PLUGIN = "docker-"


def distrust(host: Host, looked_at: Sequence[str], walked: Walked) -> None:
    """From here on runs no program of what was looked at, nor of a repository that holds it.

    The home, and what holds it, is where a user's own programs lie: of that it is the projects alone.
    """
    named = (path if host.look(path) == "dir" else os.path.dirname(path) for path in looked_at)
    own = (one.directory if isinstance(one, Started) else one.folder for one in walked.started)
    home = host.realpath(host.home)
    directories = dict.fromkeys((*named, *own, *(project.directory for project in walked.projects)))
    found = (_outermost(host, host.realpath(directory), home) for directory in directories)
    host.distrust_scanned(one for one in found if one is not None)


def _outermost(host: Host, directory: str, home: str) -> str | None:
    """The outermost repository that holds a real directory, else itself; ``None`` for the home and what holds it."""
    found, at = None, directory
    while not is_within(home, at):
        if found is None or host.look(os.path.join(at, ".git")) is not None:
            found = at
        at, below = os.path.dirname(at), at
        if at == below:  # another drive than the home's
            break
    return found


def require_own_plugins(host: Host) -> None:
    """Raises ``UsageError`` where docker would run, or be told by, what lies in a directory that is not trusted."""
    try:
        not_run = next(_planted(host), None)
    except GuardError as error:
        not_run = error.what
    if not_run is not None:
        raise UsageError(
            "--deep asks docker, and nothing is run of where its settings and plugins lie",
            why=not_run,
            do="set DOCKER_CONFIG to a directory of your own, or leave --deep out",
        )


def _planted(host: Host) -> Iterator[str]:
    for path in _taken(host):
        # what is relative is another directory in each project
        if not os.path.isabs(path):
            yield f"{path} is relative, and lies in each project"
        elif (found := planted(host, path)) is not None:
            yield str(found)


def _taken(host: Host) -> Iterator[str]:
    """The settings of docker's command, the directories of its plugins, and each plugin in them."""
    directory = host.env("DOCKER_CONFIG") or os.path.join(host.home, ".docker")
    yield directory
    settings = os.path.join(directory, "config.json")
    yield settings
    directories = [*_named(host, settings), os.path.join(directory, "cli-plugins")]
    if host.platform == "windows":
        roots = (host.env(name) for name in _WINDOWS)
        directories += (os.path.join(root, "Docker", "cli-plugins") for root in roots if root)
    else:
        directories += _SYSTEM
    for one in directories:
        yield one
        yield from (os.path.join(one, name) for name in host.beginning(one, _PLUGIN))


def _named(host: Host, settings: str) -> list[str]:
    """The directories of ``cliPluginsExtraDirs``; Go takes a key in any case. Raises ``GuardError``."""
    try:
        root = json.loads(host.read(settings) or b"{}")
        values = [value for key, value in root.items() if key.casefold() == "clipluginsextradirs"]
    except (ValueError, RecursionError, AttributeError) as error:
        raise GuardError(f"{settings} holds no JSON object: what docker would run by it cannot be told") from error
    return [one for value in values if isinstance(value, list) for one in value if isinstance(one, str)]
