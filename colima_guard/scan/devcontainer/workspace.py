"""The workspace that the CLI binds of itself (``spec-node/utils.ts``, ``getWorkspaceConfiguration``, 0.89.0)."""

from __future__ import annotations

import ntpath
import os
import posixpath

from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.devcontainer.git import common_directory, git_root, relative_gitdir
from colima_guard.scan.devcontainer.nodes import Node


class Workspace(NamedTuple):
    """The mounts of ``--mount`` for the workspace, and where it lies in the container."""

    mount: str | None
    common_mount: str | None
    folder: str | None


class Options(NamedTuple):
    """Options of the CLI that decide about the workspace, with its defaults."""

    git_root: bool = True
    git_common_directory: bool = False


def workspace_of(host: Host, folder: str, config: Node, options: Options) -> Workspace:
    """The default workspace of an image or Dockerfile; ``workspaceMount`` and ``workspaceFolder`` as far as written.

    ``workspaceFolder`` alone does not change what is mounted.
    """
    written, mounted = config.get("workspaceFolder"), config.get("workspaceMount")
    inner = written.value if written is not None and isinstance(written.value, str) else None
    if mounted is not None and inner:
        return Workspace(None, None, inner)
    root = (git_root(host, folder) if options.git_root else None) or folder
    path = ntpath if host.platform == "windows" else posixpath
    target, common_mount = posixpath.join("/workspaces", path.basename(root)), None
    common = common_directory(host, root) if options.git_root and options.git_common_directory else None
    if common is not None:
        target = posixpath.join("/workspaces", *_segments(root, common))
        gitdir = relative_gitdir(host, root).replace("\\", "/")
        common_mount = _mount(common, posixpath.normpath(posixpath.join(target, gitdir, "..", "..")))
    if not inner:
        relative = os.path.relpath(folder, root)
        inner = target if relative == "." else posixpath.join(target, relative.replace(os.sep, "/"))
    return Workspace(None if mounted is not None else _mount(root, target), common_mount, inner)


def _segments(root: str, common: str) -> list[str]:
    """The names from below the first directory that holds both down to the worktree."""
    segments: list[str] = []
    here = root
    while not common.startswith(here.rstrip(os.sep) + os.sep) and here != os.path.dirname(here):
        segments.insert(0, os.path.basename(here))
        here = os.path.dirname(here)
    return segments


def _mount(source: str, target: str) -> str:
    """A bind as the CLI writes it: only a comma makes it use quotes."""
    fields = ("type=bind", f"source={source}", f"target={target}")
    return ",".join(f'"{field}"' if "," in field else field for field in fields)
