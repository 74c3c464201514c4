"""``colima-guard why``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from colima_guard import exits
from colima_guard.cli.options import as_json, selecting
from colima_guard.host.machine import Host
from colima_guard.model.release import Release


@click.command("why", epilog="Example:  colima-guard why ~/.ssh/id_ed25519")
@click.argument("path", type=click.Path())
@selecting
@as_json
@click.pass_obj
def why_command(
    host: Host,
    path: str,
    only: Sequence[str],
    instances: Sequence[str],
    releases: Sequence[tuple[str, Release]],
    json_: bool,
) -> int:
    """Say which VMs see PATH, from which line of which file, and which containers.

    PATH need not exist. A link is followed, for what counts is what it leads to. Containers are those of the engines
    that run, and the services of the projects that are known: by their binds, or because they can do all that their VM
    can.
    """
    from colima_guard.cli.look import look, selection
    from colima_guard.judge.why import sights
    from colima_guard.lock.advice import advised
    from colima_guard.policy import load as policies
    from colima_guard.policy.directory import absolute
    from colima_guard.report.chain import holder_lines
    from colima_guard.report.fit import tell
    from colima_guard.report.sight import answer, how, what_to_do
    from colima_guard.report.text import told
    from colima_guard.scan.chain import chain

    typed = absolute(host, path)
    chosen = selection(host, only, instances, releases)
    looked = look(host, policies.load(host), chosen)
    real = host.realpath(typed)
    seen = sights(host, looked, real)
    reached = chain(host, looked, real, [row.instance.name for row, one in seen if one.visible != "no"])
    if json_:
        from colima_guard.report.chain import holders_document
        from colima_guard.report.document import dump, row_document, sight_document, survey_document

        document = survey_document(host, looked, ())
        document["path"] = typed
        document["instances"] = [
            {
                **row_document(row),
                **sight_document(one),
                "holders": holders_document(reached.holders.get(row.instance.name, ())),
            }
            for row, one in seen
        ]
        document["holders"] = holders_document(reached.holders.get("", ()))
        document["notes"] = list(reached.notes)
        click.echo(dump(document))
        return exits.OK
    helps = {row.instance.name: row for row in advised(host, looked, chosen).rows}
    for row, one in seen:
        tell(host, told(host, f"{row.instance.name}: {answer(one)}"))
        for line in (*how(host, one), *holder_lines(reached.holders.get(row.instance.name, ()))):
            tell(host, told(host, f"  {line}"))
        if do := what_to_do(host, helps[row.instance.name], one):
            tell(host, told(host, f"  do: {do}"))
    if own := reached.holders.get(""):
        tell(host, "this machine itself:")
        for line in holder_lines(own):
            tell(host, told(host, f"  {line}"))
    for note in reached.notes:
        tell(host, told(host, note), err=True)
    return exits.OK
