"""The question before something is written, and who may be asked it."""

from __future__ import annotations

import sys

import click

from colima_guard.errors import GuardError, UsageError
from colima_guard.host.machine import Host


def refuse_foreign_home(host: Host) -> None:
    """Refuses to write as root into another user's home: the files would then be root's. Raises ``GuardError``."""
    found = host.stat(host.home)
    if host.uid == 0 and found is not None and found.uid != 0 and host.platform != "windows":
        raise GuardError(
            f"running as root on the home of another user: {host.home}",
            why="its owner could no longer write the files that we would leave",
            do="run colima-guard as the user whose home it is",
        )


def agreed(question: str, *, yes: bool, json: bool = False) -> bool:
    """The answer to a question, on a terminal only. Raises ``UsageError`` where nobody can be asked."""
    if yes:
        return True
    if json:
        raise UsageError(
            "with --json nobody is asked, for the question would stand in the middle of the document",
            why="nothing was changed",
            do="say --yes to write, or --dry-run to look only",
        )
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(
            "nobody can be asked: standard input is not a terminal",
            why="nothing was changed",
            do="say --yes to write, or --dry-run to look only",
        )
    return click.confirm(question, err=True)
