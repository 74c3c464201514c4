"""One field of an element of a list, set where it stands: all else of the element stays as it is written."""

from __future__ import annotations

import re

from colima_guard.formats.yaml.change import EditRefused, Fields
from colima_guard.formats.yaml.source import Source
from colima_guard.formats.yaml.splice import Splice, apply
from colima_guard.formats.yaml.style import reads_as, scalar
from colima_guard.formats.yaml.tree import Node

_COLON = re.compile(r"[ \t]*:")


def put_fields(splice: Splice, element: Node, fields: Fields) -> None:
    """Adds to a splice what gives a mapping these values, each in its place, or behind the first value if it has none.

    Raises ``EditRefused`` where one is written as no single value.
    """
    if fields and element.kind != "mapping":
        raise EditRefused("an element that is not a mapping", element.line)
    for name, value in fields:
        pair = splice.source.pair(element, name)
        if pair is None:
            _put_new(splice, element, name, value)
        else:
            _put_value(splice, *pair, value)


def with_fields(source: Source, element: Node, fields: Fields) -> str:
    """The text of an element in braces, with these values."""
    splice = Splice(source)
    put_fields(splice, element, fields)
    within = [
        span._replace(start=span.start - element.start, stop=span.stop - element.start) for span in splice.spans()
    ]
    return apply(source.text[element.start : element.end], within)


def _put_value(splice: Splice, key: Node, old: Node, new: str | bool) -> None:
    if reads_as(old, new):
        return
    if old.kind in ("sequence", "mapping") or old.style in ("|", ">"):
        raise EditRefused(f"'{key.value}' is not a single value", old.line)
    colon = _colon(splice.source, key)
    if splice.source.end(old, colon) > colon:
        splice.cut(old.start, old.end, scalar(new))
    else:
        splice.cut(colon, colon, " " + scalar(new))


def _put_new(splice: Splice, element: Node, name: str, value: str | bool) -> None:
    """Behind the first field that has a value: what is written below it, comments too, stays below the new one."""
    source = splice.source
    found = next(((key, old) for key, old in element.pairs() if old.kind == "scalar" and not old.is_nothing), None)
    if found is None:
        raise EditRefused("an element without a single value", element.line)
    key, old = found
    written = f"{scalar(name, key.style)}: {scalar(value)}"
    stop = source.end(old, _colon(source, key))
    if element.style:
        splice.cut(stop, stop, f", {written}")
    else:
        splice.add(source.line_of(stop - 1) + 1, [" " * source.column(key.start) + written])


def _colon(source: Source, key: Node) -> int:
    match = _COLON.match(source.text, key.end)
    if match is None:
        raise EditRefused(f"the key '{key.value}' does not stand in front of its colon", key.line)
    return match.end()
