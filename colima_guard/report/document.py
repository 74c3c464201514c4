"""The JSON that others build on: keys are a promise, more may be added, none renamed (docs/json.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.judge.row import Row, Survey
from colima_guard.model.finding import Finding
from colima_guard.model.share import Share
from colima_guard.report.policy_document import accepted_document, policy_document

if TYPE_CHECKING:
    from colima_guard.judge.why import Sight
    from colima_guard.store.change import Change

SCHEMA = "colima-guard/1"
_COMMAND = re.compile(r"##(\w*)\[")


def dump(document: dict[str, Any]) -> str:
    """The document as text; lone surrogates of undecodable names are escaped, so that it is always UTF-8.

    What the log of a workflow would take for a command in any line is escaped, too (``report.text.no_command``).
    """
    return _COMMAND.sub(r"##\1\\u005b", json.dumps(document, indent=2, ensure_ascii=True))


def survey_document(host: Host, looked: Survey, rows: Sequence[Row]) -> dict[str, Any]:
    """What ``status`` and ``check`` print: the policy and these rows."""
    return {
        "schema": SCHEMA,
        "ok": looked.ok,
        "home": host.home,
        "policy": policy_document(looked.policy),
        "instances": [row_document(row) for row in rows],
    }


def journal_document(host: Host, change: Change | None, error: GuardError | None) -> dict[str, Any]:
    """The newest change where it is damaged, or was not finished, with what each of its files holds now.

    An ``error`` instead where that cannot be told.
    """
    interrupted, damaged = None, None
    if change is not None and change.state == "damaged":
        damaged = {"id": change.id, "named": list(change.named)}
    elif change is not None:
        files = [{"path": file.path, "holds": file.in_place(host).found(host)} for file in change.files]
        interrupted = {"id": change.id, "command": list(change.command), "files": files}
    document: dict[str, Any] = {"interrupted": interrupted, "damaged": damaged}
    return document if error is None else {**document, "ok": False, "error": three_lines(error)}


def row_document(row: Row) -> dict[str, Any]:
    """One instance; ``shares`` is the next start."""
    instance, exposure = row.instance, row.shown.exposure
    shares = zip(exposure.shares, row.shown.allowed, strict=True)
    return {
        "name": instance.name,
        "backend": instance.backend,
        "home": instance.home,
        "birthplace": instance.birthplace,
        "running": instance.running,
        "running_since": instance.since,
        "active": instance.active,
        "release": instance.release.name if instance.release else None,
        "assumed_release": instance.assuming,
        "judged_release": exposure.release.name,
        "files": list(instance.files),
        "verdict": row.verdict.name,
        "counted_verdict": row.counted.name,
        "next_start_verdict": row.next_start.name,
        "basis": row.basis.value,
        "will_start": exposure.refusal is None,
        "refusal": exposure.refusal,
        "restart_needed": row.restart_needed,
        "shares": [share_document(share, allowed) for share, allowed in shares],
        "running_shares": _running(row),
        "within_reach": list(row.within_reach),
        "proof": _proof(row),
        "findings": [finding_document(finding) for finding in row.findings],
    }


def _proof(row: Row) -> dict[str, Any] | None:
    """The last proof, while it is of this run and of the same files."""
    proof = row.proof
    if proof is None:
        return None
    files = files_document(proof.files)
    return {"result": proof.result.value, "at": proof.at, "why": proof.why or None, "files": files}


def files_document(files: Iterable[tuple[str, str | None]]) -> list[dict[str, str | None]]:
    """Files with what they held, as a proof names them."""
    return [{"path": path, "sha256": sha256} for path, sha256 in files]


def _running(row: Row) -> list[dict[str, Any]] | None:
    """What a running VM has attached; ``None`` where it does not run, or where that cannot be told."""
    if row.now is None:
        return None
    shares = zip(row.now.exposure.shares, row.now.allowed, strict=True)
    return [share_document(share, allowed) for share, allowed in shares]


def sight_document(sight: Sight) -> dict[str, Any]:
    """What ``why`` adds to an instance: whether it sees the path, and the share that shows it."""
    through = None if sight.share is None else share_document(sight.share, sight.allowed)
    return {"visible": sight.visible, "through": through}


def share_document(share: Share, allowed: bool) -> dict[str, Any]:
    place = share.place
    return {
        "location": share.location,
        "mount_point": share.mount_point,
        "access": share.asked.value,
        "effective_access": share.access.value,
        "transport": share.transport.name,
        "confined": share.transport.confined,
        "allowed": allowed,
        "origin": share.origin.value,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "writable_file": share.writable_place.file if share.writable_place else None,
        "writable_line": share.writable_place.line if share.writable_place else None,
    }


def finding_document(finding: Finding) -> dict[str, Any]:
    place = finding.place
    return {
        "id": finding.id,
        "severity": finding.severity.value,
        "message": finding.message,
        "remedy": finding.remedy,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "accepted": accepted_document(finding.accepted) if finding.accepted else None,
    }


def error_document(error: GuardError) -> dict[str, Any]:
    return {"schema": SCHEMA, "ok": False, "error": three_lines(error)}


def three_lines(error: GuardError) -> dict[str, str]:
    """An error as a document has it."""
    do = f"{error.do}\n{error.paste}" if error.paste else error.do
    return {"what": error.what, "why": error.why, "do": do}
