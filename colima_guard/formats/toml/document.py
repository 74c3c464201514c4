"""A TOML document: its tables and every value, each with its place in the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from colima_guard.formats.positions import Positions
from colima_guard.formats.toml.scan import Node, Pair
from colima_guard.model.named_tuple import NamedTuple

Key = tuple[str, ...]


class Header(NamedTuple):
    """``[a.b]`` or ``[[a.b]]`` from ``at`` to ``closed``: its key, and where its line ends."""

    key: Key
    at: int
    closed: int
    stop: int
    array: bool


class Value(NamedTuple):
    """One ``key = value`` of a section: the whole key, header included, and the pair as it stands.

    ``header`` is the number of the section's header, ``None`` above the first; ``stop`` ends the line of the pair.
    """

    key: Key
    pair: Pair
    header: int | None
    stop: int

    @property
    def node(self) -> Node:
        """The value."""
        return self.pair.node


@dataclass(frozen=True)
class Document(Positions):
    """A text without its byte order mark, its headers and values in their order."""

    text: str
    bom: bool
    headers: tuple[Header, ...]
    values: tuple[Value, ...]
    #: those that a later one of the same key takes the place of
    twice: tuple[Value, ...]

    def raw(self, node: Node) -> str:
        """A value as it is written."""
        return self.text[node.start : node.stop]

    def found(self, key: Sequence[str], *, folded: bool = False) -> list[Found]:
        """Everything that sets this key, also within braces, in its order. ``folded``: in any case of the letters."""
        wanted = named(tuple(key), folded)
        return [one for one in self._all() if named(one.key, folded) == wanted]

    def comments(self, start: int = 0, stop: int | None = None) -> list[tuple[int, int]]:
        """Where each comment begins and ends, within these bounds."""
        stop = len(self.text) if stop is None else stop
        found: list[tuple[int, int]] = []
        for first, last in _gaps(self, start, stop):
            at = first
            while (mark := self.text.find("#", at, last)) >= 0:
                end = self.text.find("\n", mark, last)
                at = len(self.text[mark : end if end >= 0 else last].rstrip("\r")) + mark
                found.append((mark, at))
        return found

    def tables(self, key: Sequence[str], *, folded: bool = False) -> list[tuple[int, Header]]:
        """The headers of this table, with their numbers."""
        wanted = named(tuple(key), folded)
        return [(n, header) for n, header in enumerate(self.headers) if named(header.key, folded) == wanted]

    def _all(self) -> Iterator[Found]:
        for value in self.values:
            yield from _within(value.key, value.pair, value, ())


class Found(NamedTuple):
    """A key with its value: the one of a section, or one that is within its braces (``outer`` are those around)."""

    key: Key
    pair: Pair
    value: Value
    outer: tuple[Node, ...]

    @property
    def node(self) -> Node:
        """The value."""
        return self.pair.node


def _within(key: Key, pair: Pair, value: Value, outer: tuple[Node, ...]) -> Iterator[Found]:
    yield Found(key, pair, value, outer)
    for inner in pair.node.pairs:
        yield from _within((*key, *inner.key), inner, value, (*outer, pair.node))


def _gaps(document: Document, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """What lies between the names and the simple values, in which a ``#`` begins no comment."""
    taken = [(header.at, header.closed) for header in document.headers]
    for value in document.values:
        taken += _leaves(value.pair)
    at = start
    for first, last in sorted(taken):
        if first >= at and last <= stop:
            yield at, first
            at = last
    yield at, stop


def _leaves(pair: Pair) -> Iterator[tuple[int, int]]:
    yield pair.at, pair.named
    yield from _simple(pair.node)


def _simple(node: Node) -> Iterator[tuple[int, int]]:
    if node.kind == "scalar":
        yield node.start, node.stop
    for item in node.items:
        yield from _simple(item)
    for pair in node.pairs:
        yield from _leaves(pair)


def fold(text: str) -> str:
    """A key as Go's ``strings.EqualFold`` compares it, as far as the names of fields go."""
    return text.translate({0x17F: "s", 0x212A: "k"}).lower()


def named(key: Key, folded: bool) -> Key:
    """A key as it is compared with another one."""
    return tuple(map(fold, key)) if folded else key


def same(one: Any, other: Any) -> bool:
    """Whether two values are one, in which ``true`` is not 1."""
    return repr(one) == repr(other)
