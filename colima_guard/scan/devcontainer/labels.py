"""The label ``devcontainer.metadata`` of an image: properties that its maker wants (``spec-node/imageMetadata.ts``)."""

from __future__ import annotations

import json

from colima_guard.scan.devcontainer.nodes import Node, node

LABEL = "devcontainer.metadata"


def entries_of(text: str) -> list[Node]:
    """The entries of a label: a list of objects, or one object. What is no JSON is nothing, as the CLI takes it."""
    try:
        value = json.loads(text)
        entries = value if isinstance(value, list) else [value]
        return [node(entry) for entry in entries if isinstance(entry, dict)]
    except (ValueError, RecursionError):
        return []
