"""A TOML document as it is written.

Two readers have to agree on it: the scanner beside this one, and ``tomllib``. A key that is given twice is no TOML, but
some readers take it (BurntSushi/toml up to 1.5 for arrays): it is read here with both places, and left to the caller.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any

from colima_guard.formats.refused import EditRefused
from colima_guard.formats.toml.document import Document, Header, Key, Value, same
from colima_guard.formats.toml.scan import MAX_DEPTH, Malformed, Scanner

MAX_BYTES = 1 << 20
_BOM = b"\xef\xbb\xbf"


def read(data: bytes) -> Document:
    """The document in a file. Raises ``EditRefused`` with the line that is why it is none."""
    if len(data) > MAX_BYTES:
        raise EditRefused(f"it is larger than {MAX_BYTES} bytes")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data:
        raise EditRefused("it is not UTF-8, or holds a NUL", 1)
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise EditRefused("it is not UTF-8", data.count(b"\n", 0, error.start) + 1) from error
    document = _scanned(text, data.startswith(_BOM))
    _refuse_again(document)
    _second_opinion(document)
    return document


def _scanned(text: str, bom: bool) -> Document:
    scanner = Scanner(text)
    headers: list[Header] = []
    values: dict[tuple[int, Key], Value] = {}
    order: list[Value] = []
    twice: list[Value] = []
    arrays = 0
    at = scanner.filler(0)
    while at < len(text):
        if text[at] == "[":
            headers.append(_header(scanner, at))
            arrays += headers[-1].array
            at = scanner.filler(headers[-1].stop)
            continue
        pair = scanner.pair(at)
        stop = scanner.end_of_line(pair.node.stop)
        above = headers[-1].key if headers else ()
        value = Value((*above, *pair.key), pair, len(headers) - 1 if headers else None, stop)
        if (before := values.get((arrays, value.key))) is not None:
            twice.append(before)
        values[arrays, value.key] = value
        order.append(value)
        at = scanner.filler(stop)
    return Document(text, bom, tuple(headers), tuple(order), tuple(twice))


def _header(scanner: Scanner, at: int) -> Header:
    array = scanner.text.startswith("[[", at)
    key, stop = scanner.key(at + 1 + array)
    stop = scanner.blank(stop)
    if not scanner.text.startswith("]]" if array else "]", stop):
        raise scanner.refused(stop, "']' is missing behind the name of a table", Malformed)
    closed = stop + 1 + array
    return Header(key, at, closed, scanner.end_of_line(closed), array)


def _refuse_again(document: Document) -> None:
    seen: set[Key] = set()
    for header in document.headers:
        if not header.array and header.key in seen and not any(one.array for one in document.headers):
            raise Malformed(f"it is not TOML: `[{'.'.join(header.key)}]` is there twice", document.line(header.at))
        seen.add(header.key)


def _second_opinion(document: Document) -> None:
    """Raises ``EditRefused`` unless ``tomllib`` reads the same in the text without what is given twice."""
    try:
        theirs = tomllib.loads(_without(document.text, document.twice))
    except tomllib.TOMLDecodeError as error:
        raise EditRefused(f"it is not TOML: {error}") from error
    except (ValueError, RecursionError) as error:
        raise EditRefused(f"it is not TOML: {error or 'nested too deep'}") from error
    lists = [header.key for header in document.headers if header.array]
    gone = {value.pair.at for value in document.twice}
    for value in document.values:
        if value.pair.at in gone or any(value.key[: len(key)] == key for key in lists):
            continue
        if not same(_at(theirs, value.key), value.node.value):
            raise EditRefused("two readers do not agree on it", document.line(value.pair.at))


def _without(text: str, values: Sequence[Value]) -> str:
    """The text with nothing but line ends in the place of these values."""
    kept: list[str] = []
    at = 0
    for value in sorted(values, key=lambda value: value.pair.at):
        kept += text[at : value.pair.at], "\n" * text.count("\n", value.pair.at, value.stop)
        at = value.stop
    return "".join(kept) + text[at:]


def _at(table: Any, key: Key) -> Any:
    for part in key[: MAX_DEPTH * 2]:
        table = table.get(part) if isinstance(table, dict) else None
    return table
