"""The root of the git repository that holds a folder, as ``git rev-parse --show-cdup`` tells it, without git.

The CLI binds it as the workspace (``spec-common/git.ts``). git's rules: gitrepository-layout(5), ``setup.c``.
"""

from __future__ import annotations

import os
import re

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host

#: the first bytes of a HEAD, a gitfile, a commondir: no real one is longer
_SHORT = 4096
_HEAD = re.compile(rb"ref:\s*refs/|[0-9a-f]{40}")
_SECTION = re.compile(r"^\s*\[\s*([A-Za-z0-9.-]+)\s*\]\s*(.*)$")
_SETTING = re.compile(r'^\s*(worktree|bare)\s*(?:=\s*("?)(.*?)\2\s*)?$', re.IGNORECASE)


def git_root(host: Host, folder: str) -> str | None:
    """The top of the working tree that ``folder`` lies in, spelled from ``folder``; ``None`` where git knows none.

    A ``.git`` that is no repository is passed over, a file ``.git`` that leads to none ends the search.
    """
    start = host.realpath(folder)
    here = start
    while True:
        dot_git = os.path.join(here, ".git")
        kind = host.look(dot_git)
        if kind == "file":
            target = _gitfile(host, dot_git)
            if target is None or not _is_repository(host, target):
                return None
            return _spelled(folder, start, _working_tree(host, target, here))
        if kind == "dir" and _is_repository(host, dot_git):
            return _spelled(folder, start, _working_tree(host, dot_git, here))
        if _is_repository(host, here):  # a bare one, or the inside of one: no way up is told
            return folder
        above = os.path.dirname(here)
        if above == here:
            return None
        here = above


def common_directory(host: Host, root: str) -> str | None:
    """Where a worktree shares its repository, by a *relative* ``.git`` file; else ``None`` (CLI, ``utils.ts``)."""
    target = _text(host, os.path.join(root, ".git"))
    match = re.search(r"^gitdir:\s*(.+)$", target or "", re.MULTILINE)
    if match is None or os.path.isabs(match[1]):
        return None
    return os.path.normpath(os.path.join(root, match[1], "..", ".."))


def relative_gitdir(host: Host, root: str) -> str:
    """What the ``.git`` file of a worktree says."""
    match = re.search(r"^gitdir:\s*(.+)$", _text(host, os.path.join(root, ".git")) or "", re.MULTILINE)
    return match[1] if match else ""


def _spelled(folder: str, start: str, top: str) -> str:
    """The top of a working tree, so many steps up from the folder as it was named: a link stays in the path."""
    if start != top and not start.startswith(top.rstrip(os.sep) + os.sep):
        return folder
    steps = [] if start == top else os.path.relpath(start, top).split(os.sep)
    return os.path.normpath(os.path.join(folder, *([".."] * len(steps)))) if steps else folder


def _gitfile(host: Host, path: str) -> str | None:
    text = _text(host, path)
    if text is None or not text.startswith("gitdir: "):
        return None
    return os.path.normpath(os.path.join(os.path.dirname(path), text.removeprefix("gitdir: ").rstrip("\r\n")))


def _is_repository(host: Host, directory: str) -> bool:
    head = _bytes(host, os.path.join(directory, "HEAD"))
    if head is None or not _HEAD.match(head):
        return False
    common = _common(host, directory)
    return all(host.look(os.path.join(common, name)) == "dir" for name in ("objects", "refs"))


def _common(host: Host, directory: str) -> str:
    text = _text(host, os.path.join(directory, "commondir"))
    return directory if text is None else os.path.normpath(os.path.join(directory, text.strip()))


def _working_tree(host: Host, repository: str, found: str) -> str:
    """``core.worktree`` where the repository names one, else the directory that holds its ``.git``."""
    section, tree = "", found
    if _text(host, os.path.join(repository, "commondir")) is not None:  # the setting is the main working tree's
        return found
    for line in (_text(host, os.path.join(repository, "config"), limit=1 << 16) or "").splitlines():
        if opened := _SECTION.match(line):
            section, line = opened[1].lower(), opened[2]
        setting = _SETTING.match(line) if section == "core" else None
        if setting and setting[1].lower() == "worktree" and setting[3]:
            tree = host.realpath(os.path.join(repository, setting[3]))
    return tree


def _bytes(host: Host, path: str, limit: int = _SHORT) -> bytes | None:
    try:
        return host.read(path, limit=limit)
    except GuardError:
        return None


def _text(host: Host, path: str, limit: int = _SHORT) -> str | None:
    data = _bytes(host, path, limit)
    return None if data is None else data.decode("utf-8", "surrogateescape")
