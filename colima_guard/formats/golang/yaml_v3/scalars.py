"""Scalars as yaml.v3 reads them: plain, quoted and block."""

from __future__ import annotations

import re

from colima_guard.formats.golang.yaml_v3.text import END
from colima_guard.formats.golang.yaml_v3.token import BLANK, BREAKS, Cursor, Token

_ENDS = " \t\r\n\x85\u2028\u2029\0"
_SPACES = re.compile(" *")
_PLAIN = re.compile(f"(?:[^:{_ENDS}]|:(?![{_ENDS}]))+")
_PLAIN_IN_FLOW = re.compile(f"(?:[^:,?\\[\\]{{}}{_ENDS}]|:(?![{_ENDS}]))+")
_SINGLE = re.compile(f"(?:[^'{_ENDS}]|'')+")
_DOUBLE = re.compile(f'[^"\\\\{_ENDS}]+')
_REST = re.compile("[^\r\n\x85\u2028\u2029\0]*")
_COMMENT = re.compile("[ \t]*(?:#[^\r\n\x85\u2028\u2029\0]*)?")
_HEADER = re.compile("([+-])?([0-9])?([+-])?")
_ESCAPED = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "'": "'", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_CODES = {"x": re.compile("[0-9A-Fa-f]{2}"), "u": re.compile("[0-9A-Fa-f]{4}"), "U": re.compile("[0-9A-Fa-f]{8}")}


class _Folding:
    """Blanks and line breaks between words: they become one blank, or what is left of the breaks."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self.broken = False
        self._blanks = ""
        self._first = ""
        self._further = ""

    def gather(self, tabs_from: int = 0) -> None:
        """Goes over blanks and breaks. No tab may stand before column ``tabs_from`` of a further line."""
        cursor = self._cursor
        while True:
            if (char := cursor.char) in BLANK:
                if self.broken and char == "\t" and cursor.column < tabs_from:
                    raise cursor.error("found a tab character that violates indentation")
                if not self.broken:
                    self._blanks += char
                cursor.at += 1
            elif char in BREAKS:
                if self.broken:
                    self._further += cursor.skip_break()
                else:
                    self._blanks, self._first, self.broken = "", cursor.skip_break(), True
            else:
                return

    def escaped_break(self) -> None:
        """Goes over a line break behind a backslash."""
        self._cursor.skip_break()
        self.broken = True

    def join(self) -> str:
        """What the gathered becomes, and starts anew."""
        if not self.broken:
            joined, self._blanks = self._blanks, ""
            return joined
        joined = self._first + self._further if self._first != "\n" else self._further or " "
        self._first = self._further = ""
        self.broken = False
        return joined


def plain(cursor: Cursor, indent: int, *, flow: bool) -> tuple[Token, bool]:
    """A scalar without quotes, and whether the cursor stands on another line than its end."""
    start = cursor.token("scalar")
    pieces: list[str] = []
    end = cursor.at
    words = _PLAIN_IN_FLOW if flow else _PLAIN
    folding = _Folding(cursor)
    while not (cursor.document_indicator() or cursor.char == "#"):
        if word := cursor.run(words):
            pieces += (folding.join(), word)
            end = cursor.at
        if cursor.char not in BLANK and cursor.char not in BREAKS:
            break
        folding.gather(indent)
        if not flow and cursor.column < indent:
            break
    return start._replace(end=end, value="".join(pieces)), folding.broken


def quoted(cursor: Cursor) -> Token:
    """A scalar in single or double quotes."""
    start = cursor.token("scalar")
    quote = cursor.char
    cursor.at += 1
    pieces: list[str] = []
    folding = _Folding(cursor)
    while True:
        if cursor.document_indicator():
            raise cursor.error("found unexpected document indicator")
        if cursor.char == END:
            raise cursor.error("found unexpected end of stream")
        _words(cursor, quote, pieces, folding)
        if cursor.char == quote:
            break
        folding.gather()
        pieces.append(folding.join())
    cursor.at += 1
    return start._replace(end=cursor.at, value="".join(pieces), style=quote)


def _words(cursor: Cursor, quote: str, pieces: list[str], folding: _Folding) -> None:
    """Characters up to a blank, a break, the closing quote or an escaped line break."""
    if quote == "'":
        pieces.append(cursor.run(_SINGLE).replace("''", "'"))
        return
    while True:
        pieces.append(cursor.run(_DOUBLE))
        if cursor.char != "\\":
            return
        if cursor.text[cursor.at + 1] in BREAKS:
            cursor.at += 1
            folding.escaped_break()
            return
        pieces.append(_escape(cursor))


def _escape(cursor: Cursor) -> str:
    letter = cursor.text[cursor.at + 1]
    if letter in _ESCAPED:
        cursor.at += 2
        return _ESCAPED[letter]
    if letter not in _CODES:
        raise cursor.error("found unknown escape character")
    if (code := _CODES[letter].match(cursor.text, cursor.at + 2)) is None:
        raise cursor.error("did not find expected hexdecimal number")
    number = int(code[0], 16)
    if 0xD800 <= number <= 0xDFFF or number > 0x10FFFF:
        raise cursor.error("found invalid Unicode character escape code")
    cursor.at = code.end()
    return chr(number)


def block(cursor: Cursor, parent: int) -> Token:
    """A scalar after ``|`` or ``>``, below an indentation of ``parent``."""
    start = cursor.token("scalar")
    style = cursor.char
    cursor.at += 1
    chomping, increment = _header(cursor)
    indent = max(parent, 0) + increment if increment else 0
    indent, breaks, end = _breaks(cursor, indent, parent)
    pieces: list[str] = []
    break_ = ""
    was_blank = False
    while cursor.column == indent and cursor.char != END:
        is_blank = cursor.char in BLANK
        if style == ">" and break_ == "\n" and not was_blank and not is_blank:
            pieces.append("" if breaks else " ")
        else:
            pieces.append(break_)
        pieces += (breaks, cursor.run(_REST))
        was_blank = is_blank
        break_ = cursor.skip_break() if cursor.char in BREAKS else ""
        _, breaks, end = _breaks(cursor, indent, parent)
    if chomping != "-":
        pieces.append(break_)
    if chomping == "+":
        pieces.append(breaks)
    return start._replace(end=end, value="".join(pieces), style=style)


def _header(cursor: Cursor) -> tuple[str, int]:
    header = _HEADER.match(cursor.text, cursor.at)
    assert header is not None
    before, digit, behind = header.groups()
    if digit == "0":
        raise cursor.error("found an indentation indicator equal to 0")
    cursor.at = header.end(2) if before and digit else header.end(1) if before else header.end()
    cursor.run(_COMMENT)
    if cursor.char in BREAKS:
        cursor.skip_break()
    elif cursor.char != END:
        raise cursor.error("did not find expected comment or line break")
    return before or behind or "", int(digit or 0)


def _breaks(cursor: Cursor, indent: int, parent: int) -> tuple[int, str, int]:
    """Goes over indentation and empty lines: the indentation, found if it was 0, the breaks, where the last ends."""
    breaks = ""
    end = cursor.at
    deepest = 0
    while True:
        blanks = _SPACES.match(cursor.text, cursor.at, cursor.line_start + indent if indent else len(cursor.text))
        cursor.at = blanks.end() if blanks else cursor.at
        deepest = max(deepest, cursor.column)
        if cursor.char == "\t" and (not indent or cursor.column < indent):
            raise cursor.error("found a tab character where an indentation space is expected")
        if cursor.char not in BREAKS:
            return indent or max(deepest, parent + 1, 1), breaks, end
        breaks += cursor.skip_break()
        end = cursor.at
