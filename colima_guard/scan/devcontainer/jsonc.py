"""JSON with comments as jsonc-parser takes it, which devcontainer.json is read with: it forgives all, and says so.

What can be made out of a broken text counts: properties before the break do, a missing comma or brace changes
nothing, of equal keys the last one decides (microsoft/node-jsonc-parser 3.3, ``scanner.ts`` and ``parser.ts``; the
CLI calls ``parse`` without looking at its errors). Every value keeps its place.
"""

from __future__ import annotations

import re
from typing import Any

from colima_guard.scan.devcontainer.nodes import Document, Node

#: no file that somebody wrote is nested deeper
MAX_DEPTH = 64
_TRIVIA = re.compile(r"(?:[ \t\r\n]+|//[^\r\n]*|/\*(?s:.*?)(?:\*/|\Z))+")
_COMMENT = re.compile(r"//[^\r\n]*|/\*(?s:.*?)(?:\*/|\Z)")
_PLAIN = re.compile(r'"([^"\\\r\n]*)"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.(?![0-9])|(?:\.[0-9]+)?(?:[eE][+-]?[0-9]*)?)")
_WORD = re.compile(r'-(?![0-9])|[^ \t\r\n{}\[\]":,/]+|(?s:.)')
_PART = re.compile(r'[^"\\\r\n]+')
_HEX = re.compile(r"[0-9A-Fa-f]{0,4}")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_KEYWORDS = {"true": True, "false": False, "null": None}
_END = ""


class TooDeep(Exception):
    """The text is nested deeper than ``MAX_DEPTH``."""


def read(file: str, text: str) -> Document:
    """The text of a file with its value. Raises ``TooDeep``."""
    return Document(file, text, parse(text))


def parse(text: str) -> Node | None:
    """The first value of a text, ``None`` where it has none. Raises ``TooDeep``."""
    return _Parser(text).document()


def comments(text: str) -> list[tuple[int, int]]:
    """The spans of all comments, also behind the first value. Raises ``TooDeep``."""
    parser = _Parser(text)
    parser.document()
    parser.to_the_end()
    return [found.span() for start, end in parser.trivia for found in _COMMENT.finditer(text, start, end)]


class _Parser:
    """One token ahead: ``kind`` is a bracket, colon or comma, ``"`` a text, ``v`` another value, or the end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.kind = _END
        self.value: Any = None
        self.start = 0
        #: the spans of blanks and comments between tokens
        self.trivia: list[tuple[int, int]] = []

    def document(self) -> Node | None:
        self._next()
        return self._value(0)

    def to_the_end(self) -> None:
        """Goes over what follows the first value."""
        while self.kind != _END:
            self._next()

    def _next(self) -> None:
        text = self._text
        while True:
            if found := _TRIVIA.match(text, self._at):
                self.trivia.append(found.span())
                self._at = found.end()
            self.start = at = self._at
            if at >= len(text):
                self.kind = _END
                return
            char = text[at]
            if char in "{}[]:,":
                self.kind, self._at = char, at + 1
                return
            if char == '"':
                self.kind = '"'
                self._string()
                return
            if found := _NUMBER.match(text, at):
                self.kind, self.value, self._at = "v", float(found[0].rstrip("eE+-")), found.end()
                return
            word = _WORD.match(text, at)
            self._at = word.end() if word else at + 1
            if text[at : self._at] in _KEYWORDS:
                self.kind, self.value = "v", _KEYWORDS[text[at : self._at]]
                return
            # any other word is passed over

    def _string(self) -> None:
        if found := _PLAIN.match(self._text, self._at):
            self.value, self._at = found[1], found.end()
            return
        text, at, parts = self._text, self._at + 1, []
        while at < len(text) and text[at] not in '"\r\n':
            if text[at] != "\\":
                found = _PART.match(text, at)
                assert found
                parts.append(found[0])
                at = found.end()
                continue
            escaped = text[at + 1 : at + 2]
            at += 2
            if escaped == "u":
                digits = _HEX.match(text, at)
                assert digits
                at = digits.end()
                parts.append(chr(int(digits[0], 16)) if len(digits[0]) == 4 else "")
            else:
                parts.append(_ESCAPES.get(escaped, ""))
        # a text ends at the end of its line, and the line goes on as if nothing were
        self._at = min(len(text), at + 1) if text[at : at + 1] == '"' else min(len(text), at)
        self.value = _paired("".join(parts))

    def _skip(self, until: str) -> None:
        while self.kind != _END and self.kind not in until:
            self._next()

    def _value(self, depth: int) -> Node | None:
        if depth > MAX_DEPTH:
            raise TooDeep(f"nested deeper than {MAX_DEPTH} levels")
        if self.kind == "[":
            return self._array(depth)
        if self.kind == "{":
            return self._object(depth)
        if self.kind not in ('"', "v"):
            return None
        found = Node(self.value, self.start)
        self._next()
        return found

    def _object(self, depth: int) -> Node:
        members: dict[str, Node] = {}
        found = Node(members, self.start)
        self._next()
        while self.kind not in ("}", _END):
            if self.kind == ",":
                self._next()
            if self.kind != '"':
                self._skip("},")
                continue
            key = self.value
            self._next()
            if self.kind == ":":
                self._next()
                value = self._value(depth + 1)
                if value is None:
                    self._skip("},")
                elif key != "__proto__":  # sets no member
                    members[key] = value
            else:
                self._skip("},")
        self._next()
        return found

    def _array(self, depth: int) -> Node:
        elements: list[Node] = []
        found = Node(elements, self.start)
        self._next()
        while self.kind not in ("]", _END):
            if self.kind == ",":
                self._next()
            value = self._value(depth + 1)
            if value is None:
                self._skip("],")
            else:
                elements.append(value)
        self._next()
        return found


def _paired(text: str) -> str:
    """Surrogates that stand for one character, as that character."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
