"""``status`` for a person: one row an instance, then what is worth saying about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from colima_guard.backends.table import row as known
from colima_guard.host.machine import Host
from colima_guard.judge.findings.running import ago
from colima_guard.judge.row import Row, Survey
from colima_guard.lock.advice import with_directory
from colima_guard.model.catalogue import Severity
from colima_guard.model.finding import Finding
from colima_guard.model.share import Share
from colima_guard.model.verdict import Verdict
from colima_guard.report.columns import Cell, Line, table
from colima_guard.report.fit import NARROWEST, USUAL, advise, columns, tell
from colima_guard.report.lines import remedy, said, together, unsettled_line
from colima_guard.report.output import echo, spelled
from colima_guard.report.strong import strong_line
from colima_guard.report.text import no_command, told, told_path

if TYPE_CHECKING:
    from colima_guard.scan.engine.strong import Strong
    from colima_guard.store.change import Change

COLORS = {Verdict.LOCKED: "green", Verdict.SOFT: "yellow", Verdict.UNKNOWN: "magenta", Verdict.OPEN: "red"}
_HEAD = ("INSTANCE", "VERDICT", "SEES", "WITHIN REACH")
#: stands for a blank at which no line is broken; no name holds it
_JOINED = "\0"
#: what a birthplace is
NEXT = "the next new VM"


def show(
    host: Host,
    looked: Survey,
    *,
    verbose: bool = False,
    unsettled: Change | None = None,
    containers: Mapping[str, Strong] | None = None,
) -> None:
    """Prints the table, the findings, and what was told of containers, to standard output."""
    rows = [[_spelled(cell) for cell in row] for row in _cells(host, looked.rows)]
    for text in table(rows, max(columns(host) or USUAL, NARROWEST), (None, 12, None, None)):
        echo(host, no_command(text.replace(_JOINED, " ")))
    if any(row.instance.active for row in looked.rows):
        tell(host, "* the docker command talks to this one")
    tell(host, _policy(host, looked))
    for row in looked.rows:
        for finding in together(host, _worth_saying(row, verbose)):
            _show_finding(host, row, finding)
        line = strong_line(containers[row.instance.name]) if containers and row.instance.name in containers else None
        if line is not None:
            tell(host, told(host, f"{row.instance.name}: {line}"))
    if unsettled is not None:
        advice = unsettled_line(host, unsettled)
        advise(host, advice._replace(do=with_directory(advice.do, looked.policy)))
    hidden = sum(len(row.findings) - len(_worth_saying(row, verbose)) for row in looked.rows)
    if hidden:
        tell(host, f"{hidden} more to know: colima-guard status --verbose", dim=True)


def _cells(host: Host, rows: Sequence[Row]) -> list[list[Cell]]:
    head: list[Cell] = [[Line(text, bold=True)] for text in _HEAD]
    return [head, *([_name(host, row), _verdict(host, row), _sees(host, row), _reach(host, row)] for row in rows)]


def _spelled(cell: Cell) -> Cell:
    return [line._replace(text=spelled(line.text)) for line in cell]


def _name(host: Host, row: Row) -> Cell:
    name = told(host, row.instance.name) + ("*" if row.instance.active else "")
    return [Line(name), *(Line(line, dim=True) for line in _state(host, row))]


def _verdict(host: Host, row: Row) -> Cell:
    basis = [f"({_basis(host, row)})"] if row.verdict in (Verdict.LOCKED, Verdict.SOFT) else []
    accepted = ["(accepted)"] if row.counted < row.verdict else []
    verdict = Line(row.verdict.name, COLORS[row.verdict])
    return [verdict, *(Line(line, dim=True) for line in (*basis, *accepted))]


def _basis(host: Host, row: Row) -> str:
    """What the verdict rests on: a proof of this run, else what is known of the transport."""
    if row.proof is None:
        return row.basis.value
    return f"{row.proof.result.value.lower()} {ago(host.now() - row.proof.at)}"


def _sees(host: Host, row: Row) -> Cell:
    lines = [_share(host, share) for share in row.shown.exposure.shares]
    if row.shown.exposure.unknown is not None and not lines:
        return [Line("not known")]
    if row.restart_needed and row.now is not None:
        lines = [f"next start: {line}" for line in lines or ["nothing"]]
        lines += [f"now: {_share(host, share)}" for share in row.now.exposure.shares] or ["now: nothing"]
    return [Line(line) for line in lines or ["nothing"]]


def _share(host: Host, share: Share) -> str:
    location = "?" if share.location is None else told_path(host, share.location)
    whole = f" (the{_JOINED}whole{_JOINED}home)" if share.real == host.realpath(host.home) else ""
    loose = "" if share.transport.confined else f", not{_JOINED}confined"
    return f"{share.access.value} {location}{whole}, {share.transport.name}{loose}"


def _reach(host: Host, row: Row) -> Cell:
    paths = [told_path(host, path) for path in row.within_reach]
    if not paths:
        return [Line("none")]
    named = " ".join(paths[:4]) + (" ..." if len(paths) > 4 else "")
    return [Line(f"{len(paths)}: {named}", "red")]


def _state(host: Host, row: Row) -> list[str]:
    instance = row.instance
    if instance.birthplace:
        release = instance.release
        if release is None and not known(instance.backend).release:
            return [NEXT]  # no rule depends on one
        return [f"{NEXT},", f"assuming {release}" if instance.assuming else f"release {release or 'not known'}"]
    if not instance.running:
        return ["stopped"]
    said = ["running"] if instance.since is None else ["running, started", ago(host.now() - instance.since)]
    return [*said[:-1], f"{said[-1]},", "older shares"] if row.restart_needed else said


def _policy(host: Host, looked: Survey) -> str:
    policy = looked.policy
    if not policy.saved:
        return "policy: none yet, so nothing is allowed. Start with: colima-guard lock ~/projects"
    allowed = [f"{told_path(host, entry.typed)}:{entry.access.value}" for entry in policy.allow.entries]
    more = f", narrowed by {told_path(host, policy.project.path)}" if policy.project else ""
    more += f", {len(policy.exceptions)} with exceptions" if policy.exceptions else ""
    return f"policy: {' '.join(allowed) or 'nothing is allowed'} ({told_path(host, policy.path)}{more})"


def _worth_saying(row: Row, verbose: bool) -> list[Finding]:
    return [finding for finding in row.findings if verbose or (finding.kind.loud and finding.accepted is None)]


def _show_finding(host: Host, row: Row, finding: Finding) -> None:
    color = {Severity.HIGH: "red", Severity.WARN: "yellow", Severity.INFO: None}[finding.severity]
    text = f"{row.instance.name}: {said(host, finding)}"
    if finding.accepted is not None:
        text += f" - accepted until {finding.accepted.until}: {finding.accepted.reason}"
    tell(host, f"{finding.id} {told(host, text)}", rest=" " * 6, marks=finding.id, fg=color, dim=not color)
    tell(host, f"      do: {told(host, remedy(host, row, finding))}")
