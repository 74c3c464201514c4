"""What Go's yaml.v3 makes of a single scalar (resolve.go of gopkg.in/yaml.v3 v3.0.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from colima_guard.formats.yaml_tree import Node

_LONG = "tag:yaml.org,2002:"
_RESOLVABLE = {"", "!!str", "!!bool", "!!int", "!!float", "!!null", "!!timestamp"}
NULLS = ("", "~", "null", "Null", "NULL")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(NULLS, None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}
YES = {"y", "Y", "yes", "Yes", "YES", "on", "On", "ON"}
NO = {"n", "N", "no", "No", "NO", "off", "Off", "OFF"}
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}([Tt ]\d{1,2}:\d{1,2}:\d{1,2}(\.\d*)?(Z|[-+]\d\d:\d\d)?)?\Z")
_INT = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9][0-9]*|0)\Z")


class Timestamp(str):
    """A scalar that Go resolves to a time; only a string field takes it, by its text."""


@dataclass(slots=True)
class TypeProblem:
    """One of yaml.v3's type errors: Colima warns of them on ``start`` and aborts on ``restart``."""

    line: int
    column: int
    message: str


class Fail(Exception):
    """yaml.v3's ``failf``: decoding stops, what was filled so far stays."""

    def __init__(self, node: Node, message: str) -> None:
        super().__init__(message)
        self.problem = TypeProblem(node.line, node.column, message)


def short_tag(tag: str | None) -> str:
    if tag is None or tag == "!":
        return ""
    return "!!" + tag[len(_LONG) :] if tag.startswith(_LONG) else tag


def is_null(node: Node) -> bool:
    if node.kind == "alias":
        return node.target is not None and is_null(node.target)
    if node.kind != "scalar" or (node.style and not short_tag(node.tag)):
        return False
    return short_tag(node.tag) in ("", "!!null") and _WORDS.get(node.value, "") is None


def resolve(node: Node) -> Any:
    """The Go value of a scalar for an untyped target: str, int, float, bool, None or a time's text."""
    tag = short_tag(node.tag)
    if not tag and node.style:
        return node.value
    if tag not in _RESOLVABLE:
        return _binary(node) if tag == "!!binary" else node.value
    value = node.value if tag == "!!str" else _plain(node.value, tag)
    if tag in ("", "!!str") or kind_of(value) == tag:
        return value
    if tag == "!!float" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    raise Fail(node, f"cannot decode {kind_of(value)} `{node.value}` as a {tag}")


def _plain(text: str, tag: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if text[:1] == ".":
        try:
            return float(text.replace("_", "x"))
        except ValueError:
            return text
    if not text[:1].isdigit() and text[:1] not in ("+", "-"):
        return text
    if tag in ("", "!!timestamp") and _DATE.match(text):
        return Timestamp(text)
    return _number(text.replace("_", ""), text)


def _number(plain: str, text: str) -> Any:
    if _INT.match(plain):
        digits = plain.lstrip("+-").lower()
        # a leading zero alone means octal to Go, as 0o does
        octal = len(digits) > 1 and digits[0] == "0" and digits[1] not in "xbo"
        base = 8 if octal or digits[1:2] == "o" else 0
        value = int(digits, base) * (-1 if plain[0] == "-" else 1)
        if -(1 << 63) <= value < 1 << 64:
            return value
    if _FLOAT.match(plain):
        return float(plain)
    return text


def kind_of(value: Any) -> str:
    if value is None:
        return "!!null"
    if isinstance(value, bool):
        return "!!bool"
    if isinstance(value, int):
        return "!!int"
    if isinstance(value, float):
        return "!!float"
    return "!!timestamp" if isinstance(value, Timestamp) else "!!str"


def _binary(node: Node) -> str:
    import base64
    import binascii

    try:
        return base64.b64decode(node.value, validate=True).decode("utf-8", "replace")
    except binascii.Error:
        raise Fail(node, "!!binary value contains invalid base64 data") from None


def is_merge(key: Node) -> bool:
    return key.value == "<<" and key.kind == "scalar" and short_tag(key.tag) in ("", "!!merge") and not key.style


def address(node: Node) -> str | None:
    import ipaddress

    if not node.value:
        return None
    try:
        ipaddress.ip_address(node.value)
    except ValueError:
        raise Fail(node, f"invalid IP address: {node.value}") from None
    return node.value
