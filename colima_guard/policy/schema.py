"""The JSON Schema of a policy file, for editors and for other programs."""

from __future__ import annotations

import json
from typing import Any

from colima_guard.formats.golang.strict_model import strict_model
from colima_guard.model.catalogue import FINDINGS, Acceptance
from colima_guard.policy.file import SCHEMA_URL, PolicyFile

#: what must be there, by definition
_REQUIRED = {
    "PolicyFile": ["version"],
    "Entry": ["path"],
    "ExceptionEntry": ["instance"],
    "AcceptedEntry": ["finding", "instance", "reason", "until"],
}


def schema() -> dict[str, Any]:
    """The schema (draft 2020-12)."""
    made = strict_model(PolicyFile, extra="forbid").model_json_schema()
    for name, node in {"PolicyFile": made, **made["$defs"]}.items():
        node["required"] = _REQUIRED[name]
        for value in node["properties"].values():
            value.pop("title", None)
            value.pop("default", None)
    made["$defs"]["AcceptedEntry"]["if"] = {"properties": {"finding": {"enum": _of_a_path()}}}
    made["$defs"]["AcceptedEntry"]["then"] = {"required": ["path"]}
    made["$defs"]["AcceptedEntry"]["else"] = {"not": {"required": ["path"]}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_URL,
        "title": "colima-guard policy",
        **{key: value for key, value in made.items() if key != "title"},
    }


def _of_a_path() -> list[str]:
    return sorted(id_ for id_, kind in FINDINGS.items() if kind.accepted is Acceptance.PATH)


def schema_text() -> str:
    """The schema as its file in docs/schema holds it."""
    return json.dumps(schema(), indent=2) + "\n"
