"""How Go's yaml.v3 fills a struct from a tree (decode.go of gopkg.in/yaml.v3 v3.0.1). Annotations as in ``goyaml``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from colima_guard.formats.golang.scalars import (
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
from colima_guard.formats.golang.types import IP, fields_of, filled, optional, zero_of, zero_value
from colima_guard.formats.yaml.tree import Node

_UNSET = object()
#: where the parts of keys stand, for which nobody asks
_KEY = ("",)


class Ended(Exception):
    """Go ends the program: yaml.v3 has met what it did not think of."""

    def __init__(self, node: Node, message: str) -> None:
        super().__init__(message)
        self.problem = TypeProblem(node.line, node.column, message)


class Decoder:
    """Fills structs, and notes type errors (``problems``) and where each value stands (``nodes``).

    Raises ``Fail`` where Go stops, and ``Ended``.
    """

    def __init__(self) -> None:
        self.problems: list[TypeProblem] = []
        self.nodes: dict[tuple[str | int, ...], Node] = {}
        #: keys of a merged mapping (``<<``) that something else sets, which counts
        self.overruled: set[tuple[str | int, ...]] = set()
        #: whether one of them is more than a word: where it was decoded, it might have ended all
        self.might_end = False
        #: keys that an outer mapping has set already, while one of its merges is decoded
        self._merged: set[tuple[type, Any]] | None = None
        self._open: list[Node] = []
        self._decoded = 0
        self._decoded_in_aliases = 0

    def _count(self, node: Node) -> None:
        """Raises ``Fail`` where aliases multiply: 99 of 100 values come from them (``allowedAliasRatio``)."""
        self._decoded += 1
        if self._open:
            self._decoded_in_aliases += 1
        if self._decoded_in_aliases > 100 and self._decoded > 1000:
            beyond = min(max(self._decoded - 400_000, 0) / 3_600_000, 1.0)
            allowed = 0.99 - 0.89 * beyond
            if self._decoded_in_aliases / self._decoded > allowed:
                raise Fail(node, "document contains excessive aliasing")

    def _wrong(self, node: Node, what: str, kind: Any) -> Any:
        shown = "" if what in ("!!seq", "!!map") else f" `{node.value[:40]}`"
        tag = short_tag(node.tag) or what
        self.problems.append(TypeProblem(node.line, node.column, f"cannot unmarshal {tag}{shown} into {_name(kind)}"))
        return _UNSET

    def value(self, node: Node, kind: Any, path: tuple[str | int, ...], current: Any = None) -> Any:
        """The Go value, or ``_UNSET`` where Go leaves the target as it is and a list drops the element."""
        self._count(node)
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
        if any(node is opened for opened in self._open):
            raise Fail(node, f"anchor '{node.value}' value contains itself")
        self._open.append(node)
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
        return self._wrong(node, kind_of(value), kind)

    def _sequence(self, node: Node, kind: Any, path: tuple[str | int, ...]) -> Any:
        if kind is not Any and kind != IP and get_origin(kind) is not list:
            return self._wrong(node, "!!seq", kind)
        if kind == IP:
            return self._octets(node, path)
        element = Any if kind is Any else get_args(kind)[0]
        values: list[Any] = []
        try:
            for item in node.items:
                value = self.value(item, element, (*path, len(values)))
                if value is not _UNSET:
                    self.nodes[(*path, len(values))] = item
                    values.append(value)
        except Fail as failure:
            # Go has made the slice at its full length, and stops filling it
            failure.partial = values + [zero_value(element)] * (len(node.items) - len(values))
            raise
        return values

    def _octets(self, node: Node, path: tuple[str | int, ...]) -> str:
        # net.IP is a list of bytes
        octets = [self.value(item, int, _KEY) for item in node.items]
        for item, octet in zip(node.items, octets, strict=True):
            if octet is not _UNSET and not 0 <= octet < 256:
                self._wrong(item, "!!int", int)
        return ".".join(str(octet) for octet in octets if octet is not _UNSET)

    def _mapping(self, node: Node, kind: Any, path: tuple[str | int, ...], current: Any) -> Any:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            values = dict(current.__dict__) if current is not None else zero_of(kind)
            try:
                done = self.struct(node, kind, values, path)
            except Fail as failure:
                failure.partial = filled(kind, values)
                raise
            return filled(kind, values) if done else _UNSET
        if not self._unique(node):
            return _UNSET
        if kind is not Any and get_origin(kind) is not dict:
            return self._wrong(node, "!!map", kind)
        return self._map(node, kind, path, current)

    def _map(self, node: Node, kind: Any, path: tuple[str | int, ...], current: Any) -> dict[Any, Any]:
        # within `any` Go makes a map of texts if all keys are, else one of anything
        keys = Any if kind is Any and not all(_is_text(key) for key in node.items[::2]) else str
        values: dict[Any, Any] = dict(current or {})
        try:
            self._fill(node, keys, Any if kind is Any else get_args(kind)[1], path, values)
        except Fail as failure:
            failure.partial = values
            raise
        return values

    def _fill(self, node: Node, keys: Any, element: Any, path: tuple[str | int, ...], values: dict[Any, Any]) -> None:
        def put(name: Any, key: Node, item: Node) -> None:
            value = self.value(item, element, (*path, name))
            if value is not _UNSET:
                values[name] = value
            elif is_null(item):
                values.setdefault(name, zero_value(element))

        merge = self._each(node, keys, path, put)
        if merge is not None:
            self._merge(node, merge, lambda source: self._fill_unique(source, keys, element, path, values))

    def _fill_unique(self, node: Node, *target: Any) -> None:
        if self._unique(node):
            self._fill(node, *target)

    def _each(
        self, node: Node, kind: Any, path: tuple[str | int, ...], put: Callable[[Any, Node, Node], None]
    ) -> Node | None:
        """Gives ``put`` every key that counts, as a value and as it is written, with its item. Returns what is merged.

        That is decoded last, wherever it stands.
        """
        merge = None
        merged, self._merged = self._merged, None
        for key, item in node.pairs():
            if is_merge(key):
                merge = item
                continue
            name = self._key(key, item, kind, merged, path)
            if name is not _UNSET:
                put(name, key, item)
        self._merged = merged
        return merge

    def _key(
        self,
        key: Node,
        item: Node,
        kind: Any,
        merged: set[tuple[type, Any]] | None,
        path: tuple[str | int, ...],
    ) -> Any:
        """The key, ``_UNSET`` where it is none or is set already by the mapping that this one is merged into."""
        name = self.value(key, kind, _KEY)
        if name is _UNSET:
            return _UNSET
        if isinstance(name, list | dict):
            if merged is not None:
                raise Ended(key, "a key that is no scalar, in a mapping that is merged")
            raise Fail(key, "invalid map key")
        if merged is not None:
            if (type(name), name) in merged:
                self.overruled.add((*path, name))
                self.might_end = self.might_end or item.kind != "scalar" or item.tag is not None
                return _UNSET
            merged.add((type(name), name))
        return sys.intern(name) if type(name) is str else name  # the same few names in every file

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
        done: set[str] = set()

        def put(name: Any, key: Node, item: Node) -> None:
            if name in done:
                self.problems.append(TypeProblem(key.line, key.column, f"field {name} already set"))
            elif name in known:
                done.add(name)
                self._field(item, known[name], values, (*path, name))

        merge = self._each(node, str, path, put)
        if merge is not None:
            self._merge(node, merge, lambda source: self.struct(source, model, values, path))
        return True

    def _field(self, item: Node, known: tuple[str, Any], values: dict[str, Any], path: tuple[str | int, ...]) -> None:
        attribute, kind = known
        self.nodes[path] = item
        try:
            value = self.value(item, kind, path, values[attribute])
        except Fail as failure:
            values[attribute] = _pointed(kind, values[attribute]) if failure.partial is None else failure.partial
            raise
        if value is not _UNSET:
            values[attribute] = value
        elif not is_null(item):
            values[attribute] = _pointed(kind, values[attribute])

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

    def _merge(self, parent: Node, merge: Node, fill: Callable[[Node], object]) -> None:
        outer = self._merged
        if outer is None:
            self._merged = set()
            self._add_keys(parent, self._merged)
        for source in merge.items if merge.kind == "sequence" else [merge]:
            target = source.target if source.kind == "alias" else source
            if target is None or target.kind != "mapping":
                raise Fail(merge, "map merge requires map or sequence of maps as the value")
            self._count(source)
            if source.kind != "alias":
                fill(target)
                continue
            if any(source is opened for opened in self._open):
                raise Fail(source, f"anchor '{source.value}' value contains itself")
            self._open.append(source)
            self._count(target)
            fill(target)
            self._open.pop()
        self._merged = outer

    def _add_keys(self, mapping: Node, keys: set[tuple[type, Any]]) -> None:
        for key in mapping.items[::2]:
            value = self.value(key, Any, _KEY)
            if isinstance(value, list | dict):
                raise Ended(key, "a key that is no scalar, beside a merge key")
            if value is not _UNSET:
                keys.add((type(value), value))


def _pointed(kind: Any, current: Any) -> Any:
    """What a pointer that was not filled points to: Go makes the value before it tries."""
    return False if current is None and optional(kind) is bool else current


def _is_text(key: Node) -> bool:
    """Whether a key is a text, or ``<<``, as it is written (``isStringMap``)."""
    if key.kind == "alias":
        return key.target is not None and _is_text(key.target)
    if key.kind != "scalar":
        return False
    tag = short_tag(key.tag)
    if not tag:
        return bool(key.style) or is_merge(key) or kind_of(resolve(key)) == "!!str"
    return tag in ("!!str", "!!merge")


def _name(kind: Any) -> str:
    if kind == IP:
        return "an IP address"
    return getattr(kind, "__name__", None) or str(kind)
