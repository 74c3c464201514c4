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


@click.command("rollback", epilog="Example:  colima-guard rollback")
@click.argument("id", required=False, metavar="[ID]")
@click.option("--force", is_flag=True, help="Restore the old bytes even where a file was rewritten since.")
@click.option("-n", "--dry-run", is_flag=True, help="Stop after the diff; write nothing at all.")
@click.option("-v", "--verbose", is_flag=True, help="Show every line of a file that goes in the diff.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "json_", is_flag=True, help="Print JSON instead (docs/json.md).")
@click.pass_obj
def rollback_command(
    host: Host, id: str | None, force: bool, dry_run: bool, verbose: bool, yes: bool, json_: bool
) -> int:
    """Take a change back: the newest one, or the one with this ID (the start of it is enough).

    Where a file still holds what was written, its old bytes and mode come back. Where its own program rewrote it
    since, the old values of the changed keys are put into the present text. What cannot be taken back now is left for
    the next time. A rollback is a change itself, and can be rolled back.
    """
    from colima_guard.host.own_files import state_dir
    from colima_guard.lock.rollback import plan_rollback
    from colima_guard.report.change_document import change_document
    from colima_guard.report.document import dump
    from colima_guard.report.failure import nothing_written, say
    from colima_guard.report.rollback import show_end, show_undone
    from colima_guard.store.store import Store

    refuse_foreign_home(host)
    store = Store(host, state_dir(host))
    undone = plan_rollback(host, store, id, force=force)
    if not json_:
        show_undone(host, undone, whole=verbose)
    applied = None
    if undone.plan and not dry_run:
        if not agreed("Take it back?", yes=yes, json=json_):
            click.echo("nothing was changed", err=True)
            return exits.FINDINGS
        applied = store.apply(undone.plan)
    rows, needed = _to_restart(host) if applied else ({}, [])
    shown = [refusal._replace(paste="") for refusal in undone.refused]  # no block stands with what comes back whole
    error = nothing_written(host, shown) if shown and not applied else None
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
    else:
        show_end(host, undone, applied, needed, rows, newest=id is None)
    if undone.refused:
        return exits.FINDINGS if applied else exits.REFUSED
    return exits.OK


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
