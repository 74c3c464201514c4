"""Proofs as JSON: what ``verify --json`` prints, and the record that ``--report`` writes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from colima_guard.host.machine import Host
from colima_guard.model.instance import Instance
from colima_guard.model.proof import Probe, Proof, Result
from colima_guard.report.document import SCHEMA, files_document


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
            "left": list(proof.left),
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


def not_tried(host: Host, would: Sequence[tuple[Instance, tuple[Probe, ...]]]) -> dict[str, Any]:
    """The probes of a dry run."""
    why = "nothing was tried: this is a dry run"
    proofs = [
        Proof(one.name, Result.NOT_PROVED, why, host.now(), one.release.name if one.release else None, probes)
        for one, probes in would
    ]
    return {**document(proofs), "dry_run": True}


def record(host: Host, proofs: Sequence[Proof], version: str) -> dict[str, Any]:
    """The same for an audit: with the machine, this program's release, and the hash of every file that decides."""
    found = document(proofs)
    for one, proof in zip(found["instances"], proofs, strict=True):
        one["files"] = files_document(proof.files)
    return {**found, "colima_guard": version, "at": _time(host.now()), "platform": host.platform, "user": host.user}


def _time(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
