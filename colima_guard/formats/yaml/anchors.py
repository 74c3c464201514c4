"""Anchors, aliases and merge keys around what is to be changed: what else would change with it."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.formats.yaml.change import EditRefused
from colima_guard.formats.yaml.source import Source, walk
from colima_guard.formats.yaml.tree import Node


def refuse_used_elsewhere(source: Source, gone: set[int]) -> None:
    """Raises ``EditRefused`` if what stays refers to what goes or changes; ``gone`` holds the ``id`` of those nodes."""
    for node in _staying(source.root, gone):
        if node.kind == "alias" and node.target is not None and id(node.target) in gone:
            raise EditRefused(f"what the anchor &{node.value} names is used in line {node.line} too", node.target.line)


def _staying(root: Node, gone: set[int]) -> Iterator[Node]:
    return (node for node in walk(root) if id(node) not in gone)


def refuse_merged(source: Source, name: str) -> None:
    """Raises ``EditRefused`` if a merge key at the top brings the key ``name`` as well."""
    for key, value in source.root.pairs():
        if _is_merge(key) and name in _merged(value, ()):
            raise EditRefused(f"a merge key (<<) that sets '{name}' too", key.line)


def _is_merge(key: Node) -> bool:
    return key.kind == "scalar" and key.value == "<<"


def _merged(value: Node, on_the_way: tuple[Node, ...]) -> set[str]:
    """The keys that a merge key brings, from a mapping, a list of them, or what an alias stands for."""
    if value.kind == "alias" and value.target is not None:
        value = value.target
    if any(value is one for one in on_the_way):
        return set()
    on_the_way = (*on_the_way, value)
    if value.kind == "sequence":
        return set().union(*(_merged(item, on_the_way) for item in value.items))
    found: set[str] = set()
    for key, inner in value.pairs() if value.kind == "mapping" else ():
        found |= _merged(inner, on_the_way) if _is_merge(key) else {key.value}
    return found
