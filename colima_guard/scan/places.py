"""The places where people keep their projects: which of them are there, and what each holds."""

from __future__ import annotations

import os
from collections.abc import Iterator

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.compose.files import NAMES
from colima_guard.scan.keep import Limits

#: below the home
USUAL = (
    *("projects", "src", "code", "dev", "work", "Developer", "git", "repos", "workspace", "workspaces", "github"),
    *("Documents/GitHub", "Documents/projects", "Documents/code", "Sites", "IdeaProjects", "PycharmProjects"),
    *("WebstormProjects", "GolandProjects", "source/repos", "go/src"),
)
#: how deep a place is looked into, and how many directories of it
DEPTH, DIRECTORIES = 3, 3000
_DEVCONTAINERS = frozenset((".devcontainer", ".devcontainer.json"))
_OTHERS = frozenset(("node_modules", "vendor", "venv", ".venv", "target", "dist", "build", "__pycache__"))


class Place(NamedTuple):
    """A directory that may be allowed, and what lies in it."""

    path: str
    repositories: int
    projects: int
    #: whether all of it was looked at; the numbers are the least there are where it was not
    whole: bool

    @property
    def said(self) -> str:
        """What it holds, in words."""
        parts = [_count(self.repositories, "git repository", "git repositories")] if self.repositories else []
        if self.projects:
            parts.append(_count(self.projects, "Compose or devcontainer project"))
        more = "" if self.whole else "at least "
        return more + " and ".join(parts) if parts else "no repository or project was seen in it"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def places(host: Host, limits: Limits) -> Iterator[Place]:
    """The usual places that are there, may be allowed and hold something, each once, those with most first."""
    found: dict[str, Place] = {}
    for name in USUAL:
        path = os.path.join(host.home, *name.split("/"))
        real = host.realpath(path)
        if real not in found and limits.refusal(path) is None:
            found[real] = place(host, path)
    full = (one for one in found.values() if one.repositories or one.projects)
    yield from sorted(full, key=lambda one: (-one.projects, -one.repositories, one.path))


def place(host: Host, path: str) -> Place:
    """What a directory holds, by the names in it alone: three levels deep, in 3,000 directories at most."""
    waiting, looked, repositories, projects = [(path, 0)], 0, 0, 0
    while waiting and looked < DIRECTORIES:
        directory, depth = waiting.pop(0)
        looked += 1
        names = _names(host, directory)
        repositories += ".git" in names
        projects += any(name in names for name in NAMES) or not _DEVCONTAINERS.isdisjoint(names)
        if depth < DEPTH:
            below = (name for name in sorted(names) if not name.startswith(".") and name not in _OTHERS)
            paths = (os.path.join(directory, name) for name in below)
            waiting += ((one, depth + 1) for one in paths if not host.is_link(one) and host.look(one) == "dir")
    return Place(path, repositories, projects, not waiting)


def _names(host: Host, directory: str) -> frozenset[str]:
    try:
        return frozenset(host.names(directory))
    except Unreadable:
        return frozenset()
