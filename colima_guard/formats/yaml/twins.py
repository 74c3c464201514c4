"""The nodes of a text after an edit beside those of the text before."""

from __future__ import annotations

from colima_guard.formats.yaml.source import walk
from colima_guard.formats.yaml.tree import Node


class Twins:
    """Which node of the text after is which one of the text before, for all that was compared."""

    def __init__(self) -> None:
        self._after: dict[int, Node] = {}
        self._aliases: list[tuple[Node, Node]] = []

    def alike(self, ours: Node, theirs: Node) -> bool:
        """Whether two nodes are written alike, kinds, values, tags, anchors, styles and order; only marks may differ.

        What their aliases stand for is seen at the end.
        """
        for one, two in zip(walk(ours), walk(theirs), strict=False):
            if signature(one) != signature(two):
                return False
            self._after.setdefault(id(one), two)
            if one.kind == "alias":
                self._aliases.append((one, two))
        return True

    def other_alias(self) -> Node | None:
        """The first alias that would stand for something else than before."""
        for one, two in self._aliases:
            if one.target is None or self._after.get(id(one.target)) is not two.target:
                return one
        return None


def signature(node: Node) -> tuple[object, ...]:
    """How a node is written, but for its marks and what is below it."""
    return node.kind, node.tag, node.anchor, node.style, node.value, len(node.items)
