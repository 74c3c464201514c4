"""Proofs as JSON: what ``verify --json`` prints, and the record that ``--report`` writes."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from typing import Any

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.judge.row import Row
from colima_guard.model.proof import Proof, Result
from colima_guard.report.document import SCHEMA


def document(proofs: Sequence[Proof]) -> dict[str, Any]:
    """Every proof with every probe."""
    return {
        "schema": SCHEMA,
        "ok": bool(proofs) and all(proof.result is Result.PROVED for proof in proofs),
        "instances": instances(proofs),
    }


def instances(proofs: Sequence[Proof]) -> list[dict[str, Any]]:
    """Every instance that was tried, with every probe."""
    return [
        {
            "name": proof.instance,
            "result": proof.result.value,
            "why": proof.why or None,
            "at": _time(proof.at),
            "release": proof.release,
            "probes": [
                {
                    "probe": probe.kind.value,
                    "what": probe.what,
                    "expected": probe.expected,
                    "seen": probe.seen,
                    "ok": probe.ok,
                }
                for probe in proof.probes
            ],
        }
        for proof in proofs
    ]


def record(host: Host, rows: Sequence[Row], proofs: Sequence[Proof], version: str) -> dict[str, Any]:
    """The same for an audit: with the machine, this program's release, and the hash of every file that decides."""
    files = {
        row.instance.name: [{"path": path, "sha256": _sha256(host, path)} for path in row.instance.files]
        for row in rows
    }
    found = document(proofs)
    for one in found["instances"]:
        one["files"] = files.get(one["name"], [])
    return {**found, "colima_guard": version, "at": _time(host.now()), "platform": host.platform, "user": host.user}


def _sha256(host: Host, path: str) -> str | None:
    try:
        data = host.read(path)
    except Unreadable:
        return None
    return hashlib.sha256(data).hexdigest() if data is not None else None


def _time(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
