"""One text deep inside somebody's JSON settings, replaced where it stands; every other byte stays."""

from __future__ import annotations

import json
from collections.abc import Sequence

from colima_guard.formats.json.read import read
from colima_guard.formats.refused import EditRefused


def put_inside(data: bytes, path: Sequence[str], value: str) -> bytes:
    """The text in which the text at this path of keys is another one. Proved by reading both again.

    Keys are matched exactly, as JavaScript does. Raises ``EditRefused``, also where nothing stands there yet.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        raise EditRefused("it begins with a byte order mark, with which it is not read: save it without")
    document = read(data)
    start, stop = _span(document.text, path)
    text = document.text[:start] + json.dumps(value) + document.text[stop:]
    after = text.encode("utf-8", "surrogatepass")
    if json.loads(after) != _with(json.loads(data), path, value):
        raise EditRefused("the change cannot be proved: another value would change with it")
    return after


def _span(text: str, path: Sequence[str]) -> tuple[int, int]:
    """From where to where the value at a path stands."""
    offset, inner = 0, text
    for number, key in enumerate(path):
        found = [one for one in read(inner.encode("utf-8", "surrogatepass")).members if one.key == key]
        said = ".".join(path[: number + 1])
        if len(found) != 1:
            raise EditRefused(f"`{said}` is {'not in it' if not found else 'in it twice'}")
        start, stop = offset + found[0].start, offset + found[0].stop
        last = number == len(path) - 1
        if not isinstance(found[0].value, str if last else dict):
            raise EditRefused(f"`{said}` is no {'text' if last else 'object'}")
        offset, inner = start, text[start:stop]
    return offset, offset + len(inner)


def _with(value: dict[str, object], path: Sequence[str], new: str) -> object:
    if len(path) == 1:
        return {**value, path[0]: new}
    inner = value[path[0]]
    assert isinstance(inner, dict)
    return {**value, path[0]: _with(inner, path[1:], new)}
