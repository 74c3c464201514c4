"""A checked plan, done: journal, directories, files, end. And what is left when it stops in the middle."""

from __future__ import annotations

import errno
from contextlib import suppress
from dataclasses import dataclass, field

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.store import atomic, disk, journal, lines, recovery
from colima_guard.store.change import Change, ChangedDirectory, PartlyWritten
from colima_guard.store.prepare import Prepared

_DO = {
    errno.ENOSPC: "free some space and run the command again",
    errno.EDQUOT: "free some space and run the command again",
    errno.EBUSY: "a file that is mounted on its own, or held open, is only changed by hand",
    errno.EXDEV: "a file that is mounted on its own is only changed by hand",
}
_DO_ELSE = "see to the disk and the permissions, and run the command again"


@dataclass
class _Progress:
    """What this run has done so far, as far as it knows itself."""

    made: list[ChangedDirectory] = field(default_factory=list)
    written: set[int] = field(default_factory=set)
    #: the file whose writing has begun and not returned
    trying: int | None = None


def carry_out(host: Host, changes: str, change: Change, prepared: Prepared) -> Change:
    """Makes a change, and returns it as applied.

    Raises ``PartlyWritten`` when it stopped with something done, ``GuardError`` when nothing was done or all of it
    could be taken back; then the journal does not have it. What else ends it (Ctrl-C) leaves the same order behind.
    """
    progress = _Progress()
    try:
        contents = [data for file, _ in prepared.files for data in (file.before, file.after) if data is not None]
        host.changing = True
        journal.begin(changes, change, contents)
        _make(prepared, progress)
        _write(host, changes, change, prepared, progress)
        journal.append(changes, change.id, lines.end())
    except BaseException as error:
        change, left = _stopped(host, changes, change, progress)
        if isinstance(error, OSError) and change.state == "applied":
            return change
        if left and isinstance(error, (OSError, GuardError)):
            raise _partly_written(error, change) from error
        if isinstance(error, OSError):
            raise refusal(error) from error
        raise
    return _applied(change)


def refusal(error: OSError) -> GuardError:
    """What the system would not do for us, as the user's problem. Nothing was written."""
    return GuardError(_text(error), why="nothing was written", do=_DO.get(error.errno or 0, _DO_ELSE))


def _make(prepared: Prepared, progress: _Progress) -> None:
    for directory in prepared.make:
        progress.made.append(directory)
        try:
            atomic.make_directory(directory)
        except FileExistsError:
            progress.made.pop()  # it is somebody else's
            raise


def _write(host: Host, changes: str, change: Change, prepared: Prepared, progress: _Progress) -> None:
    for index, (file, mode) in enumerate(prepared.files):
        progress.trying = index
        try:
            atomic.write(host, file, mode, atomic.temporary(change.id, index))
        except GuardError:
            if file.setting is None:
                progress.trying = None  # it is refused before the last step only
            raise
        except OSError as error:
            error.filename = file.path  # and not the name of our temporary file
            raise
        progress.written.add(index)
        journal.append(changes, change.id, lines.done(index))
    progress.trying = None
    for directory in prepared.remove:
        atomic.remove_directory(directory.path)


def _applied(change: Change) -> Change:
    return change._replace(state="applied", files=tuple(file._replace(done=True) for file in change.files))


def _stopped(host: Host, changes: str, change: Change, progress: _Progress) -> tuple[Change, bool]:
    """The change as it stands after a stop, and whether anything is left of it on the machine.

    Puts in order what the disk still lets us; a recovery does the rest.
    """
    if _is_applied(host, changes, change):
        return _applied(change), True  # stopped after the last line was written, so nothing is missing
    files = (file._replace(done=index in progress.written) for index, file in enumerate(change.files))
    change = recovery.observed(host, change._replace(files=tuple(files)))
    if not any(file.done for file in change.files):
        for directory in reversed(progress.made):
            with suppress(OSError):
                atomic.remove_directory(directory.path)
    left = _left(host, change, progress)
    with suppress(OSError):
        recovery.sweep(host, change)
        if left:
            recovery.close(host, changes, change)
        else:
            journal.discard(changes, change.id)
    return change, left


def _is_applied(host: Host, changes: str, change: Change) -> bool:
    with suppress(OSError, GuardError):
        recorded = (entry.change for entry in journal.entries(host, changes))
        return any(found.id == change.id and found.state == "applied" for found in recorded)
    return False


def _left(host: Host, change: Change, progress: _Progress) -> bool:
    try:
        return (
            any(file.done for file in change.files)
            # not told apart: perhaps it was written and cannot be read any more
            or (progress.trying is not None and change.files[progress.trying].found(host) != "before")
            or any(disk.lstat(directory.path) is not None for directory in progress.made)
            or any(disk.lstat(directory.path) is None for directory in change.removed_directories)
        )
    except OSError:
        return True


def _partly_written(error: OSError | GuardError, change: Change) -> PartlyWritten:
    written = [file.path for file in change.files if file.done]
    return PartlyWritten(
        f"stopped with {len(written)} of {len(change.files)} files written: {_text(error)}",
        change,
        why="written: " + (", ".join(written) or "only directories"),
        do=f"run it again, or take it back with: colima-guard rollback {change.id}",
    )


def _text(error: OSError | GuardError) -> str:
    if isinstance(error, GuardError):
        return error.what
    return ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)
