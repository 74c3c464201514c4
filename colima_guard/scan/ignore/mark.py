"""Findings with what ignores them, and comments that ignore nothing, or do not count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.scan.finding import AcceptedBy, Confidence, ScanFinding
from colima_guard.scan.ignore.ignore import Ignore, ignores

#: a file of a project that somebody wrote is shorter
MAX_BYTES = 1 << 22


def marked(host: Host, files: Iterable[str], findings: Sequence[ScanFinding]) -> list[ScanFinding]:
    """The findings, those that a comment in one of these files ignores with its reason.

    Behind them CG603 for a comment that does not count, and CG602 for one whose finding does not occur.
    """
    found = [ignore for file in dict.fromkeys(files) for ignore in _of(host, file)]
    by = {(ignore.where.file, ignore.line, id_): ignore for ignore in found if not ignore.problem for id_ in ignore.ids}
    if not found:
        return list(findings)
    result, used = [], set()
    for finding in findings:
        key = (finding.where.file, finding.where.line or 0, finding.id)
        if key in by and finding.accepted is None:
            finding = finding._replace(accepted=by[key].reason, accepted_by=AcceptedBy.COMMENT)
        used.add(key)
        result.append(finding)
    return [*result, *(said for ignore in found for said in _said(ignore, used))]


def _of(host: Host, file: str) -> list[Ignore]:
    try:
        data = host.read(file, limit=MAX_BYTES)
    except GuardError:  # that it cannot be read is a finding already
        return []
    return ignores(file, data) if data is not None else []


def _said(ignore: Ignore, used: set[tuple[str, int, str]]) -> Iterator[ScanFinding]:
    if ignore.problem:
        yield ScanFinding(
            "CG603",
            Confidence.SURE,
            f"a comment that is to ignore a finding does not count: {ignore.problem}",
            "what nobody gave a reason for, or only the policy can take, is shown as if the comment were not there",
            "write `colima-guard: ignore[ID] reason` with ids that a comment can ignore, or take it out",
            ignore.where,
        )
        return
    for id_ in ignore.ids:
        if (ignore.where.file, ignore.line, id_) not in used:
            yield ScanFinding(
                "CG602",
                Confidence.SURE,
                f"{id_} is ignored ({ignore.reason}), and does not occur on line {ignore.line}",
                "a comment that ignores nothing would ignore what comes there later",
                "take the comment out, or put it on the line of the finding or the line above",
                ignore.where,
            )
