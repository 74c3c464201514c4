"""The comments of a project's file, where its own reader sees some: a ``#`` or ``//`` within a value is none."""

from __future__ import annotations

import re
from bisect import bisect_right

from colima_guard.formats.yaml.change import EditRefused
from colima_guard.formats.yaml.source import Source
from colima_guard.formats.yaml.tree import Node, YamlError
from colima_guard.model.named_tuple import NamedTuple

_LINE = re.compile(r"\r\n|\n|\r")


class Comment(NamedTuple):
    """One comment on one line: ``text`` is without its marks, ``alone`` whether nothing else stands there.

    ``line`` and ``column`` count from 1.
    """

    text: str
    line: int
    column: int
    alone: bool


def of_yaml(data: bytes) -> list[Comment]:
    """The comments of every document of a text. None where the reader refuses it, or it is not UTF-8."""
    from colima_guard.scan.compose.documents import documents

    try:
        text = data.decode("utf-8-sig")
        roots = documents(data).roots
        # the documents as the elements of one list, whose end is that of the text
        source = Source(text, False, Node("sequence", 1, 1, 0, len(text), items=roots))
        found = source.comments
    except (UnicodeDecodeError, YamlError, EditRefused):
        return []
    return [
        Comment(one.text[1:].strip(), one.line + 1, one.start - source.starts[one.line] + 1, one.alone) for one in found
    ]


def of_jsonc(data: bytes) -> list[Comment]:
    """The comments of a text that end on their line. None where it is nested too deeply, or is not UTF-8."""
    from colima_guard.scan.devcontainer.jsonc import TooDeep, comments

    try:
        text = data.decode("utf-8-sig")
        spans = comments(text)
    except (UnicodeDecodeError, TooDeep):
        return []
    starts = [0, *(found.end() for found in _LINE.finditer(text))]
    bare = _without(text, spans)
    result = []
    for start, end in spans:
        line = bisect_right(starts, start)
        begin, stop = starts[line - 1], starts[line] if line < len(starts) else len(text)
        if end <= stop:  # one that goes on over the end of its line stands beside nothing
            inner = text[start + 2 : end].rstrip().removesuffix("*/" if text[start + 1] == "*" else "")
            result.append(Comment(inner.strip(), line, start - begin + 1, not bare[begin:stop].strip()))
    return result


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]])
