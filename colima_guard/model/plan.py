"""What a command would change, as pure data. A dry run is a plan that nobody gives to the store."""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from typing import Literal

from colima_guard.model import digest
from colima_guard.model.bug import is_bug
from colima_guard.model.named_tuple import NamedTuple

#: in which the keys of a file are written
Format = Literal["yaml", "json", "toml", "wsl", "wslconfig"]


def sha256(data: bytes | None) -> str | None:
    """The hex digest of a file's bytes; ``None`` stands for "no file"."""
    return None if data is None else digest.sha256(data)


class Setting(NamedTuple):
    """A value that a program keeps where it alone writes: how it is asked for it, and how it is told another.

    Both are argument vectors whose first word is looked up on ``PATH``. ``read`` prints the value as one line. In
    ``write`` the value stands for ``{}``: ``("multipass", "set", "local.privileged-mounts={}")``.

    An ``encoded`` one is a file where that program alone gets at it: its bytes are one line of base64 behind ``=``, and
    ``-`` says that there is none.
    """

    read: tuple[str, ...]
    write: tuple[str, ...]
    encoded: bool = False

    def telling(self, value: str) -> tuple[str, ...]:
        """The argument vector that sets a value."""
        return tuple(word.replace("{}", value) for word in self.write)

    def line(self, content: bytes | None) -> str:
        """The one line that is printed, and told, for a content."""
        if not self.encoded:
            return (content or b"").decode("utf-8", "surrogateescape").removesuffix("\n")
        return "-" if content is None else f"={binascii.b2a_base64(content, newline=False).decode()}"

    def content(self, line: str) -> bytes | None:
        """The content that a line stands for. Raises ``ValueError`` for one that is none."""
        if not self.encoded:
            return f"{line}\n".encode("utf-8", "surrogateescape")
        if line == "-":
            return None
        if not line.startswith("="):
            raise ValueError("it is no file")
        return binascii.a2b_base64(line[1:], strict_mode=True)


class FileChange(NamedTuple):
    """One file from its old bytes to its new ones.

    ``path`` is the path as the user knows it, ``real_path`` the one that is written (links resolved). ``before`` is
    ``None`` for a file that is created, ``after`` for one that is removed. ``mode`` holds the permission bits of
    the new file. ``format`` is what the keys in it are written in, ``None`` for a text that is only taken whole.

    With a ``setting`` it is no file of this machine: both paths are the name that the user knows the value by, the
    bytes are the value with its line end, and the program that keeps it is asked and told.
    """

    path: str
    real_path: str
    before: bytes | None
    after: bytes | None
    mode: int
    reason: str
    setting: Setting | None = None
    format: Format | None = None

    @property
    def before_sha256(self) -> str | None:
        return sha256(self.before)

    @property
    def after_sha256(self) -> str | None:
        return sha256(self.after)


def setting_change(name: str, setting: Setting, before: str, after: str, reason: str) -> FileChange:
    """A value that a program keeps, from ``before`` to ``after``, by the ``name`` that the user knows it by."""
    return FileChange(name, name, f"{before}\n".encode(), f"{after}\n".encode(), 0, reason, setting)


class DirectoryChange(NamedTuple):
    """A directory that is created, with its permission bits; missing parents are created too (0755)."""

    path: str
    mode: int
    reason: str


class Refusal(NamedTuple):
    """Why a file cannot be changed: where, the reason, what to do and the block to paste by hand."""

    path: str
    line: int | None
    reason: str
    paste: str
    #: another program makes the file anew, in a store that nobody writes: what it is made from has to change
    generated: bool = False
    #: the instances whose lock it is; empty where it is about a program
    instances: tuple[str, ...] = ()

    @property
    def bug(self) -> bool:
        """Whether it is a mistake of ours, and none of the file's."""
        return is_bug(self.reason)


class Unit(NamedTuple):
    """The changes that only make sense together, for these instances; or a refusal."""

    instances: tuple[str, ...]
    files: tuple[FileChange, ...] = ()
    directories: tuple[DirectoryChange, ...] = ()
    refusal: Refusal | None = None
    #: which top-level keys are set in which file
    keys: tuple[tuple[str, tuple[str, ...]], ...] = ()
    #: what the user should know before saying yes
    notes: tuple[str, ...] = ()
    #: the block to paste by hand where the file turns out not to be writable; the whole text without one
    paste: str = ""


class Plan(NamedTuple):
    """All changes of one run, in the order in which they are made: directories first."""

    files: tuple[FileChange, ...] = ()
    directories: tuple[DirectoryChange, ...] = ()
    #: what the user typed, for the history
    command: tuple[str, ...] = ()
    #: the change that this one takes back, for a rollback
    reverts: str | None = None
    #: its files that cannot be taken back now, by the paths that it knows them by
    left: tuple[str, ...] = ()
    #: directories that go once the files are done, if they are empty then: those that the reverted change created
    remove_directories: tuple[str, ...] = ()
    #: what the history should remember of the plan's meaning (which keys were set in which file)
    keys: Mapping[str, tuple[str, ...]] = {}

    def __bool__(self) -> bool:
        return bool(self.files or self.directories or self.remove_directories)
