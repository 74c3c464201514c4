"""What is not as wanted, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.backends.registry import backend
from colima_guard.host import Host
from colima_guard.model.finding import Finding
from colima_guard.model.paths import with_tilde
from colima_guard.report.text import printable
from colima_guard.survey import Row

#: the findings that are an offence by themselves; the rest explains
OFFENCES = frozenset(
    ("CG101", "CG102", "CG103", "CG104", "CG109", "CG110", "CG205", "CG208", "CG301", "CG302", "CG305")
)


def offences(host: Host, rows: Sequence[Row]) -> Iterator[str]:
    """One line an offence: instance, verdict, what, where, and what to do."""
    for row in rows:
        found = [finding for finding in row.findings if finding.id in OFFENCES]
        if not found:
            why = row.shown.exposure.unknown or "it cannot be told what it would share"
            yield printable(f"{row.instance.name} {row.verdict.name}: {why}; do: colima-guard status")
        for finding in found:
            yield printable(f"{row.instance.name} {row.verdict.name}: {_line(host, row, finding)}")


def _line(host: Host, row: Row, finding: Finding) -> str:
    where = place(host, finding)
    return f"{finding.message}{f' ({where})' if where else ''}; do: {remedy(host, row, finding)} [{finding.id}]"


def remedy(host: Host, row: Row, finding: Finding) -> str:
    """What to do about a finding; for a VM that runs with older shares the very command."""
    if finding.id != "CG301":
        return finding.remedy
    restart = backend(row.instance.backend).restart(host, row.instance)
    return finding.remedy if restart is None else restart.text + (" (twice)" if restart.times > 1 else "")


def place(host: Host, finding: Finding) -> str:
    """``~/.colima/default/colima.yaml:12``, empty where the finding has no place."""
    if finding.place is None:
        return ""
    line = f":{finding.place.line}" if finding.place.line else ""
    return f"{with_tilde(finding.place.file, host.home)}{line}"
