"""Each kind of change, put into a splice: where the old value is written, and what is written instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from colima_guard.formats.yaml_change import EditRefused, Entries, Entry, Keep, Scalar, Verbatim
from colima_guard.formats.yaml_element import put_fields, with_fields
from colima_guard.formats.yaml_list import matched, put_block_list
from colima_guard.formats.yaml_read import refuse_value
from colima_guard.formats.yaml_source import Source
from colima_guard.formats.yaml_splice import Splice
from colima_guard.formats.yaml_style import Indent, reads_alike, reads_as, scalar, usual_indent
from colima_guard.formats.yaml_tree import Node

_DOCUMENT_END = re.compile(r"^\.\.\.(?=\s|$)", re.MULTILINE)
_LINE_BREAK = re.compile(r"[ \t]*\r?\n[ \t\r\n]*")

Pair = tuple[Node, Node]


def put_scalar(splice: Splice, change: Scalar) -> None:
    pair = _present(splice.source, change.key)
    if pair is None:
        _append(splice, [f"{scalar(change.key)}: {scalar(change.value)}"])
        return
    key, value = pair
    if value.kind != "scalar" or value.style in ("|", ">"):
        raise EditRefused(f"'{change.key}' is not a single value", value.line)
    colon = splice.source.colon(key)
    if reads_as(value, change.value):
        return
    if value.value or value.style:
        splice.cut(value.start, value.end, scalar(change.value, value.style))
    else:
        splice.cut(colon, colon, " " + scalar(change.value))


def put_entries(splice: Splice, change: Entries) -> Entries:
    """Adds the change to the splice. Returns it with each element that is there already named by ``Keep``."""
    source = splice.source
    usual = usual_indent(source.root)
    pair = _present(source, change.key)
    items = pair[1].items if pair and pair[1].kind == "sequence" else []
    change = Entries(change.key, matched(change.entries, items))
    if pair is None:
        _append(splice, [f"{scalar(change.key)}:", *_new_lines(source, change, usual, items)])
    elif items and not pair[1].style:
        put_block_list(splice, change.entries, *pair, usual)
    elif items and len(change.entries) == len(kept := _kept(change)) == len(items):
        for entry in kept:
            put_fields(splice, items[entry.index], entry.but)
    else:
        _, last = _clear(splice, *pair, usual.dash)
        splice.add(last + 1, _new_lines(source, change, usual, items))
    return change


def _kept(change: Entries) -> list[Keep]:
    return [entry for entry in change.entries if isinstance(entry, Keep)]


def put_verbatim(splice: Splice, change: Verbatim) -> None:
    pair = _present(splice.source, change.key)
    if pair is None:
        _append(splice, [f"{scalar(change.key)}:{change.inline}", *change.lines])
    elif not reads_alike(pair[1], change.value):
        first, last = _clear(splice, *pair, usual_indent(splice.source.root).dash, change.inline)
        # what begins behind the colon goes on directly below it; a block goes below the comments
        splice.add((first if change.inline else last) + 1, change.lines)


def verbatim(source: Source, key: Node, value: Node) -> Verbatim:
    """A value as ``source`` writes it, without its comments."""
    refuse_value(key, value)
    colon = source.colon(key)
    end = source.end(value, colon)
    first, last = source.line_of(colon - 1), source.line_of(end - 1)
    lines = []
    for line in range(first, last + 1):
        comment = source.comment_on.get(line)
        if comment and comment.alone:
            continue
        start = max(colon, source.line_start(line))
        stop = min(end, source.content_stop(line))
        lines.append(
            source.text[start : comment.start].rstrip() if comment and comment.start < stop else source.text[start:stop]
        )
    return Verbatim(key.value, lines[0], tuple(lines[1:]), value)


def _present(source: Source, name: str) -> Pair | None:
    pair = source.pair(source.root, name)
    if pair is not None:
        refuse_value(*pair)
    return pair


def _new_lines(source: Source, change: Entries, indent: Indent, flow: Sequence[Node]) -> list[str]:
    lines: list[str] = []
    for entry in change.entries:
        if isinstance(entry, Entry):
            lines += indent.lines(entry)
        else:
            lines.append(" " * indent.dash + "-".ljust(indent.field) + _flow_text(source, flow[entry.index], entry))
    return lines


def _flow_text(source: Source, item: Node, kept: Keep) -> str:
    written = with_fields(source, item, kept.but)
    if "\n" in written and "#" in written:
        raise EditRefused("a kept element on several lines, perhaps with a comment in it", item.line)
    return _LINE_BREAK.sub(" ", written)


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
        end = colon + len(source.text[colon:end].rstrip())
        splice.drop(first + 1, last, indent)
    splice.cut(colon, end, inline)
    return first, last


def _append(splice: Splice, lines: Sequence[str]) -> None:
    source = splice.source
    margin = " " * (source.root.column - 1)
    marker = next((m.start() for m in _DOCUMENT_END.finditer(source.text) if not source.in_scalar(m.start())), None)
    line = len(source.starts) if marker is None else source.line_of(marker)
    if line == len(source.starts) and not source.ending(line - 1) and _ends_in_block_scalar(source.root):
        # a line below would add a line end to that scalar's value
        line = source.root.items[-2].line - 1
        while (comment := source.comment_on.get(line - 1)) and comment.alone:
            line -= 1
    splice.add(line, [margin + lines[0], *lines[1:]])


def _ends_in_block_scalar(node: Node) -> bool:
    while node.items:
        node = node.items[-1]
    return node.style in ("|", ">")
