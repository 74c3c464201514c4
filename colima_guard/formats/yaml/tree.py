"""A YAML document as a tree with marks, without giving any scalar a meaning.

Nothing is resolved here: what ``yes`` means is for each backend's decoder to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from colima_guard.model.named_tuple import NamedTuple

#: a deeper document is not read, before Python's own recursion limit is met
MAX_DEPTH = 200
#: a document with more aliases is not read: aliases can multiply without end
MAX_ALIASES = 256


Kind = Literal["scalar", "sequence", "mapping", "alias"]


class YamlError(Exception):
    """The text is not YAML, or more than we are ready to read. ``line`` and ``column`` count from 1.

    ``unsure``: other programs may well read it.
    """

    def __init__(
        self, problem: str, line: int | None = None, column: int | None = None, *, unsure: bool = False
    ) -> None:
        super().__init__(problem)
        self.unsure = unsure
        self.problem = problem
        self.line = line
        self.column = column


class Node:
    """A node as it is written. ``start`` and ``end`` are offsets in characters (a byte order mark not counted).

    ``tag`` is the explicit tag, ``None`` when there is none. ``items`` holds the elements of a sequence, and key and
    value in turn for a mapping. For an alias ``target`` is the node that it stands for. ``style`` is how a scalar is
    quoted: "" plain, "'", '"', "|" or ">"; or how a collection is written: "" block, "{" flow.
    """

    __slots__ = ("anchor", "column", "end", "items", "kind", "line", "start", "style", "tag", "target", "value")

    # no dataclass, whose import and compiling take a fortieth of a check
    def __init__(
        self,
        kind: Kind,
        line: int,
        column: int,
        start: int,
        end: int,
        tag: str | None = None,
        anchor: str | None = None,
        value: str = "",
        style: str = "",
        items: Sequence[Node] = (),
        target: Node | None = None,
    ) -> None:
        self.kind: Kind = kind
        self.line = line
        self.column = column
        self.start = start
        self.end = end
        self.tag = tag
        self.anchor = anchor
        self.value = value
        self.style = style
        self.items = items
        self.target = target

    def __repr__(self) -> str:
        return f"Node({', '.join(f'{name}={getattr(self, name)!r}' for name in self.__slots__)})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Node):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None  # type: ignore[assignment]

    def alone(self) -> Node:
        """The node without those that it holds or stands for."""
        place = (self.line, self.column, self.start, self.end)
        return Node(self.kind, *place, self.tag, self.anchor, self.value, self.style)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is written where a value stands."""
        return self.kind == "scalar" and not self.style and not self.value

    def pairs(self) -> Iterator[tuple[Node, Node]]:
        """Keys and values of a mapping, in order, duplicates included."""
        return zip(self.items[::2], self.items[1::2], strict=True)


class Document(NamedTuple):
    """The first document of a stream. ``root`` is ``None`` when there is no content at all."""

    root: Node | None
    #: whether a second document follows (its content is not looked at)
    more: bool


def check_depth(depth: int, line: int) -> None:
    """Raises ``YamlError`` for a node that is nested more deeply than we read."""
    if depth > MAX_DEPTH:
        raise YamlError(f"nested more than {MAX_DEPTH} deep", line, unsure=True)


def check_aliases(count: int, line: int) -> None:
    """Raises ``YamlError`` for more aliases than we read."""
    if count > MAX_ALIASES:
        raise YamlError(f"more than {MAX_ALIASES} aliases", line, unsure=True)
