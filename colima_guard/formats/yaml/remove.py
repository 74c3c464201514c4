"""Keys that go, and with them every mapping in which nothing is left."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.formats.yaml.anchors import refuse_merged
from colima_guard.formats.yaml.change import EditRefused
from colima_guard.formats.yaml.read import refuse_twice_within, refuse_value
from colima_guard.formats.yaml.source import Source
from colima_guard.formats.yaml.splice import Splice
from colima_guard.formats.yaml.tree import Node

Path = tuple[str, ...]


def put_removals(splice: Splice, wanted: Sequence[Path]) -> set[Path]:
    """Adds removals to a splice. Returns the paths that go: where all keys of a mapping go, the mapping's own."""
    source = splice.source
    paths = {path for path in wanted if _parent(source, path) is not None}
    gone = _gone(source.root, (), paths)
    if () in gone:
        raise EditRefused("nothing would be left in the file")
    for top in {path[0] for path in wanted}:
        refuse_merged(source, top)
    _note(splice, gone)
    parents = {path[:-1]: _parent(source, path) for path in gone}
    for at, mapping in parents.items():
        if mapping is not None:
            _put(splice, mapping, {path[-1] for path in gone if path[:-1] == at})
    return gone


def _note(splice: Splice, gone: set[Path]) -> None:
    source = splice.source
    for path in gone:
        node = source.root
        splice.gone.add(id(node))
        for name in path:
            pair = source.pair(node, name)
            assert pair is not None
            refuse_value(*pair)
            if name != path[-1]:
                refuse_twice_within(pair[1])
            key, node = pair
            splice.gone.add(id(node))
        splice.changes(key)
        splice.changes(node)


def _parent(source: Source, path: Path) -> Node | None:
    node = source.root
    for name in path[:-1]:
        pair = source.pair(node, name) if node.kind == "mapping" else None
        if pair is None:
            return None
        node = pair[1]
        if node.kind == "alias":
            raise EditRefused(f"an alias (*{node.value}) for '{name}'", node.line)
    return node if node.kind == "mapping" and source.pair(node, path[-1]) else None


def _gone(mapping: Node, at: Path, paths: set[Path]) -> set[Path]:
    gone: set[Path] = set()
    below = [((*at, key.value), value) for key, value in mapping.pairs()]
    for path, value in below:
        if path in paths:
            gone.add(path)
        elif value.kind == "mapping" and any(wanted[: len(path)] == path for wanted in paths):
            gone |= _gone(value, path, paths)
    return {at} if below and gone >= {path for path, _ in below} else gone


def _put(splice: Splice, mapping: Node, names: set[str]) -> None:
    if mapping.style:
        _put_flow(splice, mapping, names)
        return
    for key, value in mapping.pairs():
        if key.value in names:
            colon = splice.source.colon(key)
            if splice.source.bom and splice.source.line_of(key.start) == 0:
                # goccy/go-yaml (Lima) takes the mark for a part of the first key, and then of the next one
                raise EditRefused("a byte order mark in front of a key that is to be removed", 1)
            last = splice.source.line_of(splice.source.end(value, colon) - 1)
            splice.drop(splice.source.line_of(key.start), last, splice.source.column(key.start))


def _put_flow(splice: Splice, mapping: Node, names: set[str]) -> None:
    pairs = list(mapping.pairs())
    last_kept = max(index for index, (key, _) in enumerate(pairs) if key.value not in names)
    ends = [splice.source.end(value, splice.source.behind_key(key)) for key, value in pairs]
    cuts = [
        (key.start, pairs[index + 1][0].start) for index, (key, _) in enumerate(pairs[:last_kept]) if key.value in names
    ]
    if last_kept < len(pairs) - 1:
        cuts.append((ends[last_kept], ends[-1]))
    for start, stop in cuts:
        if any(start < comment.start < stop for comment in splice.source.comments):
            raise EditRefused("a comment inside what is to be removed", splice.source.line_of(start) + 1)
        splice.cut(start, stop)
