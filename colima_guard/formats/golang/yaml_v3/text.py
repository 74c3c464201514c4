"""The characters of a text as gopkg.in/yaml.v3 v3.0.1 takes them in (readerc.go).

It decodes 512 bytes at a time and looks at no more of them than it has to: what cannot be decoded, or is a control
character, is an error only if the first document, and the two tokens after it, reach that far.
"""

from __future__ import annotations

import re

from colima_guard.formats.yaml.tree import YamlError
from colima_guard.model.named_tuple import NamedTuple

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CHUNK = 512
_BYTE_ORDER_MARK = re.compile(b"\xef\xbb\xbf")
#: more bytes than the characters that it asks for at once
_NEAR = 24
#: no text holds it, so it stands for the end of one
END = "\0"


class Characters(NamedTuple):
    """A text up to its end, or up to the piece that cannot be taken in, and ``END``."""

    text: str
    #: what is wrong with the rest, ``None`` where nothing is
    broken: str | None


def characters(data: bytes) -> Characters:
    """The characters of a text, without a byte order mark at its start. Raises ``YamlError`` in doubt."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return _whole(data[2:], encoding)
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    try:
        text, bad, broken = data[start:].decode(), len(data), None
    except UnicodeDecodeError as error:
        text, bad, broken = data[start : start + error.start].decode(), start + error.start, "invalid UTF-8"
    if (forbidden := _FORBIDDEN.search(text)) is not None:
        bad, broken = start + len(text[: forbidden.start()].encode()), "control characters are not allowed"
    if "\ufeff" in text:
        _refuse_byte_order_marks(data, start)
    if broken is not None:
        text = data[start : _taken_in(data, bad)].decode()
    return Characters(text + END, broken)


def _taken_in(data: bytes, bad: int) -> int:
    """How far the text is taken in before it is known that the character at ``bad`` is none."""
    piece = _start_of_piece(data, bad)
    lead = data[bad]
    width = 4 if lead & 0xF8 == 0xF0 else 3 if lead & 0xF0 == 0xE0 else 2 if lead & 0xE0 == 0xC0 else 1
    # one that goes beyond its piece waits for the next, or the end, until it is asked for
    return bad if bad + width > min(piece + _CHUNK, len(data)) else piece


def _refuse_byte_order_marks(data: bytes, start: int) -> None:
    """yaml.v3 looks for one at the start of its buffer, and not where it reads: if one lies there, it loses characters.

    That may be where one stands first, or where a piece is taken in.
    """
    for match in _BYTE_ORDER_MARK.finditer(data, start):
        piece = _start_of_piece(data, match.start())
        if match.start() <= max(piece, start) or match.start() > min(piece + _CHUNK, len(data)) - _NEAR:
            line = data.count(b"\n", 0, match.start()) + 1
            raise YamlError("a byte order mark that makes Colima's reader lose characters", line, unsure=True)


def _whole(data: bytes, encoding: str) -> Characters:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise YamlError("invalid UTF-16", unsure=True) from error
    if (odd := _FORBIDDEN.search(text) or re.search("\ufeff", text)) is not None:
        raise YamlError(f"U+{ord(odd[0]):04X} in UTF-16", text.count("\n", 0, odd.start()) + 1, unsure=True)
    return Characters(text + END, None)


def _start_of_piece(data: bytes, bad: int) -> int:
    """Where the piece starts that is decoded at once with the byte at ``bad``. Pieces end between characters."""
    start = 0
    while start + _CHUNK <= bad:
        stop = start + _CHUNK
        while data[stop] & 0xC0 == 0x80:
            stop -= 1
        start = stop
    return max(start, 3 if data.startswith(b"\xef\xbb\xbf") else 0)
