"""How Lima's YAML decoder fills a struct from a tree: goccy/go-yaml, which stops at the first problem."""

from __future__ import annotations

from typing import Any, get_args, get_origin

from colima_guard.formats.golang.goccy.scalars import kind_name, scalar, text_of
from colima_guard.formats.golang.types import Struct, fields_of, make_struct, pointee, zero_fields, zero_value
from colima_guard.formats.yaml.tree import Node


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


class Decoder:
    """Fills structs, and notes where each value stands (``nodes``) and what cannot be told (``doubt``)."""

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
        """The value of a node for a type. Raises ``LoadError``."""
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
        inner = pointee(kind)
        if node.kind == "scalar" and scalar(node) is None:
            return None if inner is not None or kind is Any else zero_value(kind)
        kind = inner if inner is not None else kind
        if get_origin(kind) is list:
            return self._list(node, get_args(kind)[0], path)
        if get_origin(kind) is dict:
            return self._dict(node, get_args(kind)[1], path)
        if isinstance(kind, type) and issubclass(kind, Struct):
            values = zero_fields(kind)
            self.struct(node, kind, values, path)
            return make_struct(kind, values)
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
        raise LoadError(f"cannot unmarshal {kind_name(node)} into a {kind.__name__}", node)

    def _text(self, node: Node, value: Any) -> str:
        """A number or a boolean where a text is expected: each release writes it anew in its own way."""
        text = text_of(value)
        if not isinstance(value, bool) and text != node.value:
            self.doubt = self.doubt or f"line {node.line}: a number where a text is expected"
        return text

    def _list(self, node: Node, element: Any, path: tuple[str | int, ...]) -> list[Any]:
        if node.kind != "sequence":
            raise LoadError(f"{kind_name(node)} was used where sequence is expected", node)
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

    def struct(self, node: Node, model: type[Struct], values: dict[str, Any], path: tuple[str | int, ...]) -> None:
        """Fills ``values`` by attribute name. Raises ``LoadError``."""
        if node.kind == "alias" and node.target is not None:
            node = node.target
        if node.kind != "mapping":
            raise LoadError(f"{kind_name(node)} was used where mapping is expected", node)
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
            raise LoadError(f"{kind_name(node)} was used where mapping is expected", node)
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
