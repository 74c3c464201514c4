"""Where each key and value of a TOML text stands.

It finds the bounds alone: what a value means, and whether the text is TOML at all, says Python's own reader (``read``).
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from colima_guard.formats.positions import Positions
from colima_guard.formats.refused import EditRefused
from colima_guard.model.named_tuple import NamedTuple


class Malformed(EditRefused):
    """What no reader of TOML takes, of whichever version."""


#: deeper than any settings file that we read
MAX_DEPTH = 64
_BLANK = re.compile(r"[ \t]*")
_LINE_END = re.compile(r"\r?\n")
_COMMENT = re.compile(r"#[^\n]*?(?=\r?\n|\Z)")
_KEY = re.compile(r"[A-Za-z0-9_-]+|\"(?:[^\"\\\r\n]|\\[^\r\n])*\"|'[^'\r\n]*'")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})' r"|'''.*?'''(?:'{0,2})" r'|"(?:[^"\\\r\n]|\\[^\r\n])*"' r"|'[^'\r\n]*'",
    re.DOTALL,
)
#: a date may hold one blank, before its time
_SCALAR = re.compile(r"\d{4}-\d\d-\d\d \d\d:[0-9.:+Zz-]+|[^\s,\[\]{}#=\"']+")


class Node(NamedTuple):
    """A value as it stands from ``start`` to ``stop``: with its ``items`` if it is an array, or its ``pairs``."""

    value: Any
    start: int
    stop: int
    kind: str = "scalar"
    items: tuple[Node, ...] = ()
    pairs: tuple[Pair, ...] = ()


class Pair(NamedTuple):
    """``a.b = value``: the parts of its key, which stands from ``at`` to ``named``, and its value."""

    key: tuple[str, ...]
    at: int
    named: int
    node: Node


class Scanner(Positions):
    """Walks one text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def refused(self, at: int, reason: str, kind: type[EditRefused] = EditRefused) -> EditRefused:
        """The refusal of a text for what stands at an offset."""
        return kind(f"it is not TOML: {reason}", self.line(min(at, len(self.text))))

    def blank(self, at: int) -> int:
        """Behind the blanks at an offset."""
        return _past(_BLANK, self.text, at)

    def filler(self, at: int) -> int:
        """Behind blanks, line ends and comments."""
        while True:
            stop = _past(_COMMENT, self.text, _past(_LINE_END, self.text, self.blank(at)))
            if stop == at:
                return at
            at = stop

    def end_of_line(self, at: int) -> int:
        """Behind the end of a line on which only a comment may follow."""
        at = _past(_COMMENT, self.text, self.blank(at))
        if at < len(self.text) and not (found := _LINE_END.match(self.text, at)):
            raise self.refused(at, f"{self.text[at]!r} where a line should end", Malformed)
        return at if at >= len(self.text) else found.end() if found else at

    def key(self, at: int) -> tuple[tuple[str, ...], int]:
        """The parts of a dotted key, and the offset behind it."""
        parts: list[str] = []
        while True:
            found = _KEY.match(self.text, self.blank(at))
            if found is None or len(parts) >= MAX_DEPTH:
                raise self.refused(at, "a key is missing" if found is None else "a key has too many parts")
            parts.append(self._meaning(found[0], found.start()) if found[0][0] in "\"'" else found[0])
            at = self.blank(found.end())
            if not self.text.startswith(".", at):
                return tuple(parts), found.end()
            at += 1

    def pair(self, at: int, depth: int = 0) -> Pair:
        """``key = value``."""
        key, named = self.key(at)
        stop = self.blank(named)
        if not self.text.startswith("=", stop):
            raise self.refused(stop, "'=' is missing behind a key")
        return Pair(key, at, named, self.value(self.blank(stop + 1), depth))

    def value(self, at: int, depth: int = 0) -> Node:
        """The value that begins at an offset."""
        if depth > MAX_DEPTH:
            raise EditRefused(f"it is nested deeper than {MAX_DEPTH} levels", self.line(at))
        if self.text.startswith("[", at):
            return self._array(at, depth)
        if self.text.startswith("{", at):
            return self._table(at, depth)
        found = _STRING.match(self.text, at) or _SCALAR.match(self.text, at)
        if found is None:
            raise self.refused(at, "a value is missing, or does not end")
        return Node(self._meaning(found[0], at), at, found.end())

    def _array(self, start: int, depth: int) -> Node:
        items: list[Node] = []
        at = self.filler(start + 1)
        while not self.text.startswith("]", at):
            items.append(self.value(at, depth + 1))
            at = self._comma(self.filler(items[-1].stop), "]")
            at = self.filler(at)
        return Node([item.value for item in items], start, at + 1, "array", tuple(items))

    def _table(self, start: int, depth: int) -> Node:
        pairs: list[Pair] = []
        at = self.blank(start + 1)
        while not self.text.startswith("}", at):
            pairs.append(self.pair(at, depth + 1))
            at = self._comma(self.blank(pairs[-1].node.stop), "}")
            at = self.blank(at)
        value: dict[str, Any] = {}
        for pair in pairs:
            put(value, pair.key, pair.node.value)
        return Node(value, start, at + 1, "table", (), tuple(pairs))

    def _comma(self, at: int, closing: str) -> int:
        if self.text.startswith(",", at):
            return at + 1
        if not self.text.startswith(closing, at):
            raise self.refused(at, f"',' or {closing!r} is missing")
        return at

    def _meaning(self, raw: str, at: int) -> Any:
        try:
            return tomllib.loads(f"x = {raw}")["x"]
        except (tomllib.TOMLDecodeError, ValueError) as error:
            raise self.refused(at, f"{raw[:60]!r} is no value") from error


def put(table: dict[str, Any], key: tuple[str, ...], value: Any) -> None:
    """Sets a value in nested tables; a later one counts."""
    for part in key[:-1]:
        inner = table.get(part)
        if not isinstance(inner, dict):
            inner = table[part] = {}
        table = inner
    table[key[-1]] = value


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
