"""Reads a text as WSL does, ``ParseConfigFile`` (microsoft/WSL at 3e27a6a5, src/shared/configfile/configfile.cpp).

It knows no ``;``, no ``no`` and no list. Of a key that stands twice the first counts, whatever it says. A header that
is not well-formed leaves its letters in the place of the section's name, cut to the length of the section before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from colima_guard.formats.positions import Positions
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.wsl.statement import Dialect, Fault, Header, Setting, Statement, truth

_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANKS = re.compile(r"[ \t]*")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_HEADER_ENDS = re.compile(r"[\r\n#]|\Z")
#: a piece of a value: a quote, something escaped, or one character
_PIECE = re.compile(r"\\[\\\"bnt\r\n]|[^\\\r\n]")
_ESCAPED = {"\\\\": "\\", '\\"': '"', "\\b": "\b", "\\n": "\n", "\\t": "\t", "\\\r": "", "\\\n": ""}
#: in a stream that Windows reads as text it ends the file
_END_OF_FILE = "\x1a"


@dataclass(frozen=True)
class Document(Positions):
    """A text and the statements that count in it."""

    text: str
    dialect: Dialect
    #: before the text
    bom: bool
    statements: tuple[Statement, ...]

    @property
    def fault(self) -> Fault | None:
        """The first thing that is wrong."""
        return next((one for one in self.statements if isinstance(one, Fault)), None)

    @property
    def headers(self) -> list[Header]:
        return [one for one in self.statements if isinstance(one, Header)]

    def first(self, name: str) -> Setting | None:
        """The setting that counts for a key, ``None`` where none does."""
        named = (one for one in self.statements if isinstance(one, Setting) and one.name == name.lower())
        return next(named, None)

    def says(self, name: str) -> bool | None:
        """What a key is set to; ``None`` where nothing that WSL takes stands there, and its default holds."""
        found = self.first(name)
        return None if found is None else truth(found.value)


def read(data: bytes, dialect: Dialect) -> Document:
    """The statements of a text. Raises ``EditRefused`` for one of which it cannot be told what WSL reads."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise EditRefused("it is UTF-16, and not UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise EditRefused("it is not UTF-8", data.count(b"\n", 0, error.start) + 1) from error
    # of a mark Windows' stream says nothing; to the other reader it is a letter that begins no key
    bom = dialect is Dialect.CONFIG and text.startswith("\ufeff")
    text = text[1:] if bom else text
    if dialect is Dialect.CONFIG and _END_OF_FILE in text:
        line = text.count("\n", 0, text.index(_END_OF_FILE)) + 1
        raise EditRefused("it holds ctrl-Z, behind which Windows may read nothing", line)
    return Document(text, dialect, bom, tuple(_statements(text, dialect)))


def _statements(text: str, dialect: Dialect) -> Iterator[Statement]:
    letters, length, at = "", 0, 0
    while (at := _end(_GAP, text, at)) < len(text):
        found: Statement
        if text[at] == "[":
            letters, found = _header(text, at, letters)
            length = len(letters) if isinstance(found, Header) else length
        else:
            found = _setting(text, at, letters.ljust(length, "\0")[:length])
        yield found
        if isinstance(found, Fault) and dialect is Dialect.CONF:
            return
        at = found.stop


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return at if found is None else found.end()


def _header(text: str, start: int, letters: str) -> tuple[str, Header | Fault]:
    """The letters that are the section's from here on, and the header."""
    name = _NAME.match(text, start + 1)
    if name is None:
        return letters, _fault(text, start, start + 1, "the name of a section begins with a letter")
    if not text.startswith("]", name.end()):
        why = "the name of a section is letters and digits, and a ] behind them"
        return name[0], _fault(text, start, name.end(), why)
    stop = name.end() + 1
    behind = _end(_BLANKS, text, stop)
    if _HEADER_ENDS.match(text, behind) is None:
        return name[0], _fault(text, start, behind, "something stands behind a section's name")
    return name[0], Header(start, stop, name[0].lower())


def _setting(text: str, start: int, section: str) -> Setting | Fault:
    key = _NAME.match(text, start)
    if key is None:
        return _fault(text, start, start, "neither a [section], a key nor a comment, which begins with #")
    equals = _end(_BLANKS, text, key.end())
    if not text.startswith("=", equals):
        return _fault(text, start, equals, "a key is letters and digits, and = behind them")
    name = f"{section}.{key[0]}" if section else key[0]
    return _value(text, start, name.partition("\0")[0].lower(), _end(_BLANKS, text, equals + 1))


def _value(text: str, start: int, name: str, at: int) -> Setting | Fault:
    value, kept, upto, quoted, here = "", 0, at, False, at
    while (piece := _PIECE.match(text, here)) is not None and (quoted or piece[0] != "#"):
        here = piece.end()
        if piece[0] == '"':
            quoted = not quoted
        else:
            value += _ESCAPED.get(piece[0], piece[0])
        if piece[0] not in " \t":
            kept, upto = len(value), here
    if text.startswith("\\", here):
        return _fault(text, start, here + 1, "a \\ stands only before another \\, a quote, b, n, t and a line's end")
    if quoted:
        return _fault(text, start, here, "a quote is not closed on its line")
    return Setting(start, here, name, value[:kept].partition("\0")[0], at, upto)


def _fault(text: str, start: int, at: int, why: str) -> Fault:
    end = text.find("\n", at)
    return Fault(start, len(text) if end < 0 else end, why)
