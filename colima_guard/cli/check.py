"""``colima-guard check``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from colima_guard.cli.options import as_json, selecting
from colima_guard.errors import Exit
from colima_guard.host import Host
from colima_guard.model.release import Release


@click.command("check", epilog="Example, in a shell start-up file:  colima-guard check || true")
@selecting
@click.option("--allow-soft", is_flag=True, help="Take SOFT for as wanted too.")
@as_json
@click.pass_obj
def check_command(
    host: Host,
    only: Sequence[str],
    instances: Sequence[str],
    releases: Sequence[tuple[str, Release]],
    allow_soft: bool,
    json_: bool,
) -> int:
    """Judge every VM by the saved policy: silent and 0 when as wanted.

    Otherwise one line for each offence, with what to do, and exit code 1. UNKNOWN is an offence.
    """
    from colima_guard.cli.looking import look, saved_policy, selection
    from colima_guard.model.verdict import Verdict
    from colima_guard.report.offences import offences

    looked = look(host, saved_policy(host), selection(only, instances, releases))
    fine = (Verdict.LOCKED, Verdict.SOFT) if allow_soft else (Verdict.LOCKED,)
    rows = [row for row in looked.rows if row.verdict not in fine]
    if json_:
        from colima_guard.report.document import dump, survey_document

        click.echo(dump({**survey_document(host, looked, rows), "ok": not rows}))
    else:
        for line in offences(host, rows):
            click.echo(line)
    return Exit.FINDINGS if rows else Exit.OK
