"""The shape that every VM system has for the rest of the program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

from colima_guard.backends.switch import Switch
from colima_guard.errors import is_bug
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.plan import DirectoryChange, FileChange
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure


@dataclass(frozen=True)
class Instance:
    """One VM of a backend, or a birthplace, with all that its backend read of it. Backends add their own fields."""

    name: str
    backend: str
    #: the directory whose files decide
    home: str
    birthplace: bool
    #: the files that say what it shares, as they are there
    files: tuple[str, ...]
    running: bool
    #: when the running VM was started, in nanoseconds since 1970; 0 when it does not run or that cannot be told
    since_ns: int
    #: the file that changed after the running VM was started, and how long ago that start was
    newer_file: str | None
    #: the installed release, ``None`` where it cannot be told
    release: Release | None
    #: whether ``release`` is the newest known one because no program was found that tells its own
    assuming: bool
    #: whether it is behind the current docker context
    active: bool
    #: what can be said without judging: files that do not load, other exposure of the host
    findings: tuple[Finding, ...]

    @property
    def since(self) -> float | None:
        """When the running VM was started, in seconds since 1970."""
        return self.since_ns / 1e9 if self.running and self.since_ns else None

    @property
    def options(self) -> str:
        """What `colima-guard lock` has to be given for this instance, with a blank before it."""
        return ""

    @property
    def confining(self) -> str:
        """What to do about a transport that does not confine the guest."""
        return "colima-guard lock --confine"

    @property
    def narrowing(self) -> str | None:
        """What to do about a share outside the allowlist, ``None`` where ``colima-guard lock`` is enough."""
        return None


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


class Restart(NamedTuple):
    """How a running instance comes to see its new shares: the commands in order, and how often the last is needed."""

    instance: str
    #: each command as an argument vector
    commands: tuple[tuple[str, ...], ...]
    #: variables that the commands need
    env: tuple[tuple[str, str], ...]
    times: int
    why: str
    #: the command is one of ours: it is named and not run
    ours: bool = False

    @property
    def text(self) -> str:
        """The commands as one line for a POSIX shell."""
        import shlex

        prefix = "".join(f"{name}={shlex.quote(value)} " for name, value in self.env)
        return " && ".join(prefix + shlex.join(command) for command in self.commands)


class Held(NamedTuple):
    """Why a file must not be written now: the program of this backend has it in memory, and writes it when it quits."""

    backend: str
    reason: str


@runtime_checkable
class HoldsFiles(Protocol):
    """A backend whose files can only be written while its program is down."""

    def held(self, host: Host, path: str) -> Held | None:
        """Why this file must not be written now, ``None`` when it may be, or is another program's."""
        ...

    def switch(self) -> Switch:
        """How that program is stopped and started."""
        ...


@runtime_checkable
class CanBeAsked(Protocol):
    """A backend whose running program says itself what it shares."""

    def asked(self, host: Host, instances: Sequence[Instance]) -> Sequence[Instance]:
        """The instances, with that put in. Writes nothing, starts nothing."""
        ...


class Backend(Protocol):
    """A VM system."""

    name: str

    def find(self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False) -> Sequence[Instance]:
        """Reads all instances and birthplaces, once. Never writes.

        ``releases`` are those that the user named, by program. ``asked_for``: the user named this backend, so what
        would be born is told of even where nothing of it is there yet.
        """
        ...

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        """Every way in which the instance can start next, at its release or at every class of releases."""
        ...

    def lock(self, host: Host, instances: Sequence[Instance], allow: Allowlist, *, confine: bool) -> Sequence[Unit]:
        """The changes that leave each instance with the allowlist and nothing more. Pure."""
        ...

    def unshareable(self, path: str) -> str | None:
        """Why this backend cannot take a directory, ``None`` when it can."""
        ...

    def own_directories(self, host: Host) -> Sequence[str]:
        """Directories that no VM may share, for a VM that can write its own configuration opens itself."""
        ...

    def running(self, host: Host, instance: Instance, exposures: Sequence[Exposure]) -> Exposure | None:
        """What a running instance has attached; ``None`` for one that does not run.

        ``exposures`` are those of the next start, among which its shares may be. ``unknown`` says why where it cannot
        be told; then there are no shares in it, and that means nothing.
        """
        ...

    def left_behind(self, host: Host, instance: Instance) -> Exposure | None:
        """What a file that the backend generated at the last start would share if another program booted it now.

        ``None`` where there is no such file, or where the instance runs.
        """
        ...

    def deep(self, host: Host, instances: Sequence[Instance]) -> dict[str, Sequence[Finding]]:
        """What the VM program itself says otherwise of its files, by instance. Starts the program."""
        ...

    def restart(self, host: Host, instance: Instance) -> Restart | None:
        """How an instance takes over its files; ``None`` for one that does so at its next start."""
        ...
