"""``scan`` for a person: grouped by file, the worst first, and what it comes to in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from colima_guard.host.machine import Host
from colima_guard.model.catalogue import Severity
from colima_guard.report.fit import USUAL, columns, fitted
from colima_guard.report.output import echo, style
from colima_guard.report.text import no_command, told, told_path
from colima_guard.scan.finding import Confidence, ScanFinding
from colima_guard.scan.result import Scan, rank

if TYPE_CHECKING:
    from colima_guard.scan.radius import Radius
    from colima_guard.scan.reach import Seen

_COLORS = {Severity.HIGH: "red", Severity.WARN: "yellow", Severity.INFO: "cyan"}

#: how many paths are named of those that cannot be told
_NAMED = 10


def show(host: Host, scan: Scan, *, verbose: bool = False) -> None:
    """Prints the findings, and the summary."""
    width = min(columns(host) or USUAL, USUAL)
    for line in lines(host, scan, width, verbose=verbose):
        echo(host, no_command(line))


def lines(host: Host, scan: Scan, width: int = USUAL, *, verbose: bool = False) -> Iterator[str]:
    """The lines of a scan; they have styles, in a terminal and elsewhere."""
    by_file = [list(group) for _, group in groupby(scan.findings, key=lambda one: one.where.file)]
    for group in sorted(by_file, key=lambda group: (rank(group[0]), group[0].where.file)):
        yield style(told_path(host, group[0].where.file), bold=True)
        said: set[str] = set()
        for finding in group:
            yield from _finding(host, finding, width, again=finding.why in said)
            said.add(finding.why)
        yield ""
    if scan.radii:
        yield "What the socket of an engine, or root of its VM, reaches of this machine:"
        for radius in scan.radii:
            yield from _radius(host, radius, width)
        yield ""
    named = [one for one in scan.left_out if verbose or one.unknown]
    for one in named if verbose else named[:_NAMED]:
        yield from _wrapped(told(host, f"left out: {one.path} ({one.why})"), width, "", "  ")
    yield from (line for text in summary(host, scan, verbose=verbose) for line in _wrapped(text, width, "", "  "))


def _radius(host: Host, radius: Radius, width: int) -> Iterator[str]:
    blast = radius.blast
    talks = " (docker talks to it)" if radius.active else ""
    if blast.paths is None:
        reaches = f"cannot be told: {blast.unknown}"
    else:
        reaches = _reaches(host, blast.paths, blast.secrets, unconfined=blast.unconfined)
    name = radius.instance or "this machine itself"
    yield from _wrapped(told(host, f"{name}{talks}: {reaches}"), width, "  ", "    ")
    if blast.after is not None and (blast.after, blast.secrets_after) != (blast.paths, blast.secrets):
        left = _reaches(host, blast.after, blast.secrets_after or (), unconfined=blast.unconfined_after)
        yield from _wrapped(f"after colima-guard lock: {left}", width, "    ", "      ")


def _reaches(host: Host, paths: Sequence[Seen], secrets: Sequence[str], *, unconfined: bool) -> str:
    if unconfined:
        said = "all that you can read and write, for its transport does not confine it"
    else:
        said = ", ".join(f"{told_path(host, one.path)} ({one.access.value})" for one in paths) or "no directory"
    some = " ".join(told_path(host, path) for path in secrets[:4]) + (" ..." if len(secrets) > 4 else "")
    return f"{said}; {_count(len(secrets), 'secret')}: {some}" if secrets else f"{said}; no secret"


def _finding(host: Host, finding: ScanFinding, width: int, *, again: bool) -> Iterator[str]:
    """A finding; what was said of another one in the file is not said ``again``."""
    place = f"{finding.where.line}:{finding.where.column or 1}" if finding.where.line else ""
    doubt = "" if finding.confidence is Confidence.SURE else f", {finding.confidence.value}"
    head = f"  {place:>7}  "
    grade = f"{finding.id} {finding.severity.value}{doubt}"
    subject = f"{finding.subject}: " if finding.subject else ""
    indent = " " * len(head)
    first, *rest = _wrapped(told(host, f"{grade}  {subject}{finding.message}"), width, head, indent)
    yield head + style(grade, fg=_COLORS[finding.severity]) + first[len(head) + len(grade) :]
    yield from rest
    if finding.accepted is not None:
        yield from _wrapped(told(host, f"accepted: {finding.accepted}"), width, indent, indent)
        return
    if not again:
        yield from _wrapped(told(host, f"why: {finding.why}"), width, indent, indent + "     ")
    yield from _wrapped(told(host, f"do: {finding.remedy}"), width, indent, indent + "    ")


def _wrapped(text: str, width: int, first: str, rest: str) -> list[str]:
    # GitHub takes a line for a command that begins so, in whatever column
    return fitted(text.replace(" ::", "\0::"), width, rest, first=first)


def summary(host: Host, scan: Scan, *, verbose: bool = False) -> Iterator[str]:
    """What was looked at, what was found, and what was not looked into."""
    kinds = Counter(one.project.kind for one in scan.projects)
    projects = [_count(kinds["compose"], "Compose project"), _count(kinds["devcontainer"], "devcontainer")]
    projects.append(_count(sum(len(engine.containers) for engine in scan.engines), "container"))
    levels = Counter(finding.severity for finding in scan.counted)
    found = ", ".join(f"{levels[severity]} {severity.value}" for severity in reversed(Severity) if levels[severity])
    accepted = len(scan.findings) - len(scan.counted)
    told_of = f"{_count(len(scan.counted), 'finding')} ({found})" if found else "no findings"
    told_of += f", {accepted} accepted" if accepted else ""
    named = [one for one in projects if one] or ["nothing"]
    yield f"{' and '.join([', '.join(named[:-1]), named[-1]][len(named) == 1 :])}: {told_of}"
    if scan.unjudged:
        some = ", ".join(told_path(host, path) for path in scan.unjudged[:3])
        more = f" and {len(scan.unjudged) - 3} more" if len(scan.unjudged) > 3 else ""
        yield (
            f"no policy yet, so no bind is judged by what is allowed; they are of {some}{more}. "
            "Start with: colima-guard lock"
        )
    if scan.left_out:
        whys = Counter(one.why for one in scan.left_out)
        said = "; ".join(f"{why} ({count})" for why, count in whys.most_common(4))
        yield f"left out: {said}" + ("" if verbose else ". -v lists them")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""
