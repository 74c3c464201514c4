"""One VM of a backend: what is known of it, how it is restarted, and what of its files its program holds."""

from __future__ import annotations

from colima_guard.model.catalogue import State
from colima_guard.model.finding import Finding
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.record import Record
from colima_guard.model.release import Release


class Instance(Record):
    """One VM of a backend, or a birthplace, with all that its backend read of it. Backends add their own fields."""

    #: ``backend/name``, as every table has it
    name: str
    backend: str
    #: the directory whose files decide
    home: str
    #: it stands for the next instance that is made
    birthplace: bool = False
    #: the files that say what it shares, as they are there
    files: tuple[str, ...] = ()
    running: bool = False
    #: when the running VM was started, in nanoseconds since 1970; 0 when it does not run or that cannot be told
    since_ns: int = 0
    #: the file that changed after the running VM was started, or may have: where its start cannot be told, any of them
    newer_file: str | None = None
    #: the installed release, ``None`` where it cannot be told
    release: Release | None = None
    #: whether ``release`` is the newest known one because no program was found that tells its own
    assuming: bool = False
    #: whether it is behind the current docker context
    active: bool = False
    #: what can be said without judging: files that do not load, other exposure of the host
    findings: tuple[Finding, ...] = ()

    @property
    def since(self) -> float | None:
        """When the running VM was started, in seconds since 1970."""
        return self.since_ns / 1e9 if self.running and self.since_ns else None

    @property
    def broken(self) -> Finding | None:
        """What says that a file of it does not load, and has to be mended before a list in it counts."""
        return self._standing_for(State.BROKEN_FILE)

    @property
    def pending_confine(self) -> Finding | None:
        """What says that its files name a transport that confines, which a restart alone takes over."""
        return self._standing_for(State.PENDING_CONFINE)

    @property
    def by_variable(self) -> Finding | None:
        """What says that a path of it is filled in from a variable, and another one in another environment."""
        return self._standing_for(State.VARIABLE)

    def _standing_for(self, state: State) -> Finding | None:
        return next((finding for finding in self.findings if finding.state is state), None)

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
        """What to do about a share outside the allowlist, ``None`` where ``colima-guard lock`` is enough.

        An instance with one is not looked at again to prove a lock (``lock.prove``): what its backend changes all the
        same, it has to prove itself.
        """
        return None


class Restart(NamedTuple):
    """How a running instance comes to see its new shares: the commands in order, all of them ``times`` times."""

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


class Shell(NamedTuple):
    """How a command is run in a running instance: by this one, with the command and its arguments behind it."""

    argv: tuple[str, ...]
    #: variables that it needs
    env: tuple[tuple[str, str], ...] = ()
    #: a shell of the guest reads the words once more, as behind ``ssh``
    read_again: bool = False

    def running(self, *command: str) -> list[str]:
        """The argument vector that runs a command in the instance."""
        import shlex

        return [*self.argv, *(map(shlex.quote, command) if self.read_again else command)]


class EngineClient(NamedTuple):
    """How the engine in an instance is asked: by this command, with a subcommand behind it."""

    #: ``docker``, ``podman`` or ``nerdctl``
    name: str
    argv: tuple[str, ...]
    #: variables that it needs
    env: tuple[tuple[str, str], ...] = ()


class Held(NamedTuple):
    """Why a file must not be written now: the program of this backend has it in memory, and writes it when it quits."""

    backend: str
    reason: str
