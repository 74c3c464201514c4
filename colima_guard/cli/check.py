"""``colima-guard check``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from colima_guard.cli.options import as_json, deeper, selecting
from colima_guard.errors import Exit
from colima_guard.host import Host
from colima_guard.model.release import Release


@click.command("check", epilog="Example, in a shell start-up file:  colima-guard check || true")
@selecting
@deeper
@click.option("--allow-soft", is_flag=True, help="Take SOFT for as wanted too.")
@as_json
@click.pass_obj
def check_command(
    host: Host,
    only: Sequence[str],
    instances: Sequence[str],
    releases: Sequence[tuple[str, Release]],
    deep: bool,
    allow_soft: bool,
    json_: bool,
) -> int:
    """Judge every VM by the saved policy: silent and 0 when as wanted.

    Otherwise one line for each offence, with what to do, and exit code 1. UNKNOWN is an offence.
    """
    from colima_guard import policy as policies
    from colima_guard.cli.looking import interrupted, look, saved_policy, selection
    from colima_guard.model.verdict import Verdict
    from colima_guard.report.offences import interruption, offences

    looked = look(host, policies.load(host), selection(only, instances, releases, deep=deep))
    if not looked.policy.saved:
        saved_policy(host)
    fine = (Verdict.LOCKED, Verdict.SOFT) if allow_soft else (Verdict.LOCKED,)
    rows = [row for row in looked.rows if row.verdict not in fine]
    if json_:
        from colima_guard.report.document import dump, interrupted_document, survey_document

        document = survey_document(host, looked, rows)
        click.echo(dump({**document, "ok": not rows, "interrupted": interrupted_document(host, interrupted(host))}))
    else:
        for line in offences(host, rows):
            click.echo(line)
        if rows and (change := interrupted(host)):
            click.echo(interruption(host, change))
    return Exit.FINDINGS if rows else Exit.OK
