"""Scalars as Lima's YAML decoder takes them: YAML 1.2's core schema."""

from __future__ import annotations

import re
from typing import Any

from colima_guard.formats.yaml.tree import Node

_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULLS = {"", "~", "null", "Null", "NULL"}
_INT = re.compile(r"[-+]?(0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|0o?[0-7_]+|0b[01_]+)\Z")
#: digits of any whole number that is in range, leading zeros and all
_LONGEST = 4000
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")


def scalar(node: Node) -> Any:
    """The value of a scalar by YAML 1.2's core schema: str, bool, int, float or None."""
    tag = (node.tag or "").removeprefix("tag:yaml.org,2002:")
    if tag == "str" or (node.style and not tag):
        return node.value
    text = node.value
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if _INT.match(text):
        digits = text.replace("_", "").lstrip("+")
        if len(digits) > _LONGEST:  # out of range, and Python reads none of more than 4,300 digits
            return text
        octal = re.match(r"-?0[0-7]+\Z", digits)
        return int(digits, 8) if octal else int(digits, 0)
    if _FLOAT.match(text):
        return float(text)
    return text


def kind_name(node: Node) -> str:
    """What goccy calls the kind of a node in its errors."""
    if node.kind == "alias" and node.target is not None:
        return kind_name(node.target)
    if node.kind != "scalar":
        return node.kind
    value = scalar(node)
    names = {bool: "boolean", int: "int", float: "float", type(None): "null"}
    return names.get(type(value), "string")


def text_of(value: Any) -> str:
    """A number or a boolean as Go prints it."""
    if isinstance(value, bool):
        return str(value).lower()
    return format(value, "g") if isinstance(value, float) else str(value)
