"""What lies in a directory under a name that a project has: files, and what is none, with the reason."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence

from colima_guard.host.machine import Host
from colima_guard.host.values import Child, Kind
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.compose.files import NAMES, OVERRIDES
from colima_guard.scan.devcontainer.find import DIRECTORY, FILE, ROOT_FILE, places

DOTENV = ".env"
_FURTHER = re.compile(r"(?:docker-|podman-)?compose[._-][^/]*\.ya?ml\Z|[^/]*[._-](?:docker-|podman-)?compose\.ya?ml\Z")
#: what lies at a path that is no file, by its kind with links followed
_WHYS = {
    "dir": "a directory by the name of a project's file",
    "other": "no regular file by the name of a project's, and not opened",
    None: "a link by the name of a project's file that cannot be followed",
}


class Named(NamedTuple):
    """The names of files in a directory, and by path what is no file although a project's would have its name."""

    files: frozenset[str]
    others: Mapping[str, str]


def as_opened(host: Host, directory: str, children: Sequence[Child]) -> Sequence[Child]:
    """The children by the names by which projects open them: a ``Compose.yaml`` is one where case does not count."""
    if host.platform == "linux" or not any(
        _is_of_project(name.lower()) and name != name.lower() for name, _ in children
    ):
        return children
    there = {name for name, _ in children}

    def opened(name: str) -> str:
        lower = name.lower()
        taken = _is_of_project(lower) and lower not in there
        # some disks of a Mac tell cases apart
        return lower if taken and host.look(os.path.join(directory, lower)) is not None else name

    return [child._replace(name=opened(child.name)) for child in children]


def is_further(name: str) -> bool:
    """Whether a file has the name of a Compose file that is only taken where somebody names it."""
    return _FURTHER.match(name) is not None


def named(host: Host, directory: str, children: Sequence[Child]) -> Named:
    """What lies in a directory; nothing is opened, for a FIFO would wait and a device may do anything."""
    files = frozenset(name for name, sort in children if sort in ("file", "link"))
    paths = [os.path.join(directory, name) for name, sort in children if sort != "file" and _is_of_project(name)]
    if (DIRECTORY, "link") in children:  # a walk does not go there, and what lies there is read all the same
        paths += (path for path in places(host, directory) if host.is_link(path) or host.look(path) is not None)
    others = {path: why for path in paths if (why := _why_none(path, host.look(path))) is not None}
    return Named(files - {os.path.basename(path) for path in others if os.path.dirname(path) == directory}, others)


def first_taken(host: Host, directory: str) -> str | None:
    """The name of a project's file that Compose takes, whatever lies there (``findFiles``)."""
    return next((name for name in NAMES if host.look(os.path.join(directory, name)) is not None), None)


def _is_of_project(name: str) -> bool:
    return name in (*NAMES, *OVERRIDES, FILE, ROOT_FILE, DIRECTORY, DOTENV) or is_further(name)


def _why_none(path: str, kind: Kind | None) -> str | None:
    name = os.path.basename(path)
    passed_over = {DIRECTORY: kind is not None, DOTENV: kind != "other"}.get(name, kind == "file")
    return None if passed_over or kind == "file" else _WHYS[kind]
