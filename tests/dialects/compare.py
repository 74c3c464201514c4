"""Our reading of a text against that of Colima's own reader."""

from __future__ import annotations

import re
from typing import Any

from colima_guard.backends.colima.profile import Profile
from colima_guard.formats.golang.scalars import short_tag
from colima_guard.formats.golang.types import Struct, fields_of
from colima_guard.formats.golang.yaml_v3.document import Decoded, decode
from colima_guard.formats.golang.yaml_v3.first_document import first_document
from colima_guard.formats.yaml.tree import Node, YamlError
from tests.dialects.readers import Answer, Reader

#: what the readers' values cannot be compared by: JSON does not hold all of it
_LEFT_OUT = ("docker", "memory", "dns", "gatewayAddress")
#: bytes that are no UTF-8
_NO_TEXT = re.compile("[\udc80-\udcff]")


def difference(text: bytes, reader: Reader) -> str | None:
    """How we read a text otherwise than Colima does, ``None`` where alike. A doubt is no difference."""
    ours = decode(text, Profile)
    return None if ours.doubt is not None else difference_from(text, ours, reader.read(text))


def difference_from(text: bytes, ours: Decoded[Profile], theirs: Answer) -> str | None:
    """How we read a text, without a doubt, otherwise than Colima's reader answered."""
    if bool(theirs.error) != bool(ours.problems):
        return f"Colima says {theirs.error!r}, colima-guard says {[problem.message for problem in ours.problems]}"
    if theirs.error.startswith("panic"):
        return "Colima's reader ends, and we have no doubt"
    mine, real = comparable(written(ours.value)), comparable(theirs.value)
    if mine != real:
        keys = [key for key in real if mine.get(key) != real[key]]
        return "; ".join(f"{key}: Colima has {real[key]!r}, we have {mine.get(key)!r}" for key in keys)
    if theirs.tree is not None and (tree := _tree(text)) != theirs.tree:
        return f"Colima sees {theirs.tree}, we see {tree}"
    return None


def written(value: Any) -> Any:
    """A decoded value as Go writes it to JSON, by the keys of the file."""
    if isinstance(value, Struct):
        return {key: written(getattr(value, name)) for key, (name, _) in fields_of(type(value)).items()}
    if isinstance(value, list):
        return [written(item) for item in value]
    if isinstance(value, str):
        return _NO_TEXT.sub("\ufffd", value)  # each byte of its own, as Go's encoding/json
    return {key: written(item) for key, item in value.items()} if isinstance(value, dict) else value


def comparable(value: Any) -> Any:
    """A value of a profile as JSON holds it, without what that does not hold."""
    if isinstance(value, dict):
        return {key: comparable(item) for key, item in value.items() if key not in _LEFT_OUT}
    return [comparable(item) for item in value] if isinstance(value, list) else value


def _tree(text: bytes) -> list[Any] | None:
    try:
        root = first_document(text).root
    except YamlError:
        return None
    return None if root is None else _branch(root)


def _branch(node: Node) -> list[Any]:
    value = node.value if node.kind in ("scalar", "alias") else ""
    within = [_branch(item) for item in node.items]
    return [node.kind, short_tag(node.tag), node.anchor or "", node.style, value, *within]
