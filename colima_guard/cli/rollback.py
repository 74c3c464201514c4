"""``colima-guard rollback``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from colima_guard import exits
from colima_guard.cli.confirm import agreed, refuse_foreign_home
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host

if TYPE_CHECKING:
    from colima_guard.judge.row import Row
    from colima_guard.model.instance import Restart
    from colima_guard.store.change import Change


_OLDER = "an older change is taken back by its ID: colima-guard history"


@click.command("rollback", epilog="Example:  colima-guard rollback")
@click.argument("id", required=False, metavar="[ID]")
@click.option("--force", is_flag=True, help="Restore the old bytes even where a file was rewritten since.")
@click.option("-n", "--dry-run", is_flag=True, help="Stop after the diff; write nothing at all.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "json_", is_flag=True, help="Print JSON instead (docs/json.md).")
@click.pass_obj
def rollback_command(host: Host, id: str | None, force: bool, dry_run: bool, yes: bool, json_: bool) -> int:
    """Take a change back: the newest one, or the one with this ID (the start of it is enough).

    Where a file still holds what was written, its old bytes and mode come back. Where its own program rewrote it
    since, the old values of the changed keys are put into the present text. What cannot be taken back now is left for
    the next time. A rollback is a change itself, and can be rolled back.
    """
    from colima_guard.host.own_files import state_dir
    from colima_guard.lock.rollback import plan_rollback
    from colima_guard.report.change import say_restart
    from colima_guard.report.diff import echo_diff
    from colima_guard.report.document import change_document, dump
    from colima_guard.report.failure import nothing_written, say
    from colima_guard.report.text import diff, refused, told, told_path
    from colima_guard.store.store import Store

    refuse_foreign_home(host)
    store = Store(host, state_dir(host))
    undone = plan_rollback(host, store, id, force=force)
    if not json_:
        rest = "the rest of " if undone.rest else ""
        click.echo(told(host, f"taking back {rest}{undone.change.id}: {undone.change.typed}"))
        for file in undone.plan.files:
            echo_diff(diff(file, host.home))
        for directory in undone.plan.remove_directories:
            click.echo(f"the directory {told_path(host, directory)} goes, if it is empty")
        for refusal in undone.refused:
            click.echo(
                click.style(
                    told(host, f"cannot be taken back: {refused(host, refusal)}"),
                    fg="red",
                )
            )
    applied = None
    if undone.plan and not dry_run:
        if not agreed("Take it back?", yes=yes, json=json_):
            click.echo("nothing was changed", err=True)
            return exits.FINDINGS
        applied = store.apply(undone.plan)
    rows, needed = _to_restart(host) if applied else ({}, [])
    error = nothing_written(host, undone.refused) if undone.refused and not applied else None
    if error is not None:
        say(host, error)
    if json_:
        document = change_document(
            ok=not undone.refused,
            changes=(applied.id,) if applied else (),
            files=undone.plan.files,
            refused=undone.refused,
            restart=needed,
            error=error,
        )
        click.echo(dump(document))
    elif applied is not None:
        click.echo(f"taken back as change {applied.id}; see what the VMs can see now: colima-guard status")
        for restart in needed:
            click.echo(told(host, f"{restart.instance}:"))
            say_restart(host, rows[restart.instance], restart)
    elif not undone.plan and not undone.refused:
        click.echo("nothing to take back: every file is as it was before")
        if id is None:
            click.echo(_OLDER)
    if undone.refused and not json_:
        _say_left(undone.change, given=id is not None)
    if undone.refused:
        return exits.FINDINGS if applied else exits.REFUSED
    return exits.OK


def _say_left(change: Change, *, given: bool) -> None:
    """How the rest is taken back once that is possible, and that it stands before what is older."""
    click.echo(f"once that is mended, take back the rest: colima-guard rollback {change.id}")
    if not given:
        click.echo(_OLDER)


def _to_restart(host: Host) -> tuple[dict[str, Row], list[Restart]]:
    """The instances that run with other shares than their files name now, and how they take these over."""
    from colima_guard.judge.row import Selection
    from colima_guard.judge.survey import survey
    from colima_guard.lock.restart import restarts
    from colima_guard.policy import load as policies

    try:
        looked = survey(host, policies.load(host), Selection())
    except GuardError:  # the files are back, whatever is wrong with them
        return {}, []
    return {row.instance.name: row for row in looked.rows}, restarts(host, looked)
