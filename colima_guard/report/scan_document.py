"""``scan --json`` (docs/json.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from colima_guard.report.document import SCHEMA
from colima_guard.report.impact import effect_document
from colima_guard.scan.container.values import Container
from colima_guard.scan.engine.values import Engine
from colima_guard.scan.finding import ScanFinding
from colima_guard.scan.project import Bind, Service, Strength
from colima_guard.scan.radius import Radius
from colima_guard.scan.reach import Seen
from colima_guard.scan.result import Judged, Scan, Scanned


def scan_document(scan: Scan) -> dict[str, Any]:
    """What ``scan`` prints: what was looked at, the projects, and the findings in the order of the terminal."""
    return {
        "schema": SCHEMA,
        "ok": scan.ok,
        "looked_at": list(scan.looked_at),
        "left_out": [{"path": one.path, "why": one.why, "unknown": one.unknown} for one in scan.left_out],
        "projects": [_project(one) for one in scan.projects],
        "containers": [_container(scan, engine, one) for engine in scan.engines for one in engine.containers],
        "engines": [_engine(engine) for engine in scan.engines],
        "findings": [finding_document(one) for one in scan.findings],
        "radius": [_radius(one) for one in scan.radii],
        "unjudged": list(scan.unjudged),
        "impact": [effect_document(effect) for effect in scan.impact],
    }


def _radius(radius: Radius) -> dict[str, Any]:
    blast = radius.blast
    return {
        "instance": radius.instance or None,
        "active": radius.active,
        "reaches": seen_document(blast.paths),
        "reaches_after": seen_document(blast.after),
        "secrets": list(blast.secrets),
        "secrets_after": None if blast.secrets_after is None else list(blast.secrets_after),
        "unconfined": blast.unconfined,
        "unknown": blast.unknown,
    }


def seen_document(seen: Sequence[Seen] | None) -> list[dict[str, Any]] | None:
    """Host paths with the access to them; ``None`` where it cannot be told."""
    return None if seen is None else [{"path": one.path, "access": one.access.value} for one in seen]


def _engine(engine: Engine) -> dict[str, Any]:
    return {
        "engine": engine.client or None,
        "endpoint": engine.endpoint,
        "instance": engine.instance or None,
        "containers": len(engine.containers),
        "error": engine.error,
    }


def _container(scan: Scan, engine: Engine, one: Container) -> dict[str, Any]:
    reached = scan.reached[one.id]
    return {
        "name": one.name,
        "id": one.id,
        "image": one.image or None,
        "engine": engine.client,
        "instance": engine.instance or None,
        "running": one.running,
        "binds": [bind_document(bind) for bind in one.binds],
        "socket": one.socket,
        "vm_root": one.vm_root,
        "why": list(one.why),
        "reaches": seen_document(reached.today),
        "reaches_after": seen_document(reached.after),
        "strengths": [_strength(strength) for strength in one.strengths],
        "unknown": list(one.unknown),
    }


def _project(scanned: Scanned) -> dict[str, Any]:
    project = scanned.project
    return {
        "kind": project.kind,
        "directory": project.directory,
        "files": list(project.files),
        "services": [_service(one) for one in scanned.services],
        "host_commands": [
            {"key": one.key, "command": one.value, "file": one.where.file, "line": one.where.line}
            for one in project.host_commands
        ],
        "unknown": [one.why for one in project.unknown],
        "error": project.error,
    }


def _service(judged: Judged) -> dict[str, Any]:
    service = judged.service
    return {
        "name": service.name,
        "image": service.image or None,
        "binds": [bind_document(one) for one in service.binds],
        "socket": judged.socket,
        "privileged": service.privileged,
        "cap_add": _values(service, "cap_add"),
        **{key: _value(service, name) for key, name in _MODES},
        "security_opt": _values(service, "security_opt"),
        "devices": _values(service, "devices"),
        "strengths": [_strength(one) for one in service.strengths],
        "unknown": [*(one.why for one in service.unknown), *judged.doubts],
    }


_MODES = (("pid", "pid"), ("ipc", "ipc"), ("network", "network_mode"), ("userns", "userns_mode"))


def _values(service: Service, key: str) -> list[str]:
    return [one.value for one in service.strengths if one.key == key]


def _value(service: Service, key: str) -> str | None:
    return next(iter(reversed(_values(service, key))), None)


def _strength(one: Strength) -> dict[str, Any]:
    return {"key": one.key, "value": one.value, "file": one.where.file, "line": one.where.line}


def bind_document(bind: Bind) -> dict[str, Any]:
    return {
        "source": bind.source,
        "target": bind.target,
        "access": bind.access.value,
        "when_missing": bind.when_missing,
        "origin": bind.origin,
        "propagation": bind.propagation or None,
        "file": bind.where.file,
        "line": bind.where.line,
    }


def finding_document(finding: ScanFinding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "message": finding.message,
        "why": finding.why,
        "remedy": finding.remedy,
        "file": finding.where.file,
        "line": finding.where.line,
        "column": finding.where.column,
        "subject": finding.subject or None,
        "path": finding.path,
        "accepted": finding.accepted,
        "accepted_by": finding.accepted_by.value if finding.accepted_by else None,
    }
