"""Findings of a scan as GitHub shows them beside the lines of a pull request: workflow commands, one a line.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands; the escapes are those of
``actions/toolkit``, ``packages/core/src/command.ts``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os.path import isabs

from colima_guard.model.catalogue import Severity
from colima_guard.report.repository import Repository
from colima_guard.scan.finding import ScanFinding

_COMMANDS = {Severity.HIGH: "error", Severity.WARN: "warning", Severity.INFO: "notice"}
#: GitHub shows the first ten of a kind in a step
_WORST_FIRST = tuple(_COMMANDS)


def lines(repository: Repository, findings: Sequence[ScanFinding]) -> Iterator[str]:
    """One line a finding that nobody accepts, the worst first."""
    open_ = [finding for finding in findings if finding.accepted is None]
    for finding in sorted(open_, key=lambda finding: _WORST_FIRST.index(finding.severity)):
        where = finding.where
        properties = {"file": repository.relative(where.file), "line": where.line, "col": where.column}
        named = properties if isabs(where.file) else {}
        title = {"title": f"{finding.id} {finding.kind.title}"}
        given = ",".join(f"{key}={_property(str(value))}" for key, value in {**named, **title}.items() if value)
        subject = "" if isabs(where.file) else f"{where.file}: "
        text = f"{subject}{finding.message}. To do: {finding.remedy}"
        yield f"::{_COMMANDS[finding.severity]} {given}::{_data(repository.told(text))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    # a name of undecodable bytes is not what GitHub knows, and must still be text
    text = text.encode("utf-8", "replace").decode("utf-8")
    return _data(text).replace(":", "%3A").replace(",", "%2C")
