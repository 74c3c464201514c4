"""A scalar as the value of a Go type (decode.go, ``scalar``)."""

from __future__ import annotations

from typing import Any, get_origin

from colima_guard.formats.golang.scalars import (
    NO,
    YES,
    Timestamp,
    address,
    is_merge,
    kind_of,
    resolve,
    short_tag,
)
from colima_guard.formats.golang.types import IP
from colima_guard.formats.yaml.tree import Node

#: Go leaves the target as it is
UNSET = object()


class NotOfType(Exception):
    """Go does not assign the scalar to the type; ``args`` holds the tag of what it is."""


def typed_scalar(node: Node, kind: Any) -> Any:
    """The Go value of a scalar for a target of this type, or ``UNSET``.

    Raises ``NotOfType``, and ``Fail`` for a text that is no address.
    """
    value = resolve(node)
    if value is None:
        return None if kind is Any or get_origin(kind) in (list, dict) else UNSET
    if kind is str:
        return value if short_tag(node.tag) == "!!binary" else node.value
    if kind == IP:
        return address(node, value if short_tag(node.tag) == "!!binary" else node.value)
    if kind is Any:
        return value
    if kind is bool:
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and not isinstance(value, Timestamp) and value in YES | NO:
            return value in YES
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind is float and number:
        return float(value)
    if kind is int and number and value <= (2**63 - 1 if isinstance(value, int) else 2.0**63):
        # Go turns a float that is too small into the smallest integer
        return int(max(value, -(2**63)))
    raise NotOfType(kind_of(value))


def is_text(key: Node) -> bool:
    """Whether a key is a text, or ``<<``, as it is written (``isStringMap``)."""
    if key.kind == "alias":
        return key.target is not None and is_text(key.target)
    if key.kind != "scalar":
        return False
    tag = short_tag(key.tag)
    if not tag:
        return bool(key.style) or is_merge(key) or kind_of(resolve(key)) == "!!str"
    return tag in ("!!str", "!!merge")
