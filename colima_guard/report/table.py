"""``status`` for a person: one row an instance, then what is worth saying about each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from colima_guard.backends.table import row as known
from colima_guard.host.machine import Host
from colima_guard.judge.findings.running import ago
from colima_guard.judge.row import Row, Survey
from colima_guard.lock.advice import with_directory
from colima_guard.model.catalogue import Severity
from colima_guard.model.finding import Finding
from colima_guard.model.share import Share
from colima_guard.model.verdict import Verdict
from colima_guard.report.fit import NARROWEST, USUAL, advise, columns, tell
from colima_guard.report.lines import remedy, said, together, unsettled_line
from colima_guard.report.strong import strong_line
from colima_guard.report.text import no_command, told, told_path

if TYPE_CHECKING:
    from colima_guard.scan.engine.strong import Strong
    from colima_guard.store.change import Change

COLORS = {Verdict.LOCKED: "green", Verdict.SOFT: "yellow", Verdict.UNKNOWN: "magenta", Verdict.OPEN: "red"}
#: blanks at the end of a line, and before the end of a style there
_PADDED = re.compile(r" +(\x1b\[0m)?$")
#: stands for a blank at which no line is broken, and is in no name, for it is of private use
_JOINED = "\ue000"
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
    console = _console(host)
    with console.capture() as captured:
        console.print(_table(host, looked.rows))
    # a table pads its last column
    lines = (_PADDED.sub(r"\1", line).replace(_JOINED, " ") for line in captured.get().splitlines())
    click.echo("\n".join(map(no_command, lines)), color=console.is_terminal)
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


def _console(host: Host) -> Console:
    plain = bool(host.env("NO_COLOR"))  # https://no-color.org: set and not empty
    console = Console(
        highlight=False, color_system=None if plain else "auto", emoji=False, markup=False, _environ=host.environ
    )
    console.width = max(columns(host) or USUAL, NARROWEST)
    return console


def _table(host: Host, rows: Sequence[Row]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("INSTANCE", overflow="fold")
    table.add_column("VERDICT", max_width=12)
    table.add_column("SEES", overflow="fold")
    table.add_column("WITHIN REACH", overflow="fold")
    for row in rows:
        table.add_row(_name(host, row), _verdict(host, row), _sees(host, row), _reach(host, row))
    return table


def _name(host: Host, row: Row) -> Text:
    name = told(host, row.instance.name) + ("*" if row.instance.active else "")
    return Text.assemble(name, (f"\n{state}" if (state := _state(host, row)) else "", "dim"))


def _verdict(host: Host, row: Row) -> Text:
    basis = f"\n({_basis(host, row)})" if row.verdict in (Verdict.LOCKED, Verdict.SOFT) else ""
    accepted = "\n(accepted)" if row.counted < row.verdict else ""
    return Text.assemble((row.verdict.name, COLORS[row.verdict]), (basis + accepted, "dim"))


def _basis(host: Host, row: Row) -> str:
    """What the verdict rests on: a proof of this run, else what is known of the transport."""
    if row.proof is None:
        return row.basis.value
    return f"{row.proof.result.value.lower()} {ago(host.now() - row.proof.at)}"


def _sees(host: Host, row: Row) -> Text:
    lines = [_share(host, share) for share in row.shown.exposure.shares]
    if row.shown.exposure.unknown is not None and not lines:
        return Text("not known")
    if row.restart_needed and row.now is not None:
        lines = [f"next start: {line}" for line in lines or ["nothing"]]
        lines += [f"now: {_share(host, share)}" for share in row.now.exposure.shares] or ["now: nothing"]
    return Text("\n".join(lines) if lines else "nothing")


def _share(host: Host, share: Share) -> str:
    location = "?" if share.location is None else told_path(host, share.location)
    whole = f" (the{_JOINED}whole{_JOINED}home)" if share.real == host.realpath(host.home) else ""
    loose = "" if share.transport.confined else f", not{_JOINED}confined"
    return f"{share.access.value} {location}{whole}, {share.transport.name}{loose}"


def _reach(host: Host, row: Row) -> Text:
    paths = [told_path(host, path) for path in row.within_reach]
    if not paths:
        return Text("none")
    named = " ".join(paths[:4]) + (" ..." if len(paths) > 4 else "")
    return Text(f"{len(paths)}: {named}", style="red")


def _state(host: Host, row: Row) -> str:
    instance = row.instance
    if instance.birthplace:
        release = instance.release
        if release is None and not known(instance.backend).release:
            return NEXT  # no rule depends on one
        return f"{NEXT},\n" + (f"assuming {release}" if instance.assuming else f"release {release or 'not known'}")
    if not instance.running:
        return "stopped"
    since = "" if instance.since is None else f", started\n{ago(host.now() - instance.since)}"
    return f"running{since}" + (",\nolder shares" if row.restart_needed else "")


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
    tell(host, f"{finding.id} {told(host, text)}", rest=" " * 6, marks=finding.id, fg=color, dim=not color or None)
    tell(host, f"      do: {told(host, remedy(host, row, finding))}")
