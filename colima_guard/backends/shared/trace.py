"""What says that a VM system is, or ever was, on this machine."""

from __future__ import annotations

import posixpath

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable

#: what the Finder leaves in a directory that somebody has opened
_FINDER = ".DS_Store"


def on_path(host: Host, program: str) -> bool:
    """Whether a shell would find a program, one that a VM may write too."""
    return host.which(program) is not None or host.planted_program(program) is not None


def holds_more(host: Host, directory: str, file: str) -> bool:
    """Whether a directory is there, and holds anything but this one file; also where that cannot be told.

    ``file`` is its path in the directory. An empty directory is somebody else's, as is a link.
    """
    try:
        if host.kind(directory) is None:
            return host.is_link(directory)
        for name in file.split("/"):
            if host.kind(directory) != "dir" or host.is_link(directory):
                return True
            if set(host.names(directory)) - {_FINDER} != {name}:
                return True
            directory = posixpath.join(directory, name)
    except Unreadable:
        return True
    return host.is_link(directory)
