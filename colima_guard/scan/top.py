"""The directory that a report names files from."""

from __future__ import annotations

import os
from collections.abc import Sequence

from colima_guard.host.machine import Host
from colima_guard.scan.devcontainer.git import git_root


def top(host: Host, looked_at: Sequence[str]) -> str:
    """The top of the git repository that holds all that was looked at, else the directory that does.

    ``looked_at`` are absolute paths of files and directories.
    """
    directories = [path if host.kind(path) == "dir" else os.path.dirname(path) for path in looked_at]
    try:
        common = os.path.commonpath(directories)
    except ValueError:  # none at all, or on several drives
        common = directories[0] if directories else host.cwd
    return git_root(host, common) or common
