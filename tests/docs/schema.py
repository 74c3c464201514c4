"""docs/schema: the JSON Schema, its tables for docs/json.md, and a strict reading of it for the tests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

PATH = Path(__file__).parents[2] / "docs/schema/colima-guard-1.schema.json"
_BLOCK = re.compile(r"(<!-- schema: (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)


@cache
def load() -> dict[str, Any]:
    value = json.loads(PATH.read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    return value


def with_tables(text: str) -> str:
    """The page with the keys of each named definition as a table."""
    return _BLOCK.sub(lambda found: found[1] + _table(found[2]) + found[3], text)


def _table(name: str) -> str:
    rows = [f"| `{key}` | {kind} | {said} |" for key, kind, said in _keys(load()["$defs"][name])]
    return "\n".join(["| key | type | meaning |", "|---|---|---|", *rows, ""])


def _keys(node: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str, str]]:
    for key, value in node["properties"].items():
        yield prefix + key, _kind(value), _said(value)
        items = value.get("items", {})
        for part in (items, *items.get("allOf", ())):
            if "properties" in part:
                yield from _keys(part, f"{prefix}{key}[].")
        if "properties" in value:
            yield from _keys(value, f"{prefix}{key}.")


def _kind(node: dict[str, Any]) -> str:
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[1]
        target = load()["$defs"][name]
        return f"[{name}](#{name})" if "properties" in target else _kind(target)
    if "const" in node:
        return f"`{node['const']}`"
    if "enum" in node:
        return ", ".join("null" if value is None else f"`{value}`" for value in node["enum"])
    if "anyOf" in node:
        return ", ".join(_kind(part) for part in node["anyOf"])
    kinds = node["type"] if isinstance(node["type"], list) else [node["type"]]
    if "array" in kinds:
        items = node["items"]
        one = next((_kind(part) for part in (items, *items.get("allOf", ())) if {"$ref", "type"} & part.keys()), "")
        return ", ".join(["list of " + one, *(kind for kind in kinds if kind != "array")])
    return ", ".join(kinds)


def _said(node: dict[str, Any]) -> str:
    named = load()["$defs"].get(node.get("$ref", "").rsplit("/", 1)[-1], {})
    return str(node.get("description") or named.get("description") or "")


def strict(name: str) -> dict[str, Any]:
    """The schema of one document, with no key allowed that it does not name."""
    definitions = {key: _closed(value, itself=False) for key, value in load()["$defs"].items()}
    return {"$ref": f"#/$defs/{name}", "unevaluatedProperties": False, "$defs": definitions}


def _closed(node: Any, *, itself: bool = True) -> Any:
    """The node with every object in it closed. A definition, or a part of an ``allOf``, is closed where it is used."""
    if isinstance(node, list):
        return [_closed(item, itself=itself) for item in node]
    if not isinstance(node, dict):
        return node
    closed: dict[str, Any] = {}
    for key, value in node.items():
        if key == "properties":
            closed[key] = {name: _closed(item) for name, item in value.items()}
        else:
            closed[key] = _closed(value, itself=key != "allOf")
    if itself and {"$ref", "properties", "allOf"} & node.keys():
        closed["unevaluatedProperties"] = False
    return closed
