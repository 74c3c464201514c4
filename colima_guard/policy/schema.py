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
    "AcceptedEntry": ["finding", "reason", "until"],
}


def schema() -> dict[str, Any]:
    """The schema (draft 2020-12)."""
    made = strict_model(PolicyFile, extra="forbid").model_json_schema()
    for name, node in {"PolicyFile": made, **made["$defs"]}.items():
        node["required"] = _REQUIRED[name]
        for value in node["properties"].values():
            value.pop("title", None)
            value.pop("default", None)
    made["$defs"]["AcceptedEntry"] |= {
        "if": {"properties": {"finding": {"enum": _taken(Acceptance.PATH)}}},
        "then": {"required": ["path"]},
        "else": {"not": {"required": ["path"]}},
        "allOf": [_of_a_use()],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_URL,
        "title": "colima-guard policy",
        **{key: value for key, value in made.items() if key != "title"},
    }


def _taken(how: Acceptance) -> list[str]:
    return sorted(id_ for id_, kind in FINDINGS.items() if kind.accepted is how)


def _of_a_use() -> dict[str, Any]:
    """A use is of a project, or of a container and perhaps its instance; all else is of an instance.

    What a comment takes in a project, which has files for it, is taken here of a container alone.
    """
    project, container, instance = ({"required": [name]} for name in ("project", "container", "instance"))
    return {
        "if": {"properties": {"finding": {"enum": _taken(Acceptance.PROJECT)}}},
        "then": {"oneOf": [{**project, "not": instance}, container]},
        "else": {
            "if": {"properties": {"finding": {"enum": _taken(Acceptance.COMMENT)}}},
            "then": {**container, "not": project},
            "else": {**instance, "not": {"anyOf": [project, container]}},
        },
    }


def schema_text() -> str:
    """The schema as its file in docs/schema holds it."""
    return json.dumps(schema(), indent=2) + "\n"
