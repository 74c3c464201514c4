"""What an unfinished change has done, told by the bytes on disk alone. Never writes a file that a change was about."""

from __future__ import annotations

from colima_guard.host.machine import Host
from colima_guard.store import journal, lines
from colima_guard.store.atomic import remove_temporary, temporary
from colima_guard.store.change import Change


def recover(host: Host, changes: str) -> list[Change]:
    """Closes every change that was begun and not finished, and returns these. The caller holds the lock.

    Idempotent. A change whose temporary file cannot be removed stays unfinished, for the next recovery to try again.
    """
    journal.sweep(changes)
    closed = []
    for entry in journal.entries(host, changes):
        if entry.closed:
            continue
        try:
            sweep(host, entry.change)
        except OSError:
            continue
        closed.append(close(host, changes, entry.change))
    return closed


def close(host: Host, changes: str, change: Change) -> Change:
    """Marks a change as interrupted, with the files that it had written."""
    change = observed(host, change)
    journal.append(changes, change.id, lines.interrupted(change))
    return change


def observed(host: Host, change: Change) -> Change:
    """The change with ``done`` set for each file that holds what the change was to write."""
    files = (file._replace(done=file.done or file.found(host) == "after") for file in change.files)
    return change._replace(files=tuple(files))


def sweep(host: Host, change: Change) -> None:
    """Removes the temporary files that a change may have left. Raises ``OSError`` when one cannot be removed."""
    for index, file in ((index, file) for index, file in enumerate(change.files) if file.setting is None):
        remove_temporary(host, file.real_path, temporary(change.id, index))
