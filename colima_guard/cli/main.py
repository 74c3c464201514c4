"""The entry point: runs a command and turns what goes wrong into an exit code and three lines."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

from colima_guard import exits
from colima_guard.cli.plain import command
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host


def main(argv: Sequence[str] | None = None, host: Host | None = None) -> int:
    """Runs one command line and returns its exit code (docs/exit-codes.md). Never raises."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    host = host or Host()
    # a package that calls itself a plugin of pydantic has no part in how files are read; looking for one takes 20 ms
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    _buffer_output()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file's name may not fit into the terminal's encoding
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(arguments, host)
    except BrokenPipeError:
        # the reader went away, as `head` does; nothing more can be said to it, and not that all is as wanted
        _drop_output()
        return exits.UNREAD
    except OSError as unwritten:  # what else goes wrong while files are read or written arrives as a GuardError
        _drop_output()
        with suppress(OSError):  # nor may standard error
            from colima_guard.report.output import echo

            echo(
                host,
                f"colima-guard: standard output cannot be written: {unwritten.strerror}\n"
                "  why: what it holds is cut off; what a command changed is recorded: colima-guard history",
                err=True,
            )
        return exits.UNWRITTEN


def _buffer_output() -> None:
    """Under ``PYTHONUNBUFFERED`` a write that the system takes a part of is done: the rest would be lost unsaid."""
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper) and isinstance(out.buffer, io.RawIOBase):
        encoding = out.encoding
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(out.detach()), encoding)


def _flush() -> None:
    if sys.stdout is not None:  # as `>&-` has it
        sys.stdout.flush()


def _drop_output() -> None:
    """Lets nobody try again to write what waits in the buffer."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(arguments: Sequence[str], host: Host) -> int:
    try:
        code = _command(arguments, host)()
        _flush()
        return code
    except KeyboardInterrupt:
        written = "what was written stays recorded: colima-guard history" if host.changing else "nothing was changed"
        from colima_guard.report.output import echo

        echo(host, f"\ninterrupted; {written}", err=True)
        return exits.INTERRUPTED
    except GuardError as error:
        return _report(error, arguments, host)
    except BrokenPipeError:
        raise
    except Exception as bug:  # whatever else arrives here is our own mistake
        if isinstance(bug, OSError) and bug.filename is None:
            raise  # a stream has no name: the output is what went wrong
        _flush()
        return _bug(bug, arguments, host)


def _command(arguments: Sequence[str], host: Host) -> Callable[[], int]:
    """What runs a command line, without click where that can be."""
    if (plain := command(host, arguments)) is not None:
        return plain
    from colima_guard.cli.by_click import run

    return lambda: run(host, arguments)


def _report(error: GuardError, arguments: Sequence[str], host: Host) -> int:
    from colima_guard.report.failure import say

    if "--json" in arguments:
        from colima_guard.report.document import dump, error_document
        from colima_guard.report.output import echo

        echo(host, dump(error_document(error)))
    say(host, error)
    return error.exit_code


def _bug(bug: Exception, arguments: Sequence[str], host: Host) -> int:
    from colima_guard.model.bug import REPORT, bug_text

    error = GuardError(
        bug_text(bug),
        why="this command stopped; whatever it wrote is recorded: colima-guard history",
        do=f"report it with the command line and this line: {REPORT}",
        exit_code=exits.BUG,
    )
    return _report(error, arguments, host)
