"""Writing the files of a kind: with a diff, through the journal, and never over somebody else's without asking."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from colima_guard import exits
from colima_guard.bootstrap.fill import PrintedFile, path_below
from colima_guard.bootstrap.values import MARK
from colima_guard.cli.confirm import agreed, refuse_foreign_home
from colima_guard.cli.lock_flow import command_line
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.own_files import state_dir
from colima_guard.model.paths import without_tilde
from colima_guard.model.plan import FileChange, Plan
from colima_guard.report.diff import echo_change, written
from colima_guard.report.fit import tell
from colima_guard.report.text import told_path
from colima_guard.store.store import Store


def write(host: Host, files: Sequence[PrintedFile], output: str, *, overwrite: bool, dry_run: bool, yes: bool) -> int:
    """Writes the files below a directory. Returns the exit code; raises ``GuardError`` where nothing is written."""
    refuse_foreign_home(host)
    directory = os.path.normpath(os.path.join(host.cwd, without_tilde(output, host.home)))
    planned = (_change(host, file, path_below(directory, file)) for file in files)
    changes = [change for change in planned if change is not None]
    store = Store(host, state_dir(host))
    for change in changes:
        echo_change(host, change, whole=True)
    if not changes:
        click.echo("nothing to change")
        return exits.OK
    if dry_run:
        return exits.OK
    for change in changes:
        if not overwrite and not _is_ours(store, change) and not _may_replace(host, change, yes=yes):
            click.echo("nothing was changed", err=True)
            return exits.FINDINGS
    if not agreed(f"Write {len(changes)} file{'' if len(changes) == 1 else 's'}?", yes=yes):
        click.echo("nothing was changed", err=True)
        return exits.FINDINGS
    applied = store.apply(Plan(tuple(changes), command=command_line()))
    tell(host, written(applied.id))
    return exits.OK


def _change(host: Host, file: PrintedFile, path: str) -> FileChange | None:
    before, stat = host.read(path), host.stat(path)
    after = file.text.encode()
    if before == after and stat is not None and stat.mode & 0o111 == file.mode & 0o111:
        return None
    return FileChange(path, host.realpath(path), before, after, file.mode, "printed by bootstrap")


def _is_ours(store: Store, change: FileChange) -> bool:
    """Whether a file is not there, or was written by us: it says so, or the journal knows it."""
    if change.before is None or MARK.encode() in change.before:
        return True
    earlier = (file for past in store.history() for file in past.files if file.path == change.path)
    return any(file.after_sha256 == change.before_sha256 for file in earlier)


def _may_replace(host: Host, change: FileChange, *, yes: bool) -> bool:
    """The answer about a file of somebody else's. Raises ``GuardError`` for ``--yes``, which is none to that."""
    if yes:
        raise GuardError(
            f"{change.path} is there and is not from colima-guard",
            why="what somebody else wrote would be gone",
            do="move it away, name another --output, or say --overwrite",
        )
    return agreed(f"{told_path(host, change.path)} is not from colima-guard. Overwrite it?", yes=False)
