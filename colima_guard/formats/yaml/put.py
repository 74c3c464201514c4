"""Each kind of change, put into a splice: where the old value is written, and what is written instead."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.formats.yaml.anchors import refuse_merged
from colima_guard.formats.yaml.change import EditRefused, Entries, Entry, Keep, Scalar, Verbatim
from colima_guard.formats.yaml.element import put_fields
from colima_guard.formats.yaml.flow import add_flow_pair, flow_text, put_flow_entries, put_flow_scalar, put_flow_value
from colima_guard.formats.yaml.list import (
    elements_of,
    kept_lines,
    match_elements,
    put_block_list,
    refuse_copy,
    stands_alone,
)
from colima_guard.formats.yaml.read import refuse_twice_within, refuse_value
from colima_guard.formats.yaml.source import Source
from colima_guard.formats.yaml.splice import Splice
from colima_guard.formats.yaml.style import Indent, reads_alike, reads_as, scalar, usual_indent
from colima_guard.formats.yaml.tree import Node

Pair = tuple[Node, Node]


def put_scalar(splice: Splice, change: Scalar) -> None:
    """Adds the change of a single value to the splice. Raises ``EditRefused``."""
    pair = _present(splice.source, change.key)
    if pair is not None:
        if pair[1].kind in ("sequence", "mapping") or pair[1].style in ("|", ">"):
            raise EditRefused(f"'{change.key}' is not a single value", pair[1].line)
        if reads_as(pair[1], change.value):
            return
        splice.changes(pair[1])
    if splice.source.root.style:
        put_flow_scalar(splice, change, pair)
    elif pair is None:
        _append(splice, [f"{scalar(change.key)}: {scalar(change.value)}"])
    else:
        key, value = pair
        colon = splice.source.colon(key)
        if splice.source.end(value, colon) > colon:
            splice.cut(value.start, value.end, scalar(change.value, value.style))
        else:
            splice.cut(colon, colon, " " + scalar(change.value))


def put_entries(splice: Splice, change: Entries) -> Entries:
    """Adds the change to the splice. Returns it with each element that is there already named by ``Keep``."""
    source = splice.source
    pair = _present(source, change.key)
    items = elements_of(pair[1]) if pair else ()
    change = Entries(change.key, match_elements(change.entries, items))
    if items and change.entries == tuple(map(Keep, range(len(items)))):
        return change
    kept = [entry for entry in change.entries if isinstance(entry, Keep)]
    if pair is not None:
        splice.changes(pair[1], (node for entry in kept for node in _staying(items[entry.index], entry)))
    for entry in kept:
        refuse_twice_within(items[entry.index])
        if pair is not None and pair[1].kind == "alias":
            refuse_copy(items[entry.index])
    if source.root.style:
        put_flow_entries(splice, change, pair)
        return change
    usual = usual_indent(source)
    if pair is None:
        _append(splice, [f"{scalar(change.key)}:", *_new_lines(source, change, usual, items)])
    elif pair[1].kind == "sequence" and stands_alone(source, pair[1]):
        put_block_list(splice, change.entries, *pair, usual)
    elif pair[1].style and len(change.entries) == len(kept) == len(items):
        for entry in kept:
            put_fields(splice, items[entry.index], entry.but)
    else:
        new = _new_lines(source, change, usual, items)
        _, last = _clear(splice, *pair, usual.dash)
        splice.add(last + 1, new)
    return change


def _staying(item: Node, kept: Keep) -> list[Node]:
    """What stays of a kept element: all of it, or all but some fields."""
    if not kept.but:
        return [item]
    names = {name for name, _ in kept.but}
    return [node for key, value in item.pairs() for node in ((key,) if key.value in names else (key, value))]


def put_verbatim(splice: Splice, change: Verbatim) -> None:
    """Adds a value as another text writes it to the splice. Raises ``EditRefused``."""
    pair = _present(splice.source, change.key)
    if pair is not None and reads_alike(pair[1], change.value):
        return
    if pair is not None:
        splice.changes(pair[1])
    if splice.source.root.style:
        text = flow_text(change, splice.source.usual_ending)
        if pair is None:
            add_flow_pair(splice, change.key, text)
        else:
            put_flow_value(splice, *pair, text)
    elif pair is None:
        _append(splice, [f"{scalar(change.key)}:{change.inline}", *change.lines])
    else:
        first, last = _clear(splice, *pair, usual_indent(splice.source).dash, change.inline)
        # what begins behind the colon goes on directly below it; a block goes below the comments
        splice.add((first if change.inline else last) + 1, change.lines)


def _present(source: Source, name: str) -> Pair | None:
    pair = source.pair(source.root, name)
    refuse_merged(source, name)
    if pair is not None:
        refuse_value(*pair)
    return pair


def _new_lines(source: Source, change: Entries, indent: Indent, items: Sequence[Node]) -> list[str]:
    lines: list[str] = []
    for entry in change.entries:
        if isinstance(entry, Entry):
            lines += indent.lines(entry)
        else:
            lines += kept_lines(source, items[entry.index], entry, indent)
    return lines


def _clear(splice: Splice, key: Node, value: Node, indent: int, inline: str = "") -> tuple[int, int]:
    """Takes a whole value away, its comments kept, and puts ``inline`` behind the colon.

    Returns the line of the colon and the last line of the old value.
    """
    source = splice.source
    colon = source.colon(key)
    end = source.end(value, colon)
    first, last = source.line_of(colon - 1), source.line_of(end - 1)
    if last > first:
        comment = source.comment_on.get(first)
        end = comment.start if comment else source.content_stop(first)
        end = colon + len(source.text[colon:end].rstrip(" \t"))
        splice.drop(first + 1, last, indent)
    # a comment directly behind brackets or quotes is one only for them
    splice.cut(colon, end, f"{inline} " if source.text.startswith("#", end) and not inline else inline)
    return first, last


def _append(splice: Splice, lines: Sequence[str]) -> None:
    source = splice.source
    line = len(source.starts) if source.stop == len(source.text) else source.line_of(source.stop)
    if line == len(source.starts) and not source.ending(line - 1) and _ends_in_block_scalar(source.root):
        # a line below would add a line end to that scalar's value
        line = source.line_of(source.root.items[-2].start)
        while (comment := source.comment_on.get(line - 1)) and comment.alone:
            line -= 1
    splice.add(line, [" " * source.margin + lines[0], *lines[1:]])


def _ends_in_block_scalar(node: Node) -> bool:
    while node.items:
        node = node.items[-1]
    return node.style in ("|", ">")
