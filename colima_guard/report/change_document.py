"""A change of files in the JSON that others build on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from colima_guard.errors import GuardError
from colima_guard.judge.row import Row
from colima_guard.model.allowlist import Allowed
from colima_guard.model.instance import Restart
from colima_guard.model.plan import FileChange, Refusal
from colima_guard.report.document import SCHEMA, row_document, three_lines
from colima_guard.report.text import diff


def change_document(
    *,
    ok: bool,
    changes: Sequence[str],
    files: Sequence[FileChange],
    refused: Sequence[Refusal] = (),
    restart: Sequence[Restart] = (),
    instances: Sequence[Row] = (),
    error: GuardError | None = None,
    missing: Sequence[Allowed] = (),
    notes: Sequence[str] = (),
    summary: str | None = None,
) -> dict[str, Any]:
    """What ``lock``, ``allow``, ``revoke`` and ``rollback`` print; with an ``error`` where nothing could be written."""
    return {
        "schema": SCHEMA,
        "ok": ok,
        "change": changes[-1] if changes else None,
        "changes": list(changes),
        "applied": bool(changes),
        "files": [{"path": file.path, "diff": diff(file), "reason": file.reason} for file in files],
        "refused": [{"path": one.path, "line": one.line, "reason": one.reason, "paste": one.paste} for one in refused],
        "missing": [entry.typed for entry in missing],
        "notes": list(notes),
        "summary": summary,
        "restart": [{"instance": one.instance, "command": one.text, "times": one.times} for one in restart],
        "instances": [row_document(row) for row in instances],
        **({"error": three_lines(error)} if error is not None else {}),
    }
