"""The entry point: runs a command and turns what goes wrong into an exit code and three lines."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from colima_guard import exits
from colima_guard.cli.root import cli
from colima_guard.errors import GuardError, UsageError
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
            click.echo(
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
        code = cli.main(args=arguments, prog_name="colima-guard", standalone_mode=False, obj=host, color=_color(host))
        _flush()
        return int(code or 0)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        written = "what was written stays recorded: colima-guard history" if host.changing else "nothing was changed"
        click.echo(f"\ninterrupted; {written}", err=True)
        return exits.INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as bare:
        click.echo(bare.format_message(), err=True)
        return exits.USAGE
    except click.ClickException as wrong:
        return _report(_as_usage(wrong), arguments, host)
    except GuardError as error:
        return _report(error, arguments, host)
    except SystemExit as stop:  # click's own end where the reader went away
        raise BrokenPipeError from stop
    except BrokenPipeError:
        raise
    except Exception as bug:  # whatever else arrives here is our own mistake
        if isinstance(bug, OSError) and bug.filename is None:
            raise  # a stream has no name: the output is what went wrong
        _flush()
        return _bug(bug, arguments, host)


def _color(host: Host) -> bool | None:
    # https://no-color.org: set and not empty
    return False if host.env("NO_COLOR") else None


def _as_usage(wrong: click.ClickException) -> UsageError:
    context = getattr(wrong, "ctx", None)
    path = context.command_path if context else "colima-guard"
    return UsageError(wrong.format_message().rstrip(".").replace("\n\t", " "), do=f"{path} --help")


def _report(error: GuardError, arguments: Sequence[str], host: Host) -> int:
    from colima_guard.report.failure import say

    if "--json" in arguments:
        from colima_guard.report.document import dump, error_document

        click.echo(dump(error_document(error)))
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
