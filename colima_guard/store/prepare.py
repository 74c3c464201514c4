"""What must hold before the first write, looked at for every file of a plan, and again before each one is written."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.plan import FileChange, Plan
from colima_guard.store import disk
from colima_guard.store import trusted_path as links
from colima_guard.store.change import ChangedDirectory
from colima_guard.store.setting import value

#: The mode of a parent directory that nobody named.
_PARENT_MODE = 0o755


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan that can be carried out: the files that it really changes, each with the mode that it has now."""

    files: tuple[tuple[FileChange, int | None], ...]
    make: tuple[ChangedDirectory, ...]
    remove: tuple[ChangedDirectory, ...]

    def __bool__(self) -> bool:
        return bool(self.files or self.make or self.remove)


def prepare(host: Host, plan: Plan) -> Prepared:
    """Checks a whole plan against the machine. Raises ``GuardError`` at the first thing that is not as planned."""
    seen: dict[str, str] = {}
    files: list[tuple[FileChange, int | None]] = []
    for file in plan.files:
        other = seen.setdefault(file.real_path, file.path)
        if other is not file.path:
            raise GuardError(
                f"{other} and {file.path} are the same file, {file.real_path}",
                why="two changes to one file cannot both be made",
                do="let each of them be a file of its own",
            )
        mode = inspect(host, file)
        if file.before != file.after or mode != (None if file.after is None else file.mode):
            files.append((file, mode))
    wanted = {host.realpath(made.path): made.mode for made in plan.directories}
    for made in plan.directories:
        _refuse_if(links.directory_refuse_reason(host, made.path), made.path)
    parents = [os.path.dirname(file.real_path) for file, _ in files if file.after is not None and file.setting is None]
    for path in plan.remove_directories:
        _refuse_if(links.directory_refuse_reason(host, os.path.dirname(path)), path)
    removed = [_in_real_parent(host, path) for path in plan.remove_directories]
    return Prepared(tuple(files), _missing(wanted, parents), _present(removed))


def inspect(host: Host, file: FileChange) -> int | None:
    """The mode that a file has now (``None``: no file), once it is sure that the file is what the plan took it for.

    Raises ``GuardError``: the path leads elsewhere or must not be written, or the bytes are not the planned ones.
    """
    if file.setting is not None:
        if value(host, file.setting) != file.before:
            raise changed(file)
        return file.mode
    _refuse_if(links.refuse_reason(host, file.path), file.path)
    if host.realpath(file.path) != file.real_path:
        raise GuardError(
            f"{file.path} leads to another file than when the change was planned",
            why=f"it was {file.real_path} and is {host.realpath(file.path)}",
            do="run the command again",
        )
    stat_ = host.stat(file.real_path)
    if host.read(file.real_path) != file.before or (stat_ is None) != (file.before is None):
        raise changed(file)
    return stat_.mode if stat_ else None


def changed(file: FileChange) -> GuardError:
    """The refusal of a file that is not as it was when the change was planned."""
    return GuardError(
        f"{file.path} has changed since the change was planned",
        why="writing it would undo somebody else's edit",
        do="run the command again",
    )


def _refuse_if(reason: str | None, path: str) -> None:
    if reason is not None:
        raise GuardError(
            f"{path} is not written: {reason}",
            why="it could end up, or be changed, where others decide",
            do="put this right, or make the change by hand",
        )


def _in_real_parent(host: Host, path: str) -> str:
    # a link that took the directory's place is not followed: what it leads to is not what we made
    parent, name = os.path.split(path.rstrip(os.sep))
    return os.path.join(host.realpath(parent), name)


def _missing(wanted: dict[str, int], parents: Sequence[str]) -> tuple[ChangedDirectory, ...]:
    """The directories that have to be made, parents first."""
    make: dict[str, int] = {}
    for path in (*wanted, *parents):
        while disk.lstat(path) is None:
            make[path] = wanted.get(path, _PARENT_MODE)
            path = os.path.dirname(path)
    return tuple(ChangedDirectory(path, make[path]) for path in sorted(make, key=_depth))


def _present(paths: Sequence[str]) -> tuple[ChangedDirectory, ...]:
    """Those of the directories that are there, children first."""
    there: dict[str, int] = {}
    for path in paths:
        found = disk.lstat(path)
        if found is not None and stat.S_ISDIR(found.st_mode):
            there[path] = stat.S_IMODE(found.st_mode)
    return tuple(ChangedDirectory(path, there[path]) for path in sorted(there, key=_depth, reverse=True))


def _depth(path: str) -> int:
    return path.count(os.sep)
