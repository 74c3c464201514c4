"""A value as one text writes it, to be put into another one."""

from __future__ import annotations

from colima_guard.formats.yaml.change import EditRefused, Verbatim
from colima_guard.formats.yaml.read import refuse_twice_within, refuse_value
from colima_guard.formats.yaml.source import Source, walk
from colima_guard.formats.yaml.tree import Node


def verbatim(source: Source, key: Node, value: Node, other: Source) -> Verbatim:
    """A value as ``source`` writes it, without its comments, indented for a key of ``other``."""
    refuse_value(key, value)
    refuse_twice_within(value)
    _refuse_aliases(key, value)
    start = source.behind_key(key)
    first, *more = _lines(source, start, source.end(value, start))
    shift = _margin(other) - _margin(source)
    block = bool(value.items and not value.style) or value.style in ("|", ">")
    if shift and block:
        more = [_shifted(line, shift, key) for line in more]
    return Verbatim(key.value, first, tuple(more), value)


def _refuse_aliases(key: Node, value: Node) -> None:
    within = {id(node) for node in walk(value)}
    for node in walk(value):
        if node.kind == "alias" and id(node.target) not in within:
            raise EditRefused(f"an alias (*{node.value}) in '{key.value}'", node.line)


def _lines(source: Source, start: int, end: int) -> list[str]:
    lines = []
    for line in range(source.line_of(start - 1), source.line_of(end - 1) + 1):
        comment = source.comment_on.get(line)
        if comment and comment.alone:
            continue
        begin, stop = max(start, source.line_start(line)), min(end, source.content_stop(line))
        cut = comment is not None and comment.start < stop
        lines.append(source.text[begin : comment.start].rstrip(" \t") if comment and cut else source.text[begin:stop])
    return lines


def _margin(source: Source) -> int:
    return 0 if source.root.style else source.margin


def _shifted(line: str, shift: int, key: Node) -> str:
    if not line.strip():
        return line
    if line[: max(-shift, 0)].strip(" "):
        raise EditRefused(f"'{key.value}' is indented differently", key.line)
    return " " * shift + line[max(-shift, 0) :]
