"""``colima-guard status``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from colima_guard import exits
from colima_guard.cli.options import as_json, deeper, narrowing, selecting
from colima_guard.errors import UsageError
from colima_guard.host.machine import Host
from colima_guard.model.release import Release

if TYPE_CHECKING:
    from colima_guard.scan.engine.strong import Strong


@click.command("status", epilog="Example:  colima-guard status --release colima=0.9.1")
@selecting
@deeper
@narrowing
@click.option("-v", "--verbose", is_flag=True, help="Show every finding, not only those that matter most.")
@click.option("--map", "drawn", is_flag=True, help="Draw it: this machine, the VMs, the containers in them.")
@as_json
@click.pass_obj
def status_command(
    host: Host,
    only: Sequence[str],
    instances: Sequence[str],
    releases: Sequence[tuple[str, Release]],
    deep: bool,
    project: str | None,
    verbose: bool,
    drawn: bool,
    json_: bool,
) -> int:
    """Show what every VM can see, and its verdict.

    One row an instance; colima/(new) is what the next new profile would see. Without a saved policy nothing is
    allowed. LOCKED: nothing outside the allowlist. SOFT: by configuration only, the guest can get around it. OPEN:
    something outside. UNKNOWN: it cannot be told.
    """
    from colima_guard.cli.look import journal, look, selection
    from colima_guard.lock.advice import advised
    from colima_guard.policy.choose import applicable

    if drawn and (json_ or verbose):
        raise UsageError("--map is an output of its own", do="leave --json and --verbose out")
    chosen = selection(host, only, instances, releases, deep=deep)
    with host.steady():
        looked = look(host, applicable(host, project), chosen)
    if drawn:
        from colima_guard.cli import report_flow
        from colima_guard.report.exposure.terminal import show as draw

        document = report_flow.document(host, looked)
        draw(host, document)
        unread = exits.REFUSED if "error" in document["status"] else exits.OK
        return exits.BUG if any(row.bug for row in looked.rows) else unread
    looked = advised(host, looked, chosen)
    said = journal(host)
    told: Mapping[str, Strong] = {}
    if any(row.instance.running and not row.instance.birthplace for row in looked.rows):
        from colima_guard.scan.engine.strong import strong

        told = strong(host, looked)
    if json_:
        from colima_guard.report.document import dump, journal_document, survey_document
        from colima_guard.report.strong import strong_document

        document = survey_document(host, looked, looked.rows)
        for instance in document["instances"]:
            instance["containers"] = strong_document(told.get(instance["name"]))
        click.echo(dump({**document, **journal_document(host, *said)}))
    else:
        from colima_guard.report.table import show

        show(host, looked, verbose=verbose, unsettled=said.unsettled, containers=told)
    if said.error is not None:
        from colima_guard.report.failure import say

        say(host, said.error)
    # whatever they show is fine, but that we could not look
    if any(row.bug for row in looked.rows):
        return exits.BUG
    return exits.OK if said.error is None else said.error.exit_code
