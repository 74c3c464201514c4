"""A Compose file's documents as compose-go decodes them: merge keys, anchors, ``!reset`` and ``!override``.

compose-go v2.16.1, ``loader/loader.go`` and ``loader/reset.go``; values as go.yaml.in/yaml resolves them for ``any``.
"""

from __future__ import annotations

from colima_guard.formats.golang.scalars import Fail, Timestamp, is_merge, resolve
from colima_guard.formats.yaml.tree import Node, YamlError
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.compose.documents import documents
from colima_guard.scan.compose.reading import Stopped
from colima_guard.scan.compose.tags import Tags
from colima_guard.scan.compose.values import Value
from colima_guard.scan.project import Where

#: aliases can multiply without end; Compose itself stops at so many nodes (``defaultMaxNodeVisits``)
_MAX_NODES = 100_000


class Document(NamedTuple):
    """One document: its mapping, and the paths that ``!reset`` and ``!override`` take from what is merged into it."""

    root: Value
    taken: tuple[tuple[str, ...], ...]


def load(data: bytes, file: str) -> tuple[list[Document], Stopped | None]:
    """The documents of a file, and why some release of Compose may read them otherwise.

    Raises ``Stopped`` where Compose refuses them, and where that cannot be told.
    """
    try:
        found = documents(data)
        doubt = None if found.doubt is None else _stopped(found.doubt, file)
        tagged = b"!" in data
        return [_document(root, file, tagged=tagged) for root in found.roots], doubt
    except YamlError as error:
        raise _stopped(error, file) from error
    except Fail as failure:
        raise Stopped(failure.problem.message, Where(file, failure.problem.line, failure.problem.column)) from failure
    except RecursionError as error:
        raise Stopped("nested more deeply than is read here", Where(file), sure=False) from error


def _stopped(error: YamlError, file: str) -> Stopped:
    return Stopped(f"no YAML: {error.problem}", Where(file, error.line, error.column), sure=not error.unsure)


def _document(root: Node, file: str, *, tagged: bool) -> Document:
    tags = Tags(root, file) if tagged else None
    value = _Decoder(file, tags.dropped if tags is not None else frozenset()).value(root)
    if not isinstance(value.data, dict):
        raise Stopped("top-level object must be a mapping", value.where)
    return Document(value, tuple(tags.taken) if tags is not None else ())


class _Decoder:
    def __init__(self, file: str, dropped: frozenset[int]) -> None:
        self._file = file
        self._dropped = dropped
        self._open: set[int] = set()
        self._nodes = 0

    def value(self, node: Node) -> Value:
        self._nodes += 1
        where = Where(self._file, node.line, node.column)
        if self._nodes > _MAX_NODES:
            raise Stopped(f"more than {_MAX_NODES} values, aliases filled in", where, sure=False)
        if node.kind == "scalar":
            data = resolve(node)
            return Value(str(data) if isinstance(data, Timestamp) else data, where)
        if node.kind == "alias":
            return self._alias(node, where)
        if node.kind == "sequence":
            return Value([self.value(item) for item in node.items if id(item) not in self._dropped], where)
        return Value(dict(self._mapping(node)), where)

    def _alias(self, node: Node, where: Where) -> Value:
        target = node.target
        assert target is not None
        if id(target) in self._open:
            raise Stopped(f"anchor '{node.value}' value contains itself", where)
        self._open.add(id(target))
        try:
            return self.value(target)
        finally:
            self._open.discard(id(target))

    def _mapping(self, node: Node) -> dict[str, Value]:
        values: dict[str, Value] = {}
        merge: Node | None = None
        for key, item in node.pairs():
            if id(item) in self._dropped:
                continue
            if is_merge(key):
                merge = item
                continue
            name = self._key(key)
            if name in values:
                raise Stopped(f'mapping key "{name}" already defined', Where(self._file, key.line, key.column))
            values[name] = self.value(item)
        if merge is not None:
            self._merge(merge, values)
        return values

    def _key(self, key: Node) -> str:
        target = key.target if key.kind == "alias" and key.target is not None else key
        name = resolve(target) if target.kind == "scalar" else None
        if not isinstance(name, str) or isinstance(name, Timestamp):
            raise Stopped(f"non-string key: {key.value or key.kind}", Where(self._file, key.line, key.column))
        return name

    def _merge(self, merge: Node, values: dict[str, Value]) -> None:
        """Adds what is merged (``<<``) and not said otherwise; of several mappings the first counts."""
        listed = merge.target if merge.kind == "alias" and merge.target is not None else merge
        sources = listed.items if listed.kind == "sequence" else [merge]
        for source in sources:
            target = source.target if source.kind == "alias" and source.target is not None else source
            where = Where(self._file, source.line, source.column)
            if target.kind != "mapping":
                raise Stopped("map merge requires map or sequence of maps as the value", where)
            if id(target) in self._open:
                raise Stopped(f"anchor '{source.value}' value contains itself", where)
            self._open.add(id(target))
            for name, value in self._mapping(target).items():
                values.setdefault(name, value)
            self._open.discard(id(target))
