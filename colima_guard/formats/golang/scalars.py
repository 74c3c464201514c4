"""What Go's yaml.v3 makes of a single scalar (resolve.go of gopkg.in/yaml.v3 v3.0.1)."""

from __future__ import annotations

import math
import re
from typing import Any

from colima_guard.formats.yaml.tree import Node
from colima_guard.model.named_tuple import NamedTuple

_LONG = "tag:yaml.org,2002:"
_DAYS = dict(enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1))
_NUMBER_STARTS = tuple("+-0123456789")
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
_TIME = "([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?"
_ZONE = "(?:Z|[-+][0-9]{2}:[0-9]{2})"
_DATE = rf"([0-9]{{4}})-([0-9]{{1,2}})-([0-9]{{1,2}})(?:[Tt]{_TIME}{_ZONE}| {_TIME})?\Z"
#: after 0b and 0o Go takes a sign as well
_SIGNED = re.compile(r"0(?:b[-+][01]+|o[-+][0-7]+)\Z")
_INT = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9][0-9]*|0)\Z")


class Timestamp(str):
    """A scalar that Go resolves to a time; only a string field takes it, by its text."""


class TypeProblem(NamedTuple):
    """One of yaml.v3's type errors: Colima warns of them on ``start`` and aborts on ``restart``."""

    line: int
    column: int
    message: str


class Fail(Exception):
    """yaml.v3's ``failf``: decoding stops, what was filled so far stays.

    ``partial`` is what the list, map or struct holds by then that is being filled.
    """

    def __init__(self, node: Node, message: str) -> None:
        super().__init__(message)
        self.partial: Any = None
        self.problem = TypeProblem(node.line, node.column, message)


def short_tag(tag: str | None) -> str:
    """A tag as it is written, ``!!int`` for YAML's own; empty for none."""
    if tag is None or tag == "!":
        return ""
    return "!!" + tag[len(_LONG) :] if tag.startswith(_LONG) else tag


def is_null(node: Node) -> bool:
    """Whether a node is null to yaml.v3, as an alias too."""
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
        return _float(text, text)
    if text[:1] not in _NUMBER_STARTS:
        return text
    if tag in ("", "!!timestamp") and _is_time(text):
        return Timestamp(text)
    return _number(text.replace("_", ""), text)


def _is_time(text: str) -> bool:
    if text[4:5] != "-" or (match := re.match(_DATE, text)) is None:
        return False
    year, month, day, *time = (int(number) for number in match.groups(default="0"))
    days = 29 if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else _DAYS.get(month, 0)
    hours, minutes = (time[0], time[3]), (time[1], time[2], time[4], time[5])
    return 1 <= day <= days and max(hours) < 24 and max(minutes) < 60


#: digits of any whole number that is in range, leading zeros and all
_LONGEST = 4000


def _number(plain: str, text: str) -> Any:
    if _INT.match(plain):
        digits = plain.lstrip("+-").lower()
        # a leading zero alone means octal to Go, as 0o does
        octal = len(digits) > 1 and digits[0] == "0" and digits[1] not in "xbo"
        base = 8 if octal or digits[1:2] == "o" else 0
        if len(digits) > _LONGEST:  # Python reads none of more than 4,300 digits
            return _float(plain, text)
        value = int(digits, base) * (-1 if plain[0] == "-" else 1)
        if -(1 << 63) <= value < 1 << 64:
            return value
    elif _SIGNED.match(plain) and -(1 << 63) <= (value := int(plain[2:], 2 if plain[1] == "b" else 8)) < 1 << 63:
        return value
    return _float(plain, text)


def _float(plain: str, text: str) -> Any:
    # one that is out of range is a text
    return float(plain) if _FLOAT.match(plain) and math.isfinite(float(plain)) else text


def kind_of(value: Any) -> str:
    """The tag that yaml.v3 gives a value which ``resolve`` returned."""
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

    digits = node.value.replace("\r", "").replace("\n", "")
    try:
        if len(digits) % 4 == 0:
            return base64.b64decode(digits, validate=True).decode("utf-8", "surrogateescape")
    except (binascii.Error, ValueError):
        pass
    raise Fail(node, "!!binary value contains invalid base64 data")


def is_merge(key: Node) -> bool:
    """Whether a key is a merge key, ``<<``."""
    if key.value != "<<" or key.kind != "scalar":
        return False
    tag = short_tag(key.tag)
    return tag == "!!merge" or (not tag and not key.style)


def _is_octet(text: str) -> bool:
    return len(text) <= 3 and text.isascii() and text.isdigit() and int(text) < 256 and text == str(int(text))


def _is_ipv4(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == 4 and all(_is_octet(part) for part in parts)


def address(node: Node, text: str) -> str | None:
    """An address as Go writes it, ``None`` for an empty text. Raises ``Fail`` for a text that is none."""
    if not text:
        return None
    if _is_ipv4(text):
        return text
    import ipaddress

    try:
        if "%" not in text:  # Go takes no zone
            ipaddress.ip_address(text)
            return text
    except ValueError:
        pass
    raise Fail(node, f"invalid IP address: {text}")
