"""Programs that may be run: not one that lies where a VM may write, for what runs in it could have put it there."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from colima_guard.errors import GuardError
from colima_guard.host.links import met_on
from colima_guard.model.paths import Paths

if TYPE_CHECKING:
    from colima_guard.host.machine import Host


def candidates_on_windows(command: str, path: str) -> Iterator[str]:
    """The files that a command can mean, in the order of ``PATH``, with the endings of programs."""
    import shutil

    # directory by directory: asked for all at once Windows would look in the working directory first
    found = (shutil.which(os.path.join(directory, command)) for directory in path.split(os.pathsep) if directory)
    return (file for file in found if file is not None)


def is_writable(host: Host, path: str, roots: Iterable[str]) -> bool:
    """Whether a path lies in one of these real directories, or is led to through a link that does."""
    path = path if os.path.isabs(path) else os.path.join(host.cwd, path)
    met = met_on(host, path)
    within = Paths(roots)
    return any(within.above(one) is not None for one in met)


def without(host: Host, path: str, roots: Iterable[str]) -> str:
    """``PATH`` without the directories in these, for what a program that may be run starts itself."""
    roots = tuple(roots)
    kept = (directory for directory in path.split(os.pathsep) if not is_writable(host, directory, roots))
    return os.pathsep.join(kept)


def runnable(host: Host, program: str) -> str:
    """The program that a name or path means, if it may be run. Raises ``GuardError``."""
    if os.path.dirname(program):
        planted = program if is_writable(host, program, host.distrusted) else None
        found = None if planted else program
    else:
        found, planted = host.which(program), host.planted(program)
    if found is None:
        raise GuardError(
            f"cannot run {program}: {f'VMs may write {planted}' if planted else os.strerror(errno.ENOENT)}"
        )
    return found
