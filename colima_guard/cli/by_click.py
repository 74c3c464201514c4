"""Any command line, read by click; what click says of a wrong one is an error of ours."""

from __future__ import annotations

from collections.abc import Sequence

import click

from colima_guard import exits
from colima_guard.cli.root import cli
from colima_guard.errors import UsageError
from colima_guard.host.machine import Host


def run(host: Host, arguments: Sequence[str]) -> int:
    """Runs a command line and returns its exit code.

    Raises what the command raises, ``UsageError`` for a line that is none, ``KeyboardInterrupt`` for an answer that
    was not given, and ``BrokenPipeError``.
    """
    # https://no-color.org: set and not empty
    color = False if host.env("NO_COLOR") else None
    try:
        code = cli.main(args=list(arguments), prog_name="colima-guard", standalone_mode=False, obj=host, color=color)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.exceptions.Abort:
        raise KeyboardInterrupt from None
    except click.exceptions.NoArgsIsHelpError as bare:
        click.echo(bare.format_message(), err=True)
        return exits.USAGE
    except click.ClickException as wrong:
        raise _as_usage(wrong) from wrong
    except SystemExit as stop:  # click's own end where the reader went away
        raise BrokenPipeError from stop
    return int(code or 0)


def _as_usage(wrong: click.ClickException) -> UsageError:
    context = getattr(wrong, "ctx", None)
    path = context.command_path if context else "colima-guard"
    return UsageError(wrong.format_message().rstrip(".").replace("\n\t", " "), do=f"{path} --help")
