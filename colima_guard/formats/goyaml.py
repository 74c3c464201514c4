"""What Go's yaml.v3 makes of a document when it fills a struct, errors included.

Colima decodes with ``yaml.Unmarshal`` and goes on with whatever was decoded before or besides an error, so the
exact partial result decides what a VM sees. The rules below are those of gopkg.in/yaml.v3 v3.0.1, decode.go and
resolve.go. A pydantic model names the fields; its annotations stand for Go types:

``str int float bool``, ``X | None`` for a pointer, ``list[X] | None`` for a slice (``None`` is Go's nil),
``dict[str, X] | None`` for a map, a model for a struct, ``IP`` for ``net.IP``, ``Any`` for ``any``.
"""

from __future__ import annotations

import sys
import typing
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from colima_guard.formats.goscalar import (
    NO,
    NULLS,
    YES,
    Fail,
    Timestamp,
    TypeProblem,
    address,
    is_merge,
    is_null,
    kind_of,
    resolve,
    short_tag,
)
from colima_guard.formats.gotypes import IP, M, fields_of, filled, optional, zero_of, zero_value
from colima_guard.formats.yaml_tree import Node, YamlError, compose


@dataclass(slots=True)
class Decoded(typing.Generic[M]):
    """A decoded document: the value as far as Go fills it, and why it is not all of it."""

    value: M
    problems: list[TypeProblem] = field(default_factory=list)
    #: where a key or list element stands: ("mounts",) or ("mounts", 0) to its node
    nodes: dict[tuple[str | int, ...], Node] = field(default_factory=dict)
    #: the keys written at the top level, known or not, in order
    keys: list[tuple[str, Node]] = field(default_factory=list)
    #: whether another document follows, which Go ignores
    more_documents: bool = False
    #: whether a merge key (``<<``) took part
    merges: bool = False

    @property
    def ok(self) -> bool:
        return not self.problems

    def only(self, *keys: str) -> Decoded[M]:
        """The same, without the nodes of other top-level keys: a tree takes ten times the memory of its file."""
        nodes = {path: node for path, node in self.nodes.items() if path[0] in keys}
        return Decoded(self.value, self.problems, nodes, [], self.more_documents, self.merges)


def decode(data: bytes, model: type[M]) -> Decoded[M]:
    """Fills ``model`` from the first document as ``yaml.Unmarshal`` fills the struct.

    Never raises for what the file holds: a syntax error leaves the zero value and one problem.
    """
    zero = zero_of(model)
    try:
        document = compose(data)
    except YamlError as error:
        problem = TypeProblem(error.line or 1, error.column or 1, error.problem)
        return Decoded(model.model_construct(**zero), [problem])
    decoder = _Decoder()
    if document.root is not None:
        try:
            decoder.struct(document.root, model, zero, ())
        except Fail as failure:
            decoder.problems.append(failure.problem)
    keys = _top_level(document.root)
    return Decoded(filled(model, zero), decoder.problems, decoder.nodes, keys, document.more, decoder.merges)


def _top_level(root: Node | None) -> list[tuple[str, Node]]:
    if root is None or root.kind != "mapping":
        return []
    return [(key.value, key) for key, _ in root.pairs() if key.kind == "scalar"]


_UNSET = object()


class _Decoder:
    def __init__(self) -> None:
        self.problems: list[TypeProblem] = []
        self.nodes: dict[tuple[str | int, ...], Node] = {}
        #: keys that an outer mapping has set already, while one of its merges is decoded
        self._merged: set[str] | None = None
        self._open: list[Node] = []
        self.merges = False

    def _wrong(self, node: Node, what: str, kind: Any) -> Any:
        shown = "" if what in ("!!seq", "!!map") else f" `{node.value[:40]}`"
        tag = short_tag(node.tag) or what
        self.problems.append(TypeProblem(node.line, node.column, f"cannot unmarshal {tag}{shown} into {_name(kind)}"))
        return _UNSET

    def value(self, node: Node, kind: Any, path: tuple[str | int, ...], current: Any = None) -> Any:
        """The Go value, or ``_UNSET`` where Go leaves the target as it is and a list drops the element."""
        if kind is str and node.tag is None and node.kind == "scalar":
            return _UNSET if node.value in NULLS and not node.style else node.value
        if node.kind == "alias":
            return self._alias(node, kind, path, current)
        inner = optional(kind)
        if is_null(node):
            # only pointers, slices, maps and interfaces can be nil
            return None if inner is not None or kind is Any else _UNSET
        kind = inner if inner is not None else kind
        if node.kind == "scalar":
            return self._scalar(node, kind)
        if node.kind == "sequence":
            return self._sequence(node, kind, path)
        return self._mapping(node, kind, path, current)

    def _alias(self, node: Node, kind: Any, path: tuple[str | int, ...], current: Any) -> Any:
        assert node.target is not None
        if any(node.target is opened for opened in self._open):
            raise Fail(node, f"anchor '{node.value}' value contains itself")
        self._open.append(node.target)
        try:
            return self.value(node.target, kind, path, current)
        finally:
            self._open.pop()

    def _scalar(self, node: Node, kind: Any) -> Any:
        value = resolve(node)
        if value is None:
            return None if kind is Any or get_origin(kind) in (list, dict) else _UNSET
        if kind is str:
            return value if short_tag(node.tag) == "!!binary" else node.value
        if kind == IP:
            return address(node)
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
        if kind is int and number and value == value and -(2**63) <= value < 2**63:
            return int(value)
        return self._wrong(node, kind_of(value), kind)

    def _sequence(self, node: Node, kind: Any, path: tuple[str | int, ...]) -> Any:
        if kind is not Any and get_origin(kind) is not list:
            return self._wrong(node, "!!seq", kind)
        element = Any if kind is Any else get_args(kind)[0]
        values: list[Any] = []
        for item in node.items:
            value = self.value(item, element, (*path, len(values)))
            if value is not _UNSET:
                self.nodes[(*path, len(values))] = item
                values.append(value)
        return values

    def _mapping(self, node: Node, kind: Any, path: tuple[str | int, ...], current: Any) -> Any:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            values = dict(current.__dict__) if current is not None else zero_of(kind)
            return filled(kind, values) if self.struct(node, kind, values, path) else _UNSET
        if not self._unique(node):
            return _UNSET
        if kind is not Any and get_origin(kind) is not dict:
            return self._wrong(node, "!!map", kind)
        return self._map(node, Any if kind is Any else get_args(kind)[1], path, current)

    def _map(self, node: Node, element: Any, path: tuple[str | int, ...], current: Any) -> dict[str, Any]:
        values: dict[str, Any] = dict(current or {})
        merge = None
        merged, self._merged = self._merged, None
        for key, item in node.pairs():
            if is_merge(key):
                merge = item
                continue
            name = self.value(key, str, path)
            if name is _UNSET or (merged is not None and name in merged):
                continue
            if merged is not None:
                merged.add(name)
            value = self.value(item, element, (*path, name))
            if value is not _UNSET:
                values[sys.intern(name)] = value  # the same few names in every file
            elif is_null(item):
                values.setdefault(name, zero_value(element))
        self._merged = merged
        if merge is not None:
            self._merge(node, merge, lambda source: values.update(self._map(source, element, path, values)))
        return values

    def struct(self, node: Node, model: type[BaseModel], values: dict[str, Any], path: tuple[str | int, ...]) -> bool:
        """Fills ``values`` by attribute name; false when Go leaves the struct untouched."""
        if node.kind == "alias" and node.target is not None:
            node = node.target
        if node.kind != "mapping":
            if not is_null(node):
                what = "!!seq" if node.kind == "sequence" else kind_of(resolve(node))
                self._wrong(node, what, model)
            return False
        if not self._unique(node):
            return False
        known = fields_of(model)
        merge = None
        merged, self._merged = self._merged, None
        for key, item in node.pairs():
            if is_merge(key):
                merge = item
                continue
            name = self.value(key, str, path)
            if name is _UNSET or (merged is not None and name in merged):
                continue
            if merged is not None:
                merged.add(name)
            if name in known:
                self._field(item, known[name], values, (*path, name))
        self._merged = merged
        if merge is not None:
            self._merge(node, merge, lambda source: self.struct(source, model, values, path))
        return True

    def _field(self, item: Node, known: tuple[str, Any], values: dict[str, Any], path: tuple[str | int, ...]) -> None:
        attribute, kind = known
        self.nodes[path] = item
        value = self.value(item, kind, path, values[attribute])
        if value is not _UNSET:
            values[attribute] = value

    def _unique(self, node: Node) -> bool:
        keys = node.items[::2]
        if len({(key.kind, key.value) for key in keys}) == len(keys):
            return True
        seen: dict[tuple[str, str], Node] = {}
        before = len(self.problems)
        for key, _ in node.pairs():
            first = seen.setdefault((key.kind, key.value), key)
            if first is not key:
                message = f'mapping key "{key.value}" already defined at line {first.line}'
                self.problems.append(TypeProblem(key.line, key.column, message))
        return len(self.problems) == before

    def _merge(self, parent: Node, merge: Node, fill: typing.Callable[[Node], object]) -> None:
        self.merges = True
        outer = self._merged
        if outer is None:
            self._merged = {key.value for key, _ in parent.pairs() if key.kind == "scalar"}
        sources = merge.items if merge.kind == "sequence" else [merge]
        for source in sources:
            target = source.target if source.kind == "alias" else source
            if target is None or target.kind != "mapping":
                raise Fail(merge, "map merge requires map or sequence of maps as the value")
            if any(target is opened for opened in self._open):
                raise Fail(merge, f"anchor '{target.anchor}' value contains itself")
            self._open.append(target)
            fill(target)
            self._open.pop()
        self._merged = outer


def _name(kind: Any) -> str:
    if kind == IP:
        return "an IP address"
    return getattr(kind, "__name__", None) or str(kind)
