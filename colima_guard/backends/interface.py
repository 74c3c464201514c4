"""What a VM system is to the rest of the program: a backend, and the abilities that it may have beside.

``Backend`` is what every one has to give, and enough for `status`, `check` and `why`. Whatever else it can do is a
protocol of its own below. Its class names those that it has, beside ``Backend``; ``abilities`` holds what is true of
one that lacks them. ``table`` has the row by which it is found.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.instance import EngineClient, Held, Instance, Restart, Shell
from colima_guard.model.plan import Unit
from colima_guard.model.release import Release
from colima_guard.model.share import Exposure

if TYPE_CHECKING:
    from colima_guard.backends.switch import Switch


@runtime_checkable
class Backend(Protocol):
    """A VM system. It holds nothing between two calls, and is made without an argument.

    It reads the machine through ``Host`` alone, and writes nothing. What the user can mend is raised as a
    ``GuardError``; an instance that cannot be evaluated is none: it is given with an exposure whose ``unknown`` says
    why, which is judged ``UNKNOWN``. One of its ``findings`` says so too, with what to do: `status` prints those alone.

    Whatever it reads is remembered with a good answer of `check`, and looked at again instead of computing. What a
    program says is not, but for ``--version``: a value that only a daemon tells may be another one at any time. Where
    a daemon keeps it in a file, which file that is is known to the daemon (its own environment decides), and mostly
    only root may look there: an answer that leans on such a file could be a false ``LOCKED``. So `check` computes
    anew wherever a backend runs a program; one of which nothing is there must not run any.
    """

    #: as its row in ``table`` has it
    name: str

    @abstractmethod
    def find(self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False) -> Sequence[Instance]:
        """Reads all instances and birthplaces, once, birthplaces last; none where the VM system never was.

        ``releases`` are those that the user named, by ``table.Row.release``; which one is installed says
        ``shared.program``. ``asked_for``: the user named this backend, so what would be born is told of even where
        nothing of it is there yet. The instances can be of a class below ``Instance``, with what was read of their
        files: the other methods are given them again.
        """

    @abstractmethod
    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        """Every way in which the instance can start next, at least one, each with all that the VM would share.

        At its release, or with ``every_class`` at each release from which on the files mean something else
        (``model.release_table``); at ``HEAD`` where no rule depends on a release. How a share gets into the VM is one
        of ``model.transport``, or a value of the backend's own.
        """

    @abstractmethod
    def own_directories(self, host: Host) -> Sequence[str]:
        """Directories that no VM may share, there or not: a VM that can write its own configuration opens itself."""


@runtime_checkable
class Locks(Protocol):
    """A backend whose files or settings can be changed, so that they share the allowlist and nothing else.

    Without it `lock` says what the user can do (``Instance.narrowing``).
    """

    @abstractmethod
    def lock(self, host: Host, instances: Sequence[Instance], allow: Allowlist, *, confine: bool) -> Sequence[Unit]:
        """The changes that leave each instance with the allowlist and nothing more, or why there are none. Pure.

        A change is a file with new text (``shared.edit.file_change``, edited by ``formats``), or a value that a
        program alone sets (``model.plan.setting_change``). ``confine``: also moves to a transport that the host
        confines, where there is one. The caller proves each unit by looking at the machine with its changes laid over
        it: ``find`` and ``exposures`` have to see them through ``Host``.
        """

    @abstractmethod
    def unshareable(self, path: str) -> str | None:
        """Why this backend cannot take a directory of that path, ``None`` when it can (``shared.guest_path``)."""


@runtime_checkable
class Renders(Protocol):
    """A backend of which a text can be locked without being anywhere: `colima-guard render`."""

    @abstractmethod
    def render(self, host: Host, text: bytes, allow: Allowlist, *, release: Release | None, confine: bool) -> bytes:
        """The text, narrowed to the allowlist; a complete one for an empty text.

        Raises ``GuardError`` with line, reason and the block to paste where that cannot be proved.
        """


@runtime_checkable
class RendersFiles(Protocol):
    """A backend that is locked by several files of its own, each of them a text: `colima-guard render --file NAME`."""

    #: the names of the files
    files: tuple[str, ...]

    @abstractmethod
    def render_file(
        self, host: Host, file: str, text: bytes, allow: Allowlist, *, release: Release | None, confine: bool
    ) -> bytes:
        """The text of one of the files, as ``Renders.render`` gives the only one."""


@runtime_checkable
class Runs(Protocol):
    """A backend of which it can be told what a running instance has attached, whatever its files say now.

    Without it a running instance is judged by its files, and is ``UNKNOWN`` where ``Instance.newer_file`` names one.
    """

    @abstractmethod
    def running(self, host: Host, instance: Instance, exposures: Sequence[Exposure]) -> Exposure | None:
        """What a running instance has attached; ``None`` for one that does not run.

        ``exposures`` are those of the next start, among which its shares may be. ``unknown`` says why where it cannot
        be told; shares in it are then those that it may have been started with.
        """


@runtime_checkable
class Restarts(Protocol):
    """A backend whose instances take over their files by commands that can be named and run."""

    @abstractmethod
    def restart(self, host: Host, instance: Instance) -> Restart | None:
        """How an instance takes over its files; ``None`` for one that does so at its next start."""


@runtime_checkable
class HasShell(Protocol):
    """A backend in whose running instances a command can be run."""

    @abstractmethod
    def shell(self, host: Host, instance: Instance) -> Shell | None:
        """How that is done; ``None`` for one that does not run, or whose program is not there. Starts nothing."""


@runtime_checkable
class HasEngine(Protocol):
    """A backend with an engine in its instances that can be asked from here."""

    @abstractmethod
    def engine(self, host: Host, instance: Instance) -> EngineClient | None:
        """How that is done; ``None`` where none can be reached, or its client is not there. Starts nothing."""


@runtime_checkable
class HoldsFiles(Protocol):
    """A backend whose files can only be written while its program is down."""

    @abstractmethod
    def held(self, host: Host, path: str) -> Held | None:
        """Why this file must not be written now, ``None`` when it may be, or is another program's."""

    @abstractmethod
    def switch(self) -> Switch:
        """How that program is stopped and started."""


@runtime_checkable
class CanBeAsked(Protocol):
    """A backend whose running program says itself what it shares."""

    @abstractmethod
    def ask(self, host: Host, instances: Sequence[Instance]) -> Sequence[Instance]:
        """The instances, with that put in. Writes nothing, starts nothing."""


@runtime_checkable
class Compares(Protocol):
    """A backend whose program can be asked what it makes of the files: by `--deep`, and after a lock."""

    @abstractmethod
    def comparable(self, host: Host) -> bool:
        """Whether the program is there, and would answer."""

    @abstractmethod
    def differences(self, host: Host, instances: Sequence[Instance]) -> dict[str, Sequence[Finding]]:
        """What the program says otherwise of the files, by the name of the instance; each makes it ``UNKNOWN``.

        Starts the program. Raises ``UsageError`` where there is none to ask.
        """


@runtime_checkable
class LeavesFiles(Protocol):
    """A backend that leaves files behind, from which another program could boot the VM."""

    @abstractmethod
    def left_behind(self, host: Host, instance: Instance) -> Exposure | None:
        """What such a file would share if it was booted now; ``None`` where there is none, or the instance runs."""


@runtime_checkable
class HasTrace(Protocol):
    """A backend of which it can be told whether its VM system is, or ever was, on this machine.

    Where there is no trace, only what it would be born from is shown, and what that cannot take stops no lock. One
    without this ability counts as there.
    """

    @abstractmethod
    def trace(self, host: Host) -> bool:
        """Whether its program is on ``PATH``, or anything of it lies on this machine but what a lock leaves behind.

        Also where that cannot be told.
        """


@runtime_checkable
class OwnsLimaHomes(Protocol):
    """A backend that runs Lima's VMs, in homes of its own or in the user's: ``lima`` leaves those to it."""

    @abstractmethod
    def owns(self, host: Host, home: str, name: str) -> bool:
        """Whether the instance of this name in this Lima home is one of its own."""
