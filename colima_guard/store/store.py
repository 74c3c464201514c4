"""The only way to change anything: a plan goes in, a change comes out, and the journal knows how to take it back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from colima_guard.errors import GuardError, UsageError
from colima_guard.host.machine import Host
from colima_guard.model.plan import FileChange, Plan
from colima_guard.store import canary, journal, private, recovery
from colima_guard.store import one_writer as lock
from colima_guard.store.carry_out import carry_out, refusal
from colima_guard.store.change import Change, ChangedFile
from colima_guard.store.prepare import Prepared, prepare
from colima_guard.store.standing import is_rolled_back

#: How many changes are kept. Older ones go, except those that were interrupted and not taken back.
KEEP = 50
#: How many changes an error names.
_NAMED = 5


class Store:
    """The journal in ``state_dir``, and the writing that it makes safe. Makes nothing until something is written."""

    def __init__(self, host: Host, state_dir: str) -> None:
        self._host = host
        self._state_dir = state_dir
        self._changes = journal.directory(state_dir)

    def apply(self, plan: Plan) -> Change:
        """Carries out a plan and returns it as an applied change.

        Recovers first. Raises ``PartlyWritten`` when it stopped in the middle and ``GuardError`` when nothing was
        written: a file is not as planned or must not be written, another writer holds the lock, or the plan changes
        nothing.
        """
        self._sweep_canaries()
        with self._writing(plan.command):
            recovery.recover(self._host, self._changes)
            prepared = prepare(self._host, plan)
            if not prepared:
                raise GuardError("there is nothing to change: all files are as they should be")
            change = carry_out(self._host, self._changes, self._begun(plan, prepared), prepared)
            with suppress(OSError, GuardError):  # the change itself is done
                self._prune()
            return change

    def recover(self) -> list[Change]:
        """Marks unfinished changes as interrupted, removes our temporary files, and returns what it marked.

        Never writes a file that a change was about. Raises ``GuardError`` when it cannot have the lock.
        """
        if not os.path.isdir(self._changes):
            return []
        with self._writing(("recovery",)):
            return recovery.recover(self._host, self._changes)

    def history(self) -> list[Change]:
        """All changes, newest first. Only reads and never waits: a change that is being made shows as interrupted."""
        return [entry.change for entry in journal.entries(self._host, self._changes)]

    def change(self, id: str) -> Change:
        """The change with this id, or the only one whose id starts so. Raises ``GuardError``."""
        if not id.strip():
            raise UsageError("an empty ID names no change", do="colima-guard history shows the IDs")
        found = [change for change in self.history() if change.id.startswith(id)]
        if len(found) == 1:
            return found[0]
        if found:
            raise GuardError(
                f"there are {len(found)} changes whose id starts with {id}",
                why=f"they are {', '.join(change.id for change in found[:_NAMED])}{' ...' if found[_NAMED:] else ''}",
                do="say more of it",
            )
        raise GuardError(
            f"there is no change {id}",
            why="" if journal.may_be_id(id) else "an ID is written like 20260131-235959-1a2b, and its start is enough",
            do="colima-guard history shows the changes that can be taken back",
        )

    def place(self, change: Change) -> str:
        """The directory in which the journal keeps a change."""
        return os.path.join(self._changes, change.id)

    def contents(self, sha256: str | None, change: Change) -> bytes | None:
        """The bytes that a file of the change had before or after, by their hash; ``None`` for ``None``.

        Raises ``GuardError`` when the journal does not have them, or not with that hash.
        """
        return None if sha256 is None else journal.content(self._host, self._changes, change.id, sha256)

    @contextmanager
    def _writing(self, command: tuple[str, ...]) -> Iterator[None]:
        try:
            private.make_directory(self._host, self._state_dir)
            with lock.locked(self._host, self._state_dir, command):
                private.make_directory(self._host, self._changes)
                yield
        except OSError as error:
            raise refusal(error) from error

    def _begun(self, plan: Plan, prepared: Prepared) -> Change:
        now = self._host.now()
        return Change(
            id=journal.new_id(now, self._changes),
            time=now,
            command=plan.command,
            reverts=plan.reverts,
            left=plan.left,
            files=tuple(_recorded(file, mode) for file, mode in prepared.files),
            directories=prepared.make,
            removed_directories=prepared.remove,
            keys=dict(plan.keys),
        )

    def _sweep_canaries(self) -> None:
        """Removes the files of ours that a killed proof has left; that it could not be done is no reason to stop."""
        with suppress(OSError, GuardError):
            canary.sweep(self._host, self._state_dir)

    def _prune(self) -> None:
        history = tuple(self.history())
        for change in history[KEEP:]:
            if change.state != "interrupted" or is_rolled_back(change, history, self._host):
                journal.discard(self._changes, change.id)


def _recorded(file: FileChange, before_mode: int | None) -> ChangedFile:
    return ChangedFile(
        path=file.path,
        real_path=file.real_path,
        before_sha256=file.before_sha256,
        after_sha256=file.after_sha256,
        before_mode=before_mode,
        after_mode=None if file.after is None else file.mode,
        reason=file.reason,
        setting=file.setting,
        format=file.format,
    )
