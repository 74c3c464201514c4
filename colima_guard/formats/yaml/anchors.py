"""Anchors, aliases and merge keys around what is to be changed: what else would change with it."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.formats.yaml.change import EditRefused
from colima_guard.formats.yaml.compose import compose
from colima_guard.formats.yaml.source import Source, walk
from colima_guard.formats.yaml.tree import Node, YamlError


def refuse_used_elsewhere(source: Source, gone: set[int]) -> None:
    """Raises ``EditRefused`` if what stays refers to what goes or changes; ``gone`` holds the ``id`` of those nodes."""
    for alias, target in _left_over(source.root, gone):
        raise EditRefused(
            f"what the anchor &{alias.value} names is used in line {alias.line} too; write it out there", target.line
        )


def is_used_elsewhere(text: bytes, key: str) -> bool:
    """Whether the rest of a text refers to what stands at a top-level key, and breaks or changes where that goes."""
    if b"&" not in text or b"*" not in text:
        return False
    try:
        root = compose(text).root
    except YamlError:  # whatever is wrong with it has to be mended by hand anyway
        return False
    if root is None or root.kind != "mapping":
        return False
    gone = {id(root)} | {id(node) for name, value in root.pairs() if name.value == key for node in walk(value)}
    return next(_left_over(root, gone), None) is not None


def _left_over(root: Node, gone: set[int]) -> Iterator[tuple[Node, Node]]:
    """The aliases that stay for a node that goes, with it."""
    for node in walk(root):
        if id(node) not in gone and node.kind == "alias" and node.target is not None and id(node.target) in gone:
            yield node, node.target


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
