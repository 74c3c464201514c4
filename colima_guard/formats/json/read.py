"""A JSON object as it is written: every member with its place in the text.

Keys are compared as Go's ``encoding/json`` compares them with the name of a field: in any case. So one file can spell
a key in several ways, and the last one decides, a ``null`` too (Go 1.19, decode.go).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from colima_guard.formats.positions import Positions
from colima_guard.formats.refused import EditRefused, NotRead
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.record import Record

#: no settings file that we read is larger, or nested deeper: what is came from nobody's settings window
MAX_BYTES, MAX_DEPTH = 1 << 20, 64
_BOM = b"\xef\xbb\xbf"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_BLANK = re.compile(r"[ \t\n\r]*")
#: what Go folds to an ASCII letter beside its other case: the long s and the sign for kelvin
_FOLDED = str.maketrans({"\u017f": "s", "\u212a": "k"})


def fold(key: str) -> str:
    """The key as Go compares it: ``FilesharingDirectories`` and ``filesharingDirectories`` are one."""
    if key.isascii():
        return key.lower()
    return "".join(char.lower() if char.isascii() else char for char in key.translate(_FOLDED))


class Member(NamedTuple):
    """One ``"key": value``: the key from ``at`` to ``colon``, the value from ``start`` to ``stop``."""

    key: str
    value: Any
    at: int
    colon: int
    start: int
    stop: int


class Document(Record, Positions):
    """A text (without a byte order mark) that holds one object, and the members of that object in their order."""

    text: str
    bom: bool
    opened: int
    closed: int
    members: tuple[Member, ...]

    def spellings(self, key: str) -> tuple[Member, ...]:
        """The members whose key is this one in any case, in their order."""
        return self._by_folded.get(fold(key), ())

    @cached_property
    def _by_folded(self) -> dict[str, tuple[Member, ...]]:
        found = defaultdict[str, list[Member]](list)
        for member in self.members:
            found[fold(member.key)].append(member)
        return {key: tuple(members) for key, members in found.items()}

    def raw(self, member: Member) -> str:
        """The value as it is written."""
        return self.text[member.start : member.stop]

    def elements(self, member: Member) -> list[tuple[int, int]]:
        """Line and column at which each element of a member's list begins; none where its value is no list."""
        if not isinstance(member.value, list):
            return []
        return [(self.line(at), self.column(at)) for at in _elements(self.text, member.start)]

    def raw_elements(self, member: Member) -> list[str]:
        """Each element of a member's list as it is written."""
        decoder = json.JSONDecoder()
        return [self.text[at : decoder.raw_decode(self.text, at)[1]] for at in _elements(self.text, member.start)]


def _elements(text: str, start: int) -> Iterator[int]:
    decoder, at = json.JSONDecoder(), start + 1
    while True:
        at = _past_blanks(text, at)
        if text[at] == "]":
            return
        if text[at] == ",":
            at += 1
            continue
        yield at
        _, at = decoder.raw_decode(text, at)


def _past_blanks(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def read(data: bytes) -> Document:
    """The object in a file, strictly as JSON is. Raises ``EditRefused`` with the line that is why it is none."""
    if len(data) > MAX_BYTES:
        raise NotRead(f"it is larger than {MAX_BYTES} bytes")
    text = _decoded(data)
    if not text.strip(" \t\n\r"):
        raise EditRefused("it is empty")
    _refuse_depth(text)
    scanner = _Scanner(text)
    try:
        return scanner.document(bom=data.startswith(_BOM))
    except json.JSONDecodeError as error:
        ends = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        cut = " (it seems to be cut off)" if ends else ""
        raise EditRefused(f"it is not JSON: {error.msg}{cut}", error.lineno) from error
    except ValueError as error:  # a number of more than 4300 digits
        raise EditRefused(f"it is not JSON: {error}") from error


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        raise EditRefused("it is written in UTF-16, as PowerShell does; it must be UTF-8", 1)
    try:
        return data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise EditRefused("it is not UTF-8", data.count(b"\n", 0, error.start) + 1) from error


def _refuse_depth(text: str) -> None:
    depth = 0
    for found in _TOKEN.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth > MAX_DEPTH:
            raise NotRead(f"it is nested deeper than {MAX_DEPTH} levels", text.count("\n", 0, found.start()) + 1)


def _no_constant(name: str) -> None:
    # Python reads NaN and Infinity, which no JSON has
    raise ValueError(f"{name} is no value in JSON")


class _Scanner:
    """Walks the members of the one object in a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._decoder = json.JSONDecoder(parse_constant=_no_constant)

    def document(self, *, bom: bool) -> Document:
        opened = self._blank(0)
        if not self._text.startswith("{", opened):
            self._decoder.raw_decode(self._text, opened)
            raise EditRefused("it holds no object", self._text.count("\n", 0, opened) + 1)
        members: list[Member] = []
        at = self._blank(opened + 1)
        while not (at < len(self._text) and self._text[at] == "}" and not members):
            member = self._member(at)
            members.append(member)
            at = self._blank(member.stop)
            if self._text.startswith("}", at):
                break
            at = self._blank(self._expect(at, ","))
        end = self._blank(at + 1)
        if end != len(self._text):
            raise json.JSONDecodeError("Extra data", self._text, end)
        return Document(text=self._text, bom=bom, opened=opened, closed=at, members=tuple(members))

    def _member(self, at: int) -> Member:
        if not self._text.startswith('"', at):
            raise json.JSONDecodeError("Expecting a key in double quotes", self._text, at)
        key, colon = self._decoder.raw_decode(self._text, at)
        start = self._blank(self._expect(self._blank(colon), ":"))
        value, stop = self._decoder.raw_decode(self._text, start)
        return Member(key, value, at, colon, start, stop)

    def _expect(self, at: int, char: str) -> int:
        if not self._text.startswith(char, at):
            raise json.JSONDecodeError(f"Expecting '{char}'", self._text, at)
        return at + 1

    def _blank(self, at: int) -> int:
        return _past_blanks(self._text, at)
