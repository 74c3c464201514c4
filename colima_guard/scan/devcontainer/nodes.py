"""Values of JSON with their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.project import Where


class Node(NamedTuple):
    """A value and the offset at which it begins: a dict or list of nodes, a text, number, boolean or ``None``."""

    value: Any
    at: int = 0

    @property
    def truthy(self) -> bool:
        """Whether JavaScript takes the value for true: ``"false"``, ``[]`` and ``{}`` are."""
        return isinstance(self.value, dict | list) or bool(self.value)

    def get(self, key: str) -> Node | None:
        """The member of an object; ``None`` where there is none, or this is no object."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return found if isinstance(found, Node) else None

    def elements(self) -> list[Node]:
        """The elements of a list; anything else but ``null`` and the like is a list of itself."""
        if isinstance(self.value, list):
            return self.value
        return [self] if self.truthy else []


class Document:
    """A text that was read, by the name of its file. ``root`` is ``None`` where it holds no value at all."""

    def __init__(self, file: str, text: str, root: Node | None) -> None:
        self.file = file
        self.text = text
        self.root = root

    def where(self, node: Node) -> Where:
        """The line and column of a value."""
        line = bisect_right(self._starts, node.at)
        return Where(self.file, line, node.at - self._starts[line - 1] + 1)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer(r"\r\n|\n|\r", self.text))]


def node(value: Any, at: int = 0) -> Node:
    """Plain Python values as nodes, all at one place."""
    if isinstance(value, dict):
        return Node({str(key): node(one, at) for key, one in value.items()}, at)
    if isinstance(value, list | tuple):
        return Node([node(one, at) for one in value], at)
    return Node(value, at)


def strings(value: Node) -> Iterator[Node]:
    """Every text within a value, keys not among them."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one.value, str):
            yield one
        elif isinstance(one.value, list):
            waiting += one.value
        elif isinstance(one.value, dict):
            waiting += one.value.values()
