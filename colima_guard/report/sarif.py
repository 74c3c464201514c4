"""Findings of a scan as SARIF 2.1.0, for GitHub's code scanning and whatever else reads it.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, and what GitHub takes of it:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from os.path import isabs
from typing import Any
from urllib.parse import quote

from colima_guard import __version__
from colima_guard.model.catalogue import FINDINGS, Severity
from colima_guard.report.repository import Repository
from colima_guard.scan.finding import AcceptedBy, ScanFinding
from colima_guard.scan.project import Where

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HOME = "https://github.com/colima-guard/colima-guard"
_LEVELS = {Severity.HIGH: "error", Severity.WARN: "warning", Severity.INFO: "note"}
#: how bad GitHub says that it is: critical from 9.0, high from 7.0, medium from 4.0
_SCORES = {Severity.HIGH: "8.0", Severity.WARN: "5.0", Severity.INFO: "2.0"}
_ROOT = "%SRCROOT%"


def sarif_document(
    repository: Repository, findings: Sequence[ScanFinding], left_out: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    """The findings as one run: accepted ones are in it, suppressed.

    ``left_out`` are paths that were not looked at, each with the reason. No path is absolute, and the home is in none.
    """
    ids = sorted({finding.id for finding in findings})
    seen: Counter[str] = Counter()
    notes = [_note(repository, path, why) for path, why in left_out]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "colima-guard",
                        "semanticVersion": __version__,
                        "informationUri": _HOME,
                        "rules": [_rule(id_) for id_ in ids],
                    }
                },
                "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
                "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the repository."}}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(repository, finding, ids.index(finding.id), seen) for finding in findings],
            }
        ],
    }


def _rule(id_: str) -> dict[str, Any]:
    kind = FINDINGS[id_]
    page = f"{_HOME}/blob/v{__version__}/docs/findings.md#{id_.lower()}"
    return {
        "id": id_,
        "shortDescription": {"text": kind.title},
        "fullDescription": {"text": f"{kind.title}."},
        "help": {
            "text": f"What it means, why it matters and what to do: {page}",
            "markdown": f"[What it means, why it matters and what to do]({page})",
        },
        "helpUri": page,
        "defaultConfiguration": {"level": _LEVELS[kind.severity]},
        "properties": {"tags": ["security"], "security-severity": _SCORES[kind.severity]},
    }


def _result(repository: Repository, finding: ScanFinding, rule: int, seen: Counter[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.id,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": _text(repository.told(_sentences(finding)))},
        "locations": [_location(repository, finding.where, finding.subject)],
        "partialFingerprints": _fingerprints(repository, finding, seen),
        "properties": {"confidence": finding.confidence.value},
    }
    if finding.accepted is not None:
        kind = "inSource" if finding.accepted_by is AcceptedBy.COMMENT else "external"
        result["suppressions"] = [{"kind": kind, "justification": repository.told(finding.accepted)}]
    return result


def _sentences(finding: ScanFinding) -> str:
    said = (finding.message, finding.why, f"To do: {finding.remedy}")
    return " ".join(f"{part[:1].upper()}{part[1:].rstrip('.')}." for part in said if part)


def _text(text: str) -> str:
    """A message of plain text: braces are doubled (3.11.5), and nothing from a file makes a link (3.11.6)."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _location(repository: Repository, where: Where, subject: str) -> dict[str, Any]:
    location: dict[str, Any] = {}
    name = subject if isabs(where.file) else where.file
    if isabs(where.file):
        location["physicalLocation"] = _physical(repository, where)
    if name:
        location["logicalLocations"] = [{"name": repository.told(name), "kind": "container"}]
    return location


def _physical(repository: Repository, where: Where) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(repository, where.file)}
    if where.line is not None:
        physical["region"] = dict(_region(where.line, where.column))
    return physical


def _artifact(repository: Repository, file: str) -> dict[str, Any]:
    name = repository.relative(file).encode("utf-8", "surrogateescape")
    return {"uri": quote(name, safe="/~"), "uriBaseId": _ROOT}


def _region(line: int, column: int | None) -> Iterator[tuple[str, int]]:
    yield "startLine", line
    if column is not None:
        yield "startColumn", column


def _fingerprints(repository: Repository, finding: ScanFinding, seen: Counter[str]) -> dict[str, str]:
    """What stays the same when lines move: what it is, in which file, of which service, about what.

    Several alike are counted through. GitHub reads the first key only, whatever it is named for.
    """
    about = finding.message if finding.path is None else finding.path
    parts = (finding.id, repository.relative(finding.where.file), finding.subject, repository.told(about))
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    seen[digest] += 1
    return {"primaryLocationLineHash": f"{digest}:{seen[digest]}", "colimaGuard/v1": f"{digest}:{seen[digest]}"}


def _note(repository: Repository, path: str, why: str) -> dict[str, Any]:
    return {
        "level": "note",
        "message": {"text": _text(f"{repository.told(repository.relative(path))}: {repository.told(why)}")},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(repository, path)}}],
    }
