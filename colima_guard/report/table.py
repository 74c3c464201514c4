"""``status`` for a person: one row an instance, then what is worth saying about each."""

from __future__ import annotations

import time
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
from colima_guard.report.lines import remedy, said, unsettled_line
from colima_guard.report.strong import strong_line
from colima_guard.report.text import no_command, told, told_path

if TYPE_CHECKING:
    from colima_guard.scan.engine.strong import Strong
    from colima_guard.store.change import Change

COLORS = {Verdict.LOCKED: "green", Verdict.SOFT: "yellow", Verdict.UNKNOWN: "magenta", Verdict.OPEN: "red"}
#: where the output is no terminal
_WIDTH = 120


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
        _print(host, console, looked, containers or {}, verbose=verbose, unsettled=unsettled)
    # a table pads its last column
    click.echo("\n".join(no_command(line.rstrip()) for line in captured.get().splitlines()), color=console.is_terminal)


def _print(
    host: Host,
    console: Console,
    looked: Survey,
    containers: Mapping[str, Strong],
    *,
    verbose: bool,
    unsettled: Change | None,
) -> None:
    console.print(_table(host, looked.rows))
    if any(row.instance.active for row in looked.rows):
        console.print(Text("* the docker command talks to this one"))
    console.print(_policy(host, looked))
    for row in looked.rows:
        for finding in _worth_saying(row, verbose):
            console.print(_finding(host, row, finding), soft_wrap=True)
        line = strong_line(containers[row.instance.name]) if row.instance.name in containers else None
        if line is not None:
            console.print(Text(told(host, f"{row.instance.name}: {line}")), soft_wrap=True)
    if unsettled is not None:
        console.print(Text(with_directory(unsettled_line(host, unsettled), looked.policy)), soft_wrap=True)
    hidden = sum(len(row.findings) - len(_worth_saying(row, verbose)) for row in looked.rows)
    if hidden:
        console.print(Text(f"{hidden} more to know: colima-guard status --verbose"), style="dim")


def _console(host: Host) -> Console:
    no_color = bool(host.env("NO_COLOR")) or None
    console = Console(highlight=False, no_color=no_color, emoji=False, markup=False, _environ=host.environ)
    if not console.is_terminal:
        console.width = _WIDTH
    return console


def _table(host: Host, rows: Sequence[Row]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("INSTANCE", overflow="fold")
    table.add_column("VERDICT", no_wrap=True)
    table.add_column("SEES", overflow="fold")
    table.add_column("WITHIN REACH", overflow="fold")
    table.add_column("STATE", overflow="fold")
    for row in rows:
        table.add_row(_name(host, row), _verdict(host, row), _sees(host, row), _reach(host, row), _state(host, row))
    return table


def _name(host: Host, row: Row) -> Text:
    return Text(told(host, row.instance.name) + ("*" if row.instance.active else ""))


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
    whole = " (the whole home)" if share.real == host.realpath(host.home) else ""
    loose = "" if share.transport.confined else ", not confined"
    return f"{share.access.value} {location}{whole}, {share.transport.name}{loose}"


def _reach(host: Host, row: Row) -> Text:
    paths = [told_path(host, path) for path in row.within_reach]
    if not paths:
        return Text("none")
    named = " ".join(paths[:4]) + (" ..." if len(paths) > 4 else "")
    return Text(f"{len(paths)}: {named}", style="red")


def _state(host: Host, row: Row) -> Text:
    instance = row.instance
    if instance.birthplace:
        release = instance.release
        if release is None and not known(instance.backend).release:
            return Text("")  # no rule depends on one
        return Text(f"assuming {release}" if instance.assuming else f"release {release or 'not known'}")
    if not instance.running:
        return Text("stopped")
    if instance.since is None:
        return Text("running")
    since = ago(host.now() - instance.since)
    return Text(f"running since {_clock(instance.since)}, {since}" + (", older shares" if row.restart_needed else ""))


def _clock(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def _policy(host: Host, looked: Survey) -> Text:
    policy = looked.policy
    if not policy.saved:
        return Text("policy: none yet, so nothing is allowed. Start with: colima-guard lock ~/projects")
    allowed = [f"{told_path(host, entry.typed)}:{entry.access.value}" for entry in policy.allow.entries]
    more = f", narrowed by {told_path(host, policy.project.path)}" if policy.project else ""
    more += f", {len(policy.exceptions)} with exceptions" if policy.exceptions else ""
    return Text(f"policy: {' '.join(allowed) or 'nothing is allowed'} ({told_path(host, policy.path)}{more})")


def _worth_saying(row: Row, verbose: bool) -> list[Finding]:
    return [finding for finding in row.findings if verbose or (finding.kind.loud and finding.accepted is None)]


def _finding(host: Host, row: Row, finding: Finding) -> Text:
    color = {Severity.HIGH: "red", Severity.WARN: "yellow", Severity.INFO: "dim"}[finding.severity]
    text = f"{row.instance.name}: {said(host, finding)}"
    if finding.accepted is not None:
        text += f" - accepted until {finding.accepted.until}: {finding.accepted.reason}"
    do = told(host, remedy(host, row, finding))
    return Text.assemble((finding.id, color), f" {told(host, text)}\n      do: {do}")
