"""What the journal knows of a change, and what its files hold now. Values and questions only: nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from colima_guard import exits
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.plan import Format, Setting, sha256
from colima_guard.model.shell import word

#: ``interrupted``: begun and not finished, marked by a recovery or not yet. ``damaged``: the entry cannot be read.
Recorded = Literal["applied", "interrupted", "damaged"]
Found = Literal["before", "after", "other"]


class ChangedFile(NamedTuple):
    """One file of a change. A digest or mode of ``None`` stands for "there was (or is) no such file".

    ``done`` is what is *known* to have been written: a change that was killed between the write and its note knows
    it only once a recovery has looked.
    """

    path: str
    real_path: str
    before_sha256: str | None
    after_sha256: str | None
    before_mode: int | None
    after_mode: int | None
    reason: str
    done: bool = False
    setting: Setting | None = None
    #: what its keys are written in, ``None`` for a text that is only taken whole
    format: Format | None = None

    def in_place(self, host: Host) -> ChangedFile:
        """The file where its path leads now: it may have been moved behind a link since, or the link changed."""
        return self if self.setting is not None else self._replace(real_path=host.realpath(self.path))

    def content(self, host: Host) -> bytes | None:
        """The bytes that are there now, ``None`` for no file. Raises ``GuardError`` where that cannot be told."""
        if self.setting is None:
            return host.read(self.real_path)
        from colima_guard.store.setting import value

        return value(host, self.setting)

    def found(self, host: Host) -> Found:
        """What lies there now. Bytes decide; the mode only where the bytes are the same before and after.

        What cannot be read is ``other``: nobody knows what it is.
        """
        try:
            digest = sha256(self.content(host))
            stat = host.stat(self.real_path) if self.setting is None else None
        except (GuardError, OSError):
            return "other"
        mode = stat and stat.mode
        only_mode = self.before_sha256 == self.after_sha256 and self.setting is None
        if digest == self.after_sha256 and not (only_mode and mode != self.after_mode):
            return "after"
        return "before" if digest == self.before_sha256 and not (only_mode and mode != self.before_mode) else "other"


class ChangedDirectory(NamedTuple):
    """A directory that a change creates or removes, as real path, with its permission bits."""

    path: str
    mode: int


class Change(NamedTuple):
    """An entry of the journal. ``time`` is in seconds since 1970; ``id`` sorts in the order of the changes.

    ``directories`` were missing and are created by this change, parents first; ``removed_directories`` were there
    and are removed by it if they are empty, children first. Of an interrupted change both are what was intended.
    """

    id: str
    time: float
    command: tuple[str, ...] = ()
    reverts: str | None = None
    files: tuple[ChangedFile, ...] = ()
    directories: tuple[ChangedDirectory, ...] = ()
    removed_directories: tuple[ChangedDirectory, ...] = ()
    keys: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    #: of a rollback, the files of the other change that it could not take back
    left: tuple[str, ...] = ()
    state: Recorded = "interrupted"
    #: of a damaged entry, the files that it still names, which may be wrong
    named: tuple[str, ...] = ()
    #: of an entry that lies under another name than its own, its own
    own_id: str = ""

    @property
    def typed(self) -> str:
        """The command line that it was made by, as a shell takes it again."""
        return " ".join(["colima-guard", *map(word, self.command)])


class PartlyWritten(GuardError):
    """A change stopped in the middle; ``change`` says which files it had written. It is marked ``interrupted``."""

    exit_code = exits.FINDINGS

    def __init__(self, what: str, change: Change, *, why: str = "", do: str = "") -> None:
        super().__init__(what, why=why, do=do)
        self.change = change
