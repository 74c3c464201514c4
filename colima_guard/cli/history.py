"""``colima-guard history``."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from colima_guard import exits
from colima_guard.cli.options import as_json
from colima_guard.host.machine import Host

if TYPE_CHECKING:
    from colima_guard.store.change import Change


@click.command("history", epilog="Example:  colima-guard history")
@as_json
@click.pass_obj
def history_command(host: Host, json_: bool) -> int:
    """List the changes that were made, newest first.

    applied: every file holds what was written. rewritten since: one of them does not, as after a `colima start`.
    interrupted: the change was stopped in the middle. rolled back: it was taken back. taken back in part: a rollback
    could not do all of it, and can be run again. damaged: its journal cannot be read. The last 50 are kept.
    """
    from colima_guard.host.own_files import state_dir
    from colima_guard.report.document import SCHEMA, dump
    from colima_guard.report.fit import tell
    from colima_guard.store.store import Store

    changes = Store(host, state_dir(host)).history()
    if json_:
        from colima_guard.report.history_document import history_document

        listed = [history_document(host, change, changes) for change in changes]
        click.echo(dump({"schema": SCHEMA, "ok": True, "changes": listed}))
        return exits.OK
    if not changes:
        click.echo("no change was made yet")
    for change in changes:
        for line in _lines(host, change, changes):
            tell(host, line)
    return exits.OK


def _lines(host: Host, change: Change, changes: Sequence[Change]) -> Iterator[str]:
    from colima_guard.report.text import told, told_path
    from colima_guard.store.newest import names
    from colima_guard.store.standing import remaining, state_of

    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(change.time))
    said: str = state_of(change, changes, host)
    in_part = said == "taken back in part"
    left = remaining(change, changes, host) if in_part else ()
    if in_part:
        said += f": {len(change.files) - len(left)} of {len(change.files)} files"
    yield told(host, f"{change.id}  {when}  {said:<15}  {change.typed if change.command else 'colima-guard ?'}")
    if change.state == "damaged":
        yield told(host, f"    {names(change)}")
    for file in change.files:
        rest = "; remains to be taken back" if file in left else ""
        yield f"    {told_path(host, file.path)} ({_holds(file.in_place(host).found(host))}{rest})"


def _holds(found: str) -> str:
    return {"before": "as before the change", "after": "as written", "other": "rewritten since"}[found]
