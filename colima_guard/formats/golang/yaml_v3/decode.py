"""How Go's yaml.v3 fills a struct from a tree (decode.go of gopkg.in/yaml.v3 v3.0.1)."""

from __future__ import annotations

from typing import Any, get_args, get_origin

from colima_guard.formats.golang.scalars import NULLS, Fail, TypeProblem, is_null, kind_of, resolve, short_tag
from colima_guard.formats.golang.types import IP, Struct, fields_of, make_struct, pointee, zero_fields, zero_value
from colima_guard.formats.golang.yaml_v3.aliases import Aliases
from colima_guard.formats.golang.yaml_v3.mapping_keys import KEY, MappingKeys, Path
from colima_guard.formats.golang.yaml_v3.typed_scalars import UNSET, NotOfType, is_text, typed_scalar
from colima_guard.formats.yaml.tree import Node


class Decoder:
    """Fills structs, and notes type errors (``problems``) and where each value stands (``nodes``).

    Raises ``Fail`` where Go stops, and ``Panic``.
    """

    def __init__(self) -> None:
        self.problems: list[TypeProblem] = []
        self.nodes: dict[Path, Node] = {}
        self._aliases = Aliases()
        self.keys = MappingKeys(self.value, self._aliases, self.problems)

    def _wrong(self, node: Node, what: str, kind: Any) -> Any:
        shown = "" if what in ("!!seq", "!!map") else f" `{node.value[:40]}`"
        tag = short_tag(node.tag) or what
        self.problems.append(TypeProblem(node.line, node.column, f"cannot unmarshal {tag}{shown} into {_name(kind)}"))
        return UNSET

    def value(self, node: Node, kind: Any, path: Path, current: Any = None) -> Any:
        """The Go value, or ``UNSET`` where Go leaves the target as it is and a list drops the element."""
        self._aliases.count(node)
        if kind is str and node.tag is None and node.kind == "scalar":
            return UNSET if node.value in NULLS and not node.style else node.value
        if node.kind == "alias":
            assert node.target is not None
            with self._aliases.opened(node):
                return self.value(node.target, kind, path, current)
        inner = pointee(kind)
        if is_null(node):
            # only pointers, slices, maps and interfaces can be nil
            return None if inner is not None or kind is Any else UNSET
        kind = inner if inner is not None else kind
        if node.kind == "scalar":
            try:
                return typed_scalar(node, kind)
            except NotOfType as error:
                return self._wrong(node, str(error), kind)
        if isinstance(inner, type) and _is_tagged_null(node):  # for a pointer Go makes nothing to fill then
            return self._wrong(node, "!!seq" if node.kind == "sequence" else "!!map", kind)
        if node.kind == "sequence":
            return self._sequence(node, kind, path)
        return self._mapping(node, kind, path, current)

    def _sequence(self, node: Node, kind: Any, path: Path) -> Any:
        if kind is not Any and kind != IP and get_origin(kind) is not list:
            return self._wrong(node, "!!seq", kind)
        if kind == IP:
            return self._octets(node, path)
        element = Any if kind is Any else get_args(kind)[0]
        values: list[Any] = []
        try:
            for item in node.items:
                value = self.value(item, element, (*path, len(values)))
                if value is not UNSET:
                    self.nodes[(*path, len(values))] = item
                    values.append(value)
        except Fail as failure:
            # Go has made the slice at its full length, and stops filling it
            failure.partial = values + [zero_value(element)] * (len(node.items) - len(values))
            raise
        return values

    def _octets(self, node: Node, path: Path) -> str:
        # net.IP is a list of bytes
        octets = [self.value(item, int, KEY) for item in node.items]
        for item, octet in zip(node.items, octets, strict=True):
            if octet is not UNSET and not 0 <= octet < 256:
                self._wrong(item, "!!int", int)
        return ".".join(str(octet) for octet in octets if octet is not UNSET)

    def _mapping(self, node: Node, kind: Any, path: Path, current: Any) -> Any:
        if isinstance(kind, type) and issubclass(kind, Struct):
            values = dict(current.__dict__) if current is not None else zero_fields(kind)
            try:
                done = self.struct(node, kind, values, path)
            except Fail as failure:
                failure.partial = make_struct(kind, values)
                raise
            return make_struct(kind, values) if done else UNSET
        if not self.keys.unique(node):
            return UNSET
        if kind is not Any and get_origin(kind) is not dict:
            return self._wrong(node, "!!map", kind)
        return self._map(node, kind, path, current)

    def _map(self, node: Node, kind: Any, path: Path, current: Any) -> dict[Any, Any]:
        # within `any` Go makes a map of texts if all keys are, else one of anything
        keys = Any if kind is Any and not all(is_text(key) for key in node.items[::2]) else str
        values: dict[Any, Any] = dict(current or {})
        try:
            self._fill(node, keys, Any if kind is Any else get_args(kind)[1], path, values)
        except Fail as failure:
            failure.partial = values
            raise
        return values

    def _fill(self, node: Node, keys: Any, element: Any, path: Path, values: dict[Any, Any]) -> None:
        def put(name: Any, key: Node, item: Node) -> None:
            value = self.value(item, element, (*path, name))
            if value is not UNSET:
                values[name] = value
            elif is_null(item) or _is_tagged_null(item):
                values.setdefault(name, zero_value(element))

        merge = self.keys.each(node, keys, path, put)
        if merge is not None:
            self.keys.merge(node, merge, lambda source: self._fill_unique(source, keys, element, path, values))

    def _fill_unique(self, node: Node, *target: Any) -> None:
        if self.keys.unique(node):
            self._fill(node, *target)

    def struct(self, node: Node, model: type[Struct], values: dict[str, Any], path: Path) -> bool:
        """Fills ``values`` by attribute name; false when Go leaves the struct untouched."""
        if node.kind == "alias" and node.target is not None:
            node = node.target
        if node.kind != "mapping":
            if not is_null(node):
                what = "!!seq" if node.kind == "sequence" else kind_of(resolve(node))
                self._wrong(node, what, model)
            return False
        if not self.keys.unique(node):
            return False
        known = fields_of(model)
        done: set[str] = set()

        def put(name: Any, key: Node, item: Node) -> None:
            if name in done:
                self.problems.append(TypeProblem(key.line, key.column, f"field {name} already set"))
            elif name in known:
                done.add(name)
                self._field(item, known[name], values, (*path, name))

        merge = self.keys.each(node, str, path, put)
        if merge is not None:
            self.keys.merge(node, merge, lambda source: self.struct(source, model, values, path))
        return True

    def _field(self, item: Node, known: tuple[str, Any], values: dict[str, Any], path: Path) -> None:
        attribute, kind = known
        self.nodes[path] = item
        try:
            value = self.value(item, kind, path, values[attribute])
        except Fail as failure:
            current = values[attribute]
            values[attribute] = _pointed(item, kind, current) if failure.partial is None else failure.partial
            raise
        if value is not UNSET:
            values[attribute] = value
        elif not is_null(item):
            values[attribute] = _pointed(item, kind, values[attribute])


def _pointed(node: Node, kind: Any, current: Any) -> Any:
    """What a pointer that was not filled points to: Go makes the value before it tries, but for the tag ``!!null``."""
    made = current is None and pointee(kind) is bool and not _is_tagged_null(node)
    return False if made else current


def _is_tagged_null(node: Node) -> bool:
    """Whether a node, or the one that an alias stands for, is said to be null, whatever is written there."""
    return short_tag((node.target or node).tag) == "!!null"


def _name(kind: Any) -> str:
    if kind == IP:
        return "an IP address"
    return getattr(kind, "__name__", None) or str(kind)
