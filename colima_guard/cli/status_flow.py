"""What ``status`` does once its options are known; without click (``plain.py``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from colima_guard import exits
from colima_guard.cli.look import journal, look, selection
from colima_guard.errors import UsageError
from colima_guard.host.machine import Host
from colima_guard.lock.advice import advised
from colima_guard.model.release import Release
from colima_guard.policy.choose import applicable

if TYPE_CHECKING:
    from colima_guard.scan.engine.strong import Strong


def status(
    host: Host,
    *,
    only: Sequence[str] = (),
    instances: Sequence[str] = (),
    releases: Sequence[tuple[str, Release]] = (),
    deep: bool = False,
    project: str | None = None,
    verbose: bool = False,
    drawn: bool = False,
    json_: bool = False,
) -> int:
    """Shows every selected VM, as a table, a map or JSON, and returns the exit code."""
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
        from colima_guard.report.output import echo
        from colima_guard.report.strong import strong_document

        document = survey_document(host, looked, looked.rows)
        for instance in document["instances"]:
            instance["containers"] = strong_document(told.get(instance["name"]))
        echo(host, dump({**document, **journal_document(host, *said)}))
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
