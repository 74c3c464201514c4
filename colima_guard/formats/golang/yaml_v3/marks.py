"""Directives, anchors, aliases and tags as yaml.v3 reads them."""

from __future__ import annotations

import re

from colima_guard.formats.golang.yaml_v3.text import END
from colima_guard.formats.golang.yaml_v3.token import BLANK_OR_END, BREAKS, Cursor, Token

_BLANK = "[ \t]"
_NAME = re.compile("[0-9A-Za-z_-]+")
_VERSION = re.compile(f"{_BLANK}*([0-9]{{1,2}})\\.([0-9]{{1,2}})(?![0-9])")
_TAG_DIRECTIVE = re.compile(f"{_BLANK}*(![0-9A-Za-z_-]+!|!!?){_BLANK}+")
_REST_OF_LINE = re.compile(f"{_BLANK}*(?:#[^\r\n\x85\u2028\u2029\0]*)?")
_HANDLE = re.compile("![0-9A-Za-z_-]*!?")
_URI = re.compile(r"(?:[0-9A-Za-z_\-;/?:@&=+$,.!~*'()\[\]]|%[0-9A-Fa-f]{2})*")
_ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})+")
#: octets of a character, and the bits of its first by which they are told
_WIDTHS = ((1, 0x80, 0), (2, 0xE0, 0xC0), (3, 0xF0, 0xE0), (4, 0xF8, 0xF0))
_BEHIND_ANCHOR = BLANK_OR_END | frozenset("?:,]}%@`")


def directive(cursor: Cursor) -> Token:
    """``%YAML`` or ``%TAG``, with the line that it stands on."""
    start = cursor.token("")
    cursor.at += 1
    name = cursor.run(_NAME)
    if name not in ("YAML", "TAG") or cursor.char not in BLANK_OR_END:
        raise cursor.error("found unknown directive name")
    token = _version(cursor, start) if name == "YAML" else _handle(cursor, start)
    cursor.run(_REST_OF_LINE)
    if cursor.char in BREAKS:
        cursor.skip_break()
    elif cursor.char != END:
        raise cursor.error("did not find expected comment or line break")
    return token


def _version(cursor: Cursor, start: Token) -> Token:
    if (version := _VERSION.match(cursor.text, cursor.at)) is None:
        raise cursor.error("did not find expected version number")
    cursor.at = version.end()
    return start._replace(kind="version", end=cursor.at, value=f"{int(version[1])}.{int(version[2])}")


def _handle(cursor: Cursor, start: Token) -> Token:
    if (handle := _TAG_DIRECTIVE.match(cursor.text, cursor.at)) is None:
        raise cursor.error("did not find expected tag handle")
    cursor.at = handle.end()
    prefix = _uri(cursor)
    if not prefix or cursor.char not in BLANK_OR_END:
        raise cursor.error("did not find expected tag URI")
    return start._replace(kind="tag-directive", end=cursor.at, value=prefix, style=handle[1])


def anchor(cursor: Cursor) -> Token:
    """``&name`` or ``*name``."""
    start = cursor.token(cursor.char)
    cursor.at += 1
    name = cursor.run(_NAME)
    if not name or cursor.char not in _BEHIND_ANCHOR:
        raise cursor.error("did not find expected alphabetic or numeric character")
    return start._replace(end=cursor.at, value=name)


def tag(cursor: Cursor) -> Token:
    """A tag, as handle (``style``) and suffix (``value``)."""
    start = cursor.token("!")
    if cursor.text.startswith("!<", cursor.at):
        cursor.at += 2
        handle, suffix = "", _uri(cursor)
        if not suffix or cursor.char != ">":
            raise cursor.error("did not find the expected '>'")
        cursor.at += 1
    else:
        handle, suffix = _shorthand(cursor)
    if cursor.char not in BLANK_OR_END:
        raise cursor.error("did not find expected whitespace or line break")
    return start._replace(end=cursor.at, value=suffix, style=handle)


def _shorthand(cursor: Cursor) -> tuple[str, str]:
    written = cursor.run(_HANDLE)
    suffix = _uri(cursor)
    if len(written) > 1 and written.endswith("!"):
        if not suffix:
            raise cursor.error("did not find expected tag URI")
        return written, suffix
    suffix = written[1:] + suffix
    return ("!", suffix) if suffix else ("", "!")


def _uri(cursor: Cursor) -> str:
    written = cursor.run(_URI)
    if cursor.char == "%":
        raise cursor.error("did not find URI escaped octet")
    if "%" not in written:
        return written
    return _ESCAPES.sub(lambda match: _octets(cursor, match[0]), written)


def _octets(cursor: Cursor, written: str) -> str:
    octets = bytes.fromhex(written.replace("%", ""))
    at = 0
    while at < len(octets):
        width = next((width for width, mask, lead in _WIDTHS if octets[at] & mask == lead), 0)
        trail = octets[at + 1 : at + width]
        if not width or len(trail) < width - 1 or any(octet & 0xC0 != 0x80 for octet in trail):
            raise cursor.error("found an incorrect UTF-8 octet")
        at += width
    return octets.decode("utf-8", "surrogateescape")
