"""Where the scanner of yaml.v3 stands in a text, and what it finds there."""

from __future__ import annotations

import re

from colima_guard.formats.golang.yaml_v3.text import END
from colima_guard.formats.yaml.tree import YamlError
from colima_guard.model.named_tuple import NamedTuple

BREAKS = frozenset("\r\n\x85\u2028\u2029")
BLANK = frozenset(" \t")
BLANK_OR_END = BREAKS | BLANK | {END}

_DOCUMENT_INDICATOR = re.compile("(?:---|\\.\\.\\.)(?=[ \t\r\n\x85\u2028\u2029\0])")


class Token(NamedTuple):
    """What stands from ``start`` to ``end``; ``line`` and ``column`` count from 0."""

    kind: str
    line: int
    column: int
    start: int
    end: int
    #: of a scalar, a name or a tag
    value: str = ""
    #: how a scalar is quoted, or the handle of a tag
    style: str = ""

    def of(self, kind: str) -> Token:
        """A token of nothing, at the start of this one."""
        return Token(kind, self.line, self.column, self.start, self.start)


class Cursor:
    """A place in a text that ends in ``END``."""

    __slots__ = ("at", "line", "line_start", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 0
        self.line_start = 0

    @property
    def column(self) -> int:
        """The column, from 0."""
        return self.at - self.line_start

    @property
    def char(self) -> str:
        """The character that stands here."""
        return self.text[self.at]

    def run(self, pattern: re.Pattern[str]) -> str:
        """Goes over what a pattern matches here, which holds no line break, and returns it."""
        if (match := pattern.match(self.text, self.at)) is None:
            return ""
        self.at = match.end()
        return match[0]

    def skip_break(self) -> str:
        """Goes over a line break and returns what it is folded into: a line feed for all but LS and PS."""
        char = self.text[self.at]
        self.at += 2 if char == "\r" and self.text[self.at + 1] == "\n" else 1
        self.line += 1
        self.line_start = self.at
        return char if char in "\u2028\u2029" else "\n"

    def document_indicator(self) -> str | None:
        """The kind of document boundary that is written here, at the start of a line."""
        if self.at != self.line_start or _DOCUMENT_INDICATOR.match(self.text, self.at) is None:
            return None
        return "document-start" if self.char == "-" else "document-end"

    def token(self, kind: str) -> Token:
        """A token of nothing."""
        return Token(kind, self.line, self.column, self.at, self.at)

    def take(self, kind: str, length: int) -> Token:
        """A token of the next characters, none of which is a line break."""
        token = Token(kind, self.line, self.column, self.at, self.at + length)
        self.at += length
        return token

    def error(self, problem: str) -> YamlError:
        """What to raise for a problem here."""
        return YamlError(problem, self.line + 1, self.column + 1)
