"""The second opinion on a text: ruamel's own parser has to make the same tree of it as libyaml.

Where ruamel is merely less able than every other reader it is given the same text in a plainer form, character for
character: a tab between tokens is a space, one within a word a letter, a line end of Unicode a line feed, the text of
a comment is dots, and documents behind the first one are left out. What any of these could hide is seen by libyaml's
tree, which is made of the text as it is and must have the same marks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from colima_guard.formats.yaml.by_line import read_by_line
from colima_guard.formats.yaml.change import EditRefused
from colima_guard.formats.yaml.compose import compose
from colima_guard.formats.yaml.lines import BREAK
from colima_guard.formats.yaml.source import Source, walk
from colima_guard.formats.yaml.tree import Node, YamlError

_ODD = re.compile("\t|\r(?!\n)|[\x85\u2028\u2029]")


_SPARED = ContextVar("_SPARED", default=False)


@contextmanager
def spared() -> Iterator[None]:
    """Within it ruamel is not asked of a text that can be read by line: for advice, where nothing is written.

    It reads every such text alike, as far as a property test has seen, and takes longer than all else together.
    """
    before = _SPARED.set(True)
    try:
        yield
    finally:
        _SPARED.reset(before)


def is_spared(source: Source) -> bool:
    """Whether there is no need to ask ruamel."""
    return _SPARED.get() and read_by_line(source.text, any_signs=True) is not None


def refuse_other_reading(source: Source) -> None:
    """Raises ``EditRefused`` unless ruamel's parser makes the tree that ``source`` has."""
    try:
        other = compose(_plainer(source), pure=True)
    except YamlError as error:
        raise _differently(error.line) from error
    if other.more or other.root is None:
        raise _differently(None)
    ours, theirs = list(walk(source.root)), list(walk(other.root))
    for one, two in zip(ours, theirs, strict=False):
        if _signature(one) != _signature(two):
            raise _differently(one.line)
    if len(ours) != len(theirs):
        raise _differently(None)


def _plainer(source: Source) -> str:
    text = list(source.text[: source.stop])
    for comment in source.comments:
        text[comment.start + 1 : comment.start + len(comment.text)] = "." * (len(comment.text) - 1)
    words = [(node.start, node.end) for node in walk(source.root) if node.kind == "scalar" and not node.style]
    for match in _ODD.finditer(source.text, 0, source.stop):
        at = match.start()
        if not source.in_scalar(at):
            text[at] = " " if match[0] == "\t" else "\n"
        elif match[0] == "\t" and _within(words, at):
            text[at] = "_"
    return "".join(text)


def _within(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    at = bisect_right(spans, (offset, -1)) - 1
    return at >= 0 and spans[at][0] < offset < spans[at][1]


def _differently(line: int | None) -> EditRefused:
    where = "this file" if line is None else f"line {line}"
    return EditRefused(f"two YAML parsers read {where} differently", line)


def _signature(node: Node) -> tuple[object, ...]:
    # an empty plain scalar and a block collection are marked where the next token is, each parser in its own way
    marks = (node.start, node.end) if node.style or node.value else ()
    value = BREAK.sub("\n", node.value).replace("\t", "_")
    return (node.kind, value, node.tag, node.anchor, node.style, len(node.items), *marks)
