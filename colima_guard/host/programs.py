"""Which programs there are, and running one: never one of a VM's or of what is scanned, for others wrote it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Protocol

from colima_guard.errors import GuardError
from colima_guard.host.ended import leave_now, undisturbed
from colima_guard.host.links import Links, waypoints
from colima_guard.host.values import MAX_BYTES, Platform
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import Paths

if TYPE_CHECKING:
    from subprocess import CompletedProcess, Popen


#: Seconds: a program that is only asked for its version must not hang us.
_VERSION_PATIENCE = 5.0
#: Seconds: what is started to go on by itself says at once that it cannot.
_START_PATIENCE = 2.0


class Completed(NamedTuple):
    """What a command did: its exit code (``None`` when it was stopped at the timeout) and its output as text."""

    code: int | None
    out: str
    err: str
    #: whether ``out`` is all that it printed
    whole: bool = True


class Planted(NamedTuple):
    """A program that is not run for where it lies, and whether VMs may write it; else it lies in what is scanned."""

    path: str
    writable: bool

    def __str__(self) -> str:
        return f"VMs may write {self.path}" if self.writable else f"{self.path} lies in what is scanned"


class Programs(Links, Protocol):
    """As much of a machine as is asked for the programs on it."""

    #: real directories below which nothing is run, and whether VMs may write there
    distrusted: dict[str, bool]

    @property
    def environ(self) -> Mapping[str, str]: ...

    @property
    def cwd(self) -> str: ...

    def which(self, command: str) -> str | None: ...

    def planted_program(self, command: str) -> Planted | None: ...


def on_path(command: str, path: str, platform: Platform) -> Iterator[str]:
    """The files that a command can mean, in the order of ``PATH``; on Windows with the endings of programs."""
    if platform == "windows":
        import shutil

        # directory by directory: asked for all at once Windows would look in the working directory first
        found = (shutil.which(os.path.join(directory, command)) for directory in path.split(os.pathsep) if directory)
        return (file for file in found if file is not None)
    files = (os.path.join(directory or os.curdir, command) for directory in path.split(os.pathsep) if path)
    return (file for file in files if os.path.isfile(file) and os.access(file, os.X_OK))


def planted(host: Programs, path: str) -> Planted | None:
    """What a path is that lies in a directory that is not trusted, or is led to through a link that does."""
    met = waypoints(host, _absolute(host, path))
    for writable in (True, False):
        within = Paths(directory for directory, may_be in host.distrusted.items() if may_be is writable)
        if any(within.above(step) is not None for step in met):
            return Planted(path, writable)
    return None


def trusted(host: Programs, argv: list[str], env: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """The command and its whole environment, ``env`` on top, without what is not trusted. Raises ``GuardError``."""
    env = {**host.environ, **env}
    if not host.distrusted:
        return argv, env
    if "PATH" in env:
        env["PATH"] = _without(host, env["PATH"])
    return [_runnable(host, argv[0]), *argv[1:]], env


def _without(host: Programs, path: str) -> str:
    """``PATH`` without the directories that are not trusted, for what a program that may be run starts itself.

    Nor has it one that is another in every working directory: the program may run in a project's.
    """
    kept = (one for one in path.split(os.pathsep) if os.path.isabs(one) and planted(host, one) is None)
    return os.pathsep.join(kept) or os.devnull  # an empty PATH is the working directory


def _absolute(host: Programs, path: str) -> str:
    return path if os.path.isabs(path) else os.path.join(host.cwd, path)


def _runnable(host: Programs, program: str) -> str:
    """The program that a name or path means, if it may be run. Raises ``GuardError``."""
    if os.path.dirname(program):
        not_run = planted(host, program)
        found = None if not_run else program
    else:
        found, not_run = host.which(program), host.planted_program(program)
    if found is None:
        raise GuardError(f"cannot run {program}: {not_run or os.strerror(errno.ENOENT)}")
    return _absolute(host, found)


def version(path: str, run: Callable[..., Completed]) -> str:
    """The first line that ``path --version`` prints; empty when it fails. ``run`` runs a command."""
    try:
        said = run([path, "--version"], timeout=_VERSION_PATIENCE)
    except GuardError:
        return ""
    lines = said.out.strip().splitlines() if said.code == 0 else []
    return lines[0] if lines else ""


def run(
    argv: list[str],
    env: Mapping[str, str],
    cwd: str | None,
    limit: float,
    most: int = MAX_BYTES,
    *,
    together: bool = False,
) -> Completed:
    """What a command did within ``limit`` seconds, and ``most`` bytes of what it printed.

    ``together``: where it is stopped, what it has started is stopped with it; it has no terminal to ask at then.
    Raises ``GuardError`` when it cannot be started.
    """
    import subprocess
    import tempfile

    # files and not pipes: what the command leaves running (a host agent) would keep a pipe open, and us waiting
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        code: int | None = None
        try:
            code = _done(argv, env, cwd, limit, out, err, together=together).returncode
        except subprocess.TimeoutExpired:
            pass
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else None
            raise GuardError(f"cannot run {argv[0]}: {why or error}") from error
        return Completed(code, _text(out, most), _text(err, most), out.seek(0, os.SEEK_END) <= most)


def start(argv: list[str], env: Mapping[str, str], cwd: str | None) -> int | None:
    """Starts a command by itself; its exit code where it ends within a moment. Raises ``GuardError``."""
    import subprocess

    nothing = subprocess.DEVNULL
    try:
        begun = subprocess.Popen(
            argv, env=env, cwd=cwd, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
        return begun.wait(_START_PATIENCE)
    except subprocess.TimeoutExpired:
        return None
    except (OSError, ValueError) as error:
        raise GuardError(f"cannot run {argv[0]}: {error}") from error


def printed(argv: list[str], env: Mapping[str, str], cwd: str | None, limit: float) -> str | None:
    """What a command prints that leaves nothing running, so that its end is seen at once; ``None`` if not whole."""
    import subprocess

    try:
        done = _done(argv, env, cwd, limit, subprocess.PIPE, subprocess.DEVNULL)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 and len(done.stdout) < MAX_BYTES else None


def _done(
    argv: list[str],
    env: Mapping[str, str],
    cwd: str | None,
    limit: float,
    out: int | IO[bytes],
    err: int | IO[bytes],
    *,
    together: bool = False,
) -> CompletedProcess[bytes]:
    import subprocess

    nothing = subprocess.DEVNULL
    with undisturbed():
        process = subprocess.Popen(
            argv, env=env, cwd=cwd, stdin=nothing, stdout=out, stderr=err, start_new_session=together
        )
    with process:
        try:
            leave_now()
            said, _ = process.communicate(timeout=limit)
        except BaseException:  # Ctrl-C too
            _stop(process, together=together)
            raise
    return subprocess.CompletedProcess(argv, process.returncode, said)


def _stop(process: Popen[bytes], *, together: bool) -> None:
    """Ends a process that has not been waited for, so that its number is still its own; with its whole session."""
    import signal

    if together and hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _text(file: IO[bytes], most: int) -> str:
    file.seek(0)
    return file.read(most).decode("utf-8", "replace")
