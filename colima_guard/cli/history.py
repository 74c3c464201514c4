"""``colima-guard history``."""

from __future__ import annotations

import time

import click

from colima_guard.cli.options import as_json
from colima_guard.errors import Exit
from colima_guard.host import Host


@click.command("history", epilog="Example:  colima-guard history")
@as_json
@click.pass_obj
def history_command(host: Host, json_: bool) -> int:
    """List the changes that were made, newest first.

    applied: every file holds what was written. rewritten since: one of them does not, as after a `colima start`.
    interrupted: the change was stopped in the middle. rolled back: it was taken back. The last 50 are kept.
    """
    from colima_guard.locations import state_dir
    from colima_guard.model.shell import word
    from colima_guard.report.document import SCHEMA, dump
    from colima_guard.report.text import told, told_path
    from colima_guard.store.change import state_of
    from colima_guard.store.store import Store

    changes = Store(host, state_dir(host)).history()
    states = {change.id: state_of(change, changes, host) for change in changes}
    if json_:
        listed = [
            {
                "id": change.id,
                "time": change.time,
                "command": list(change.command),
                "reverts": change.reverts,
                "state": states[change.id],
                "files": [
                    {"path": file.path, "reason": file.reason, "holds": file.found(host)} for file in change.files
                ],
            }
            for change in changes
        ]
        click.echo(dump({"schema": SCHEMA, "ok": True, "changes": listed}))
        return Exit.OK
    if not changes:
        click.echo("no change was made yet")
    for change in changes:
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(change.time))
        command = " ".join(map(word, change.command)) or "?"
        click.echo(told(host, f"{change.id}  {when}  {states[change.id]:<15}  colima-guard {command}"))
        for file in change.files:
            click.echo(f"    {told_path(host, file.path)} ({_holds(file.found(host))})")
    return Exit.OK


def _holds(found: str) -> str:
    return {"before": "as before the change", "after": "as written", "other": "rewritten since"}[found]
