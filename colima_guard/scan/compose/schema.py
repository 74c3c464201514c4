"""Whether Compose's own schema takes a model (compose-go v2.16.1, ``schema/``): JSON Schema as far as it is used."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from functools import cache
from typing import Any

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.compose.values import Data, Value
from colima_guard.scan.project import Unknown

Schema = dict[str, Any]


class Fault(NamedTuple):
    """What the schema does not take, and where. ``depth`` is how far within the model that is."""

    why: str
    value: Value
    depth: int


def validate(root: Value) -> Unknown | None:
    """What the schema does not take first; ``None`` where it takes all."""
    fault = _fault(_schema(), root, ())
    return None if fault is None else Unknown(fault.why, fault.value.where)


@cache
def _schema() -> Schema:
    from colima_guard.scan.compose.schema_source import SOURCE

    loaded: Schema = json.loads(SOURCE)
    return loaded


#: what the schema calls the types of Go's values
_KINDS: dict[type, tuple[str, ...]] = {
    bool: ("boolean",),
    dict: ("object",),
    float: ("number",),
    int: ("integer", "number"),
    list: ("array",),
    str: ("string",),
    type(None): ("null",),
}


def _kinds(data: Data) -> tuple[str, ...]:
    return _KINDS[int] if isinstance(data, float) and data.is_integer() else _KINDS[type(data)]


def _fault(schema: Schema, value: Value, path: tuple[str, ...]) -> Fault | None:
    return _evaluate(schema, value, path, set())


def _evaluate(schema: Schema, value: Value, path: tuple[str, ...], known: set[str]) -> Fault | None:
    """The first fault; ``known`` gathers the keys of a mapping that a schema speaks of."""
    if "$ref" in schema:
        fault = _evaluate(_schema()["$defs"][schema["$ref"].rpartition("/")[2]], value, path, known)
        if fault is not None:
            return fault
    for part in schema.get("allOf", ()):
        if (fault := _evaluate(part, value, path, known)) is not None:
            return fault
    fault = _one_of(schema, value, path) or _scalar(schema, value, path)
    if fault is not None:
        return fault
    if isinstance(value.data, dict):
        return _mapping(schema, value, path, known)
    return _list(schema, value, path) if isinstance(value.data, list) else None


def _one_of(schema: Schema, value: Value, path: tuple[str, ...]) -> Fault | None:
    for key in ("oneOf", "anyOf"):
        if key not in schema:
            continue
        faults = [_fault(one, value, path) for one in schema[key]]
        taken = faults.count(None)
        if taken == 0:
            return max((fault for fault in faults if fault is not None), key=lambda fault: fault.depth)
        if key == "oneOf" and taken > 1:
            return _at("fits more than one form", value, path)
    return None


def _at(why: str, value: Value, path: tuple[str, ...]) -> Fault:
    return Fault(f"{'.'.join(path)} {why}".strip(), value, len(path))


def _scalar(schema: Schema, value: Value, path: tuple[str, ...]) -> Fault | None:
    data = value.data
    if (wanted := schema.get("type")) is not None:
        kinds = _kinds(data)
        if wanted not in kinds if isinstance(wanted, str) else not {*wanted} & {*kinds}:
            listed = [wanted] if isinstance(wanted, str) else wanted
            named = " or ".join("mapping" if kind == "object" else kind for kind in listed)
            return _at(f"must be {'an' if named[0] in 'aeiou' else 'a'} {named}", value, path)
    if "enum" in schema and not any(data == one and type(data) is type(one) for one in schema["enum"]):
        return _at(f"must be one of {', '.join(map(str, schema['enum']))}", value, path)
    if isinstance(data, int | float) and not isinstance(data, bool):
        if data < schema.get("minimum", data):
            return _at(f"must be greater than or equal to {schema['minimum']}", value, path)
        if data > schema.get("maximum", data):
            return _at(f"must be less than or equal to {schema['maximum']}", value, path)
    if isinstance(data, str) and "pattern" in schema and not re.search(schema["pattern"], data):
        return _at(f"does not match {schema['pattern']}", value, path)
    return None


def _mapping(schema: Schema, value: Value, path: tuple[str, ...], known: set[str]) -> Fault | None:
    data = value.items
    for key in schema.get("required", ()):
        if key not in data:
            return _at(f"{key} is required", value, path)
    named = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    further = schema.get("additionalProperties")
    for key, one in data.items():
        # no pattern of this schema fits a key that it names
        inner = [named[key]] if key in named else [each for fit, each in patterns.items() if re.search(fit, key)]
        if not inner and further is not None:
            if further is False:
                return _at(f"additional properties '{key}' not allowed", one, path)
            inner = [further] if isinstance(further, dict) else [{}]
        if inner:
            known.add(key)
        for each in inner:
            if (fault := _fault(each, one, (*path, key))) is not None:
                return fault
    if schema.get("unevaluatedProperties") is False:
        for key, one in data.items():
            if key not in known:
                return _at("is not known", one, (*path, key))
    return None


def _list(schema: Schema, value: Value, path: tuple[str, ...]) -> Fault | None:
    elements = value.elements
    if "items" in schema:
        for index, one in enumerate(elements):
            if (fault := _fault(schema["items"], one, (*path, str(index)))) is not None:
                return fault
    if schema.get("uniqueItems") and len(elements) > 1:
        first: dict[Hashable, int] = {}
        for index, one in enumerate(elements):
            if first.setdefault(one.key, index) != index:
                return _at(f"items at {first[one.key]} and {index} are equal", one, path)
    return None
