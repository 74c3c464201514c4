"""Sets a value in somebody's TOML by splicing the text, and proves that nothing else changed.

Every byte outside the value stays: comments, those within a list too, order, line ends, a byte order mark, a missing
last newline. What cannot be proved is refused with the reason and the line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from colima_guard.formats.refused import EditRefused
from colima_guard.formats.toml.document import Document, Found, Key, named, same
from colima_guard.formats.toml.place import addition, removals
from colima_guard.formats.toml.proof import prove
from colima_guard.formats.toml.read import read
from colima_guard.formats.toml.write import Writable, text_of, written
from colima_guard.formats.yaml.splice import Span, apply

__all__ = ["EditRefused", "carry", "edit", "paste_block"]


def edit(data: bytes, key: Sequence[str], value: Writable, *, folded: bool = False) -> bytes:
    """The text in which ``key`` (its table first) is this value, whatever it was. Proved.

    ``folded``: the program finds a key in any case of its letters, as Go does; it stays as it is spelled. Raises
    ``EditRefused``; ``ValueError`` for an empty list, which mostly means "everything" or the default.
    """
    if not isinstance(value, str | bool | int) and not value:
        raise ValueError("an empty list is never written")
    before = read(data)
    found = _present(before, tuple(key), folded)
    plain = _plain(value)
    if found is None:
        spans = [addition(before, key, value, folded=folded)]
    elif same(found.node.value, plain):
        return data
    else:
        spans = [Span(found.node.start, found.node.stop, _instead(before, found, value))]
    return _proved(data, before, spans, {tuple(key): plain}, {tuple(key)}, folded=folded)


def carry(present: bytes, old: bytes, keys: Sequence[str], *, folded: bool = True) -> bytes:
    """``present`` with the values that these dotted keys have in ``old``, written as they are there.

    A key that is absent there is removed. Raises ``EditRefused``, also for an ``old`` that is not read.
    """
    data = present
    then = read(old)
    for dotted in keys:
        key = tuple(dotted.split("."))
        before = read(data)
        was, now = _present(then, key, folded), _present(before, key, folded)
        if was is None:
            header_too = not then.tables(key[:-1], folded=folded)
            spans = list(removals(before, now, header_too=header_too)) if now else []
            data = _proved(data, before, spans, {}, {key}, folded=folded)
            continue
        raw = then.raw(was.node)
        if now is None:
            spans = [addition(before, key, was.node.value, folded=folded, raw=raw)]
        else:
            spans = [Span(now.node.start, now.node.stop, raw)]
        data = _proved(data, before, spans, {key: was.node.value}, {key}, folded=folded, carried=raw)
    return data


def paste_block(key: Sequence[str], value: Writable) -> str:
    """The value as TOML for a person to paste, under the header of its table."""
    if isinstance(value, str | bool | int):
        text = text_of(value)
    else:
        text = "[\n" + "".join(f"  {text_of(one)},\n" for one in value) + "]"
    header = f"[{'.'.join(key[:-1])}]\n" if len(key) > 1 else ""
    return f"{header}{key[-1]} = {text}\n"


def _present(document: Document, key: Key, folded: bool) -> Found | None:
    """What sets this key now; ``None`` where nothing does. Raises ``EditRefused`` for one that is set twice."""
    found = document.found(key, folded=folded)
    name = ".".join(key)
    if len(found) > 1:
        raise EditRefused(f"`{name}` is set twice", document.line(found[-1].pair.at))
    if tables := document.tables(key, folded=folded):
        raise EditRefused(f"`{name}` is a table", document.line(tables[0][1].at))
    wanted = named(key, folded)
    for value in document.values:
        if not found and named(value.key, folded)[: len(wanted)] == wanted:
            raise EditRefused(f"`{name}` is a table", document.line(value.pair.at))
    for header in document.headers:
        if header.array and named(header.key, folded) == wanted[: len(header.key)]:
            raise EditRefused(f"`{name}` stands in a list of tables", document.line(header.at))
    return found[0] if found else None


def _plain(value: Writable) -> Any:
    if isinstance(value, str | bool | int):
        return value
    return [dict(one) if isinstance(one, Mapping) else one for one in value]


def _instead(document: Document, found: Found, value: Writable) -> str:
    """The text of a value in the place of another one."""
    start = document.text.rfind("\n", 0, found.pair.at) + 1
    line = document.text[start : found.pair.at]
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    room = 1 << 20 if found.outer else 88 - (found.node.start - start)
    return written(document, value, found.node, indent, room)


def _proved(
    data: bytes,
    before: Document,
    spans: Sequence[Span],
    wanted: Mapping[Key, Any],
    touched: set[Key],
    *,
    folded: bool,
    carried: str = "",
) -> bytes:
    mark = b"\xef\xbb\xbf" if before.bom else b""
    after = mark + apply(before.text, spans).encode()
    try:
        done = read(after)
    except EditRefused as error:
        raise EditRefused(f"the edit cannot be proved: {error.reason}") from error
    prove(before, done, spans, wanted, touched, folded=folded, carried=carried)
    return after
