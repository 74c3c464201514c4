"""What in a directory leads out of it: who is shown the directory alone does not see what lies behind."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Literal

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within

#: how many names are looked at, and how deep: what is further in is not
NAMES, DEPTH = 2000, 3
#: directories of others, full of links that their own programs put there
_OTHERS = frozenset((".git", "node_modules", ".venv", "venv", "vendor", "target", "__pycache__", ".tox", ".direnv"))
_GITDIR = re.compile(r"\Agitdir: (.+?)\s*\Z")
_SHORT = 4096


class Leading(NamedTuple):
    """Something that leads out of a directory: where it stands, and to which real path."""

    path: str
    target: str
    #: the git repository of a worktree or submodule, objects of another repository, or a symbolic link
    kind: Literal["repository", "objects", "link"]


def leading_out(host: Host, directory: str) -> Iterator[Leading]:
    """What leads out of a directory, git's own ways first; links up to three levels deep, of 2,000 names at most."""
    top = host.realpath(directory)
    yield from by_git(host, directory, top)
    left = NAMES
    waiting = [(directory, 0)]
    while waiting and left > 0:
        here, depth = waiting.pop(0)
        for name in _names(host, here)[:left]:
            left -= 1
            path = os.path.join(here, name)
            if host.is_link(path):
                target = host.realpath(path)
                if not is_within(target, top):
                    yield Leading(path, target, "link")
            elif depth < DEPTH - 1 and name not in _OTHERS and host.look(path) == "dir":
                waiting.append((path, depth + 1))


def by_git(host: Host, directory: str, top: str) -> Iterator[Leading]:
    """What git leads out of a directory, ``top`` its real path: a repository elsewhere, objects of another one."""
    dot_git = os.path.join(directory, ".git")
    kind = None if host.is_link(dot_git) else host.look(dot_git)
    if kind == "file":
        found = _GITDIR.match(_text(host, dot_git))
        target = host.realpath(os.path.join(directory, found[1])) if found else top
        if not is_within(target, top):
            yield Leading(dot_git, _repository(host, target), "repository")
    elif kind == "dir":
        objects = os.path.join(dot_git, "objects")
        alternates = os.path.join(objects, "info", "alternates")
        for line in _text(host, alternates).splitlines():
            target = host.realpath(os.path.join(objects, line)) if line and not line.startswith("#") else top
            if not is_within(target, top):
                yield Leading(alternates, target, "objects")


def _repository(host: Host, gitdir: str) -> str:
    """The repository that a worktree shares with others, else its own."""
    common = _text(host, os.path.join(gitdir, "commondir")).strip()
    return host.realpath(os.path.join(gitdir, common)) if common else gitdir


def _names(host: Host, directory: str) -> list[str]:
    try:
        return host.names(directory)
    except Unreadable:
        return []


def _text(host: Host, path: str) -> str:
    try:
        data = host.read(path, limit=_SHORT)
    except Unreadable:
        return ""
    return (data or b"").decode("utf-8", "surrogateescape")
