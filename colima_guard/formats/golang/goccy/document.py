"""What Lima's YAML decoder makes of a document: goccy/go-yaml (YAML 1.2), which refuses where yaml.v3 goes on.

The first problem ends it: Lima then does not load the instance at all. Rules seen with goccy 1.19.2 as Lima pins it,
and with the second parse of the same bytes that Lima has yqlib do. Annotations as in ``goyaml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar, get_args, get_origin

from pydantic import BaseModel

from colima_guard.formats.golang.goccy.doubt import TWICE, view
from colima_guard.formats.golang.types import fields_of, filled, optional, zero_of, zero_value
from colima_guard.formats.yaml.tree import Node, YamlError

M = TypeVar("M", bound=BaseModel)

_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULLS = {"", "~", "null", "Null", "NULL"}
_INT = re.compile(r"[-+]?(0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|0o?[0-7_]+|0b[01_]+)\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")


class LoadError(Exception):
    """Lima does not load the file: what is wrong, and where (from 1).

    ``unsure``: our parser ends there, and Lima's may go on: it has control characters in a comment, and any depth.
    """

    def __init__(
        self, message: str, node: Node | None = None, line: int | None = None, *, unsure: bool = False
    ) -> None:
        super().__init__(message)
        self.message = message
        self.unsure = unsure
        self.line = node.line if node else line
        self.column = node.column if node else None


@dataclass(slots=True)
class Loaded(Generic[M]):
    """A decoded document: the value, where its parts stand, and which top-level keys are written."""

    value: M
    nodes: dict[tuple[str | int, ...], Node] = field(default_factory=dict)
    keys: list[tuple[str, Node]] = field(default_factory=list)
    #: why it cannot be told what Lima makes of it although it reads well
    doubt: str | None = None
    #: the document is ``null``, which newer releases of the decoder refuse
    null: bool = False

    def lean(self, *keys: str) -> Loaded[M]:
        """The same, and of other top-level keys no more than where they stand: a tree takes ten times its file."""
        nodes: dict[tuple[str | int, ...], Node] = {}
        for path, node in self.nodes.items():
            if path[0] in keys:
                nodes[path] = node
            elif len(path) == 1:
                nodes[path] = replace(node, items=(), target=None)
        return Loaded(self.value, nodes, self.keys, self.doubt, self.null)


def load(data: bytes, model: type[M]) -> Loaded[M]:
    """Fills ``model`` from the first document. Raises ``LoadError`` where Lima refuses the file."""
    try:
        root, doubt = view(data)
    except YamlError as error:
        raise LoadError(error.problem, line=error.line, unsure=True) from error
    except UnicodeDecodeError as error:
        raise LoadError(str(error), unsure=True) from error
    values = zero_of(model)
    loader = _Loader()
    if root is None or (root.kind == "scalar" and not root.style and scalar(root) is None):
        null = root is not None and root.value != ""
        return Loaded(filled(model, values), doubt=doubt, null=null)
    try:
        loader.struct(root, model, values, ())
    except LoadError as error:
        error.unsure = doubt is not None and not doubt.endswith(TWICE)
        raise
    keys = [(key.value, key) for key, _ in root.pairs() if key.kind == "scalar"] if root.kind == "mapping" else []
    doubt = doubt or loader.doubt or loader.doubtful_alias(root)
    return Loaded(filled(model, values), loader.nodes, keys, doubt)


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
        octal = re.match(r"-?0[0-7]+\Z", digits)
        return int(digits, 8) if octal else int(digits, 0)
    if _FLOAT.match(text):
        return float(text)
    return text


def _named(node: Node) -> str:
    if node.kind == "alias" and node.target is not None:
        return _named(node.target)
    if node.kind != "scalar":
        return node.kind
    value = scalar(node)
    names = {bool: "boolean", int: "int", float: "float", type(None): "null"}
    return names.get(type(value), "string")


class _Loader:
    def __init__(self) -> None:
        self.nodes: dict[tuple[str | int, ...], Node] = {}
        self._open: list[Node] = []
        self.doubt: str | None = None
        #: by the identity of an anchored node or an alias: as what it is decoded, ``None`` for a merged mapping
        self._anchored: dict[int, Any] = {}
        self._uses: dict[int, Any] = {}

    def doubtful_alias(self, node: Node) -> str | None:
        """An alias that may be of another type than its anchor: 1.13.5 takes it as what it was, or ends."""
        target = node.target
        if target is None:
            return next((why for item in node.items if (why := self.doubtful_alias(item)) is not None), None)
        kind = self._uses.get(id(node), Any)
        alike = kind is None or self._anchored.get(id(target), kind) == kind
        if target.kind == "scalar":
            alike = alike and kind is str and isinstance(scalar(target), str)
        return None if alike and kind is not Any else f"line {node.line}: an alias where it may be of another type"

    def value(self, node: Node, kind: Any, path: tuple[str | int, ...]) -> Any:
        if node.anchor is not None and not self._open:
            self._anchored[id(node)] = kind
        if node.kind == "alias":
            target = node.target
            assert target is not None
            self._uses[id(node)] = kind
            if any(target is opened for opened in self._open):
                raise LoadError(f"anchor '{node.value}' value contains itself", node)
            self._open.append(target)
            try:
                return self.value(target, kind, path)
            finally:
                self._open.pop()
        inner = optional(kind)
        if node.kind == "scalar" and scalar(node) is None:
            return None if inner is not None or kind is Any else zero_value(kind)
        kind = inner if inner is not None else kind
        if get_origin(kind) is list:
            return self._list(node, get_args(kind)[0], path)
        if get_origin(kind) is dict:
            return self._dict(node, get_args(kind)[1], path)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            values = zero_of(kind)
            self.struct(node, kind, values, path)
            return filled(kind, values)
        if kind is Any:
            return self._any(node, path)
        return self._scalar(node, kind)

    def _scalar(self, node: Node, kind: Any) -> Any:
        value = scalar(node) if node.kind == "scalar" else None
        if node.kind == "scalar":
            if kind is str:
                return value if isinstance(value, str) else self._text(node, value)
            if kind is bool and isinstance(value, bool):
                return value
            if kind is int and isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**63:
                return int(value)
            if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
                return float(value)
        raise LoadError(f"cannot unmarshal {_named(node)} into a {kind.__name__}", node)

    def _text(self, node: Node, value: Any) -> str:
        """A number or a boolean where a text is expected: each release writes it anew in its own way."""
        text = _go_text(value)
        if not isinstance(value, bool) and text != node.value:
            self.doubt = self.doubt or f"line {node.line}: a number where a text is expected"
        return text

    def _list(self, node: Node, element: Any, path: tuple[str | int, ...]) -> list[Any]:
        if node.kind != "sequence":
            raise LoadError(f"{_named(node)} was used where sequence is expected", node)
        values = []
        for number, item in enumerate(node.items):
            self.nodes[(*path, number)] = item
            values.append(self.value(item, element, (*path, number)))
        return values

    def _dict(self, node: Node, element: Any, path: tuple[str | int, ...]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, item in self._pairs(node):
            values[key] = self.value(item, element, (*path, key))
            self.nodes[(*path, key)] = item
        return values

    def _any(self, node: Node, path: tuple[str | int, ...]) -> Any:
        if node.kind == "scalar":
            return scalar(node)
        if node.kind == "sequence":
            return self._list(node, Any, path)
        return self._dict(node, Any, path)

    def struct(self, node: Node, model: type[BaseModel], values: dict[str, Any], path: tuple[str | int, ...]) -> None:
        """Fills ``values`` by attribute name. Raises ``LoadError``."""
        if node.kind == "alias" and node.target is not None:
            node = node.target
        if node.kind != "mapping":
            raise LoadError(f"{_named(node)} was used where mapping is expected", node)
        known = fields_of(model)
        for key, item in self._pairs(node):
            if key in known:
                attribute, kind = known[key]
                self.nodes[(*path, key)] = item
                values[attribute] = self.value(item, kind, (*path, key))

    def _pairs(self, node: Node, around: tuple[Node, ...] = ()) -> list[tuple[str, Node]]:
        """Keys and values, merged ones first, so that later ones win. ``around``: what it is merged into."""
        if node.kind == "alias" and node.target is not None:
            node = node.target
        if node.kind != "mapping":
            raise LoadError(f"{_named(node)} was used where mapping is expected", node)
        if any(node is one for one in around):
            raise LoadError("a mapping is merged into itself", node)
        seen: dict[str, Node] = {}
        own: dict[str, Node] = {}
        for key, item in node.pairs():
            if key.kind != "scalar":
                raise LoadError("a key that is no scalar", key)
            if key.value == "<<" and not key.style:
                self._uses[id(item)] = None
                for source in item.items if item.kind == "sequence" else [item]:
                    seen |= dict(self._pairs(source, (*around, node)))
            elif key.value in own:
                raise LoadError(f'mapping key "{key.value}" already defined', key)
            else:
                own[key.value] = item
        return list((seen | own).items())


def _go_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return format(value, "g") if isinstance(value, float) else str(value)
