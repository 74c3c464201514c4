"""A YAML text beside its tree: its lines, its comments, and where each value really ends.

Parsers mark the end of a block list or an empty value at the next token, behind comments that are not part of it.
Here the end of a value is the end of its last written character. A line ends where libyaml and its port in Go end it:
LF, CRLF, CR alone, and the three line ends of Unicode.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from colima_guard.formats.yaml.change import EditRefused
from colima_guard.formats.yaml.lines import BREAK, BREAKS, Lines
from colima_guard.formats.yaml.tree import Node
from colima_guard.model.named_tuple import NamedTuple

_NOT_CONTENT = re.compile(rf"(?:[ \t{BREAKS}\ufeff]+|#[^{BREAKS}]*)*")
_COLON = re.compile(r"[ \t]*:")
_HEADER_COMMENT = re.compile(rf"[^{BREAKS}]*?[ \t](?=#)")
_PROPERTY = re.compile(rf"&[\w-]+|!<[^>{BREAKS}]*>|![^ \t{BREAKS},\[\]{{}}]*")
_BLANK = " \t" + BREAKS


class Comment(NamedTuple):
    """A comment from its ``#`` to the end of its line; ``alone`` when nothing else stands on that line (from 0)."""

    text: str
    start: int
    line: int
    alone: bool


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it, in the order in which they are written."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.items))


@dataclass(frozen=True, eq=False)
class Source(Lines):
    """Offsets count characters of ``text``, which has no byte order mark; lines count from 0."""

    bom: bool
    root: Node
    #: ``{{ }}`` within its values is filled in by the program that reads it
    own_templates: bool = False

    @cached_property
    def stop(self) -> int:
        """The offset at which the first document ends: that of what follows its last value, or of the end."""
        return self._next_content(self.root.end)

    @cached_property
    def margin(self) -> int:
        """The columns in front of the keys of a block mapping at the top."""
        key = self.root.items[0]
        return len(self.text[self.starts[self.line_of(key.start)] : key.start].partition("?")[0].lstrip("\ufeff"))

    @cached_property
    def scalars(self) -> list[tuple[int, int]]:
        """Spans in which a ``#`` is text. The comment behind ``|`` or ``>`` is left out."""
        spans: list[tuple[int, int]] = []
        for node in walk(self.root):
            if node.kind not in ("scalar", "alias") or node.start == node.end:
                spans += self._properties(node)
                continue
            *properties, start = [*self._properties(node), self.content_start(node)]
            spans += properties
            header = _HEADER_COMMENT.match(self.text, start, node.end) if node.style in ("|", ">") else None
            if header:
                body = BREAK.search(self.text, header.end())
                spans += [(start, header.end()), (body.start() if body else node.end, node.end)]
            elif start < node.end:
                spans.append((start, node.end))
        return spans

    def _properties(self, node: Node) -> list[tuple[int, int]]:
        """The spans of a node's anchor and tag."""
        spans = []
        position = node.start
        for _ in range((node.anchor is not None) + (node.tag is not None)):
            match = _PROPERTY.match(self.text, self._next_content(position))
            if match is None:
                raise EditRefused("an anchor or a tag is written in a way that is not understood", node.line)
            spans.append(match.span())
            position = match.end()
        return spans

    def content_start(self, node: Node) -> int:
        """The offset of a value behind its anchor and its tag; of their end where nothing follows them."""
        properties = self._properties(node)
        if not properties:
            return node.start
        behind = properties[-1][1]
        return behind if node.kind == "scalar" and not node.style and not node.value else self._next_content(behind)

    def in_scalar(self, offset: int) -> bool:
        """Whether an offset lies inside a scalar, not at its first character."""
        at = bisect_right(self.scalars, (offset, -1)) - 1
        return at >= 0 and self.scalars[at][0] < offset < self.scalars[at][1]

    @cached_property
    def comments(self) -> list[Comment]:
        """The comments of the first document, and of what stands above it."""
        found = []
        position = 0
        for start, end in [*self.scalars, (self.stop, self.stop)]:
            while (at := self.text.find("#", position, start)) >= 0:
                line = self.line_of(at)
                position = self.content_stop(line)
                alone = not self.text[self.starts[line] : at].strip(_BLANK)
                found.append(Comment(self.text[at:position], at, line, alone))
            position = max(position, end)
        return found

    @cached_property
    def comment_on(self) -> dict[int, Comment]:
        """The comments by their lines."""
        return {comment.line: comment for comment in self.comments}

    def colon(self, key: Node) -> int:
        """The offset behind the colon of a key of a block mapping, else a refusal."""
        before = self.text[self.starts[self.line_of(key.start)] : key.start].strip(" \ufeff")
        match = _COLON.match(self.text, self._next_content(key.end) if before == "?" else key.end)
        if match is None or before not in ("", "?"):
            raise EditRefused(f"the key '{key.value}' does not stand alone in front of its colon", key.line)
        return match.end()

    def behind_key(self, key: Node) -> int:
        """The offset behind the colon of a key, or behind the key where it has none."""
        match = _COLON.match(self.text, self._next_content(key.end))
        return match.end() if match else key.end

    def dashes(self, sequence: Node) -> list[int]:
        """The offset of the dash of each element of a block list."""
        found = []
        position = self.content_start(sequence)
        for item in sequence.items:
            position = self._next_content(position)
            if self.text[position : position + 1] != "-":
                raise EditRefused("the list is written in a way that is not understood", sequence.line)
            found.append(position)
            position = self.end(item, position + 1)
        return found

    def _next_content(self, position: int) -> int:
        match = _NOT_CONTENT.match(self.text, position)
        return match.end() if match else position

    def end(self, node: Node, floor: int) -> int:
        """The offset behind the last written character of a value; ``floor`` if it is written as nothing."""
        if node.style in ("|", ">"):
            return self._block_scalar_end(node)
        if node.kind == "alias" or node.style:
            return node.end
        if node.kind == "scalar":
            return node.end if node.value else max([floor, *(end for _, end in self._properties(node))])
        if node.kind == "sequence":
            return self.end(node.items[-1], self.dashes(node)[-1] + 1)
        key, value = node.items[-2:]
        return self.end(value, self.behind_key(key))

    def _block_scalar_end(self, node: Node) -> int:
        start = self.content_start(node)
        written = self.text[start : node.end]
        if "+" in BREAK.split(written, maxsplit=1)[0].partition("#")[0]:
            return node.end
        return start + len(written.rstrip(_BLANK))

    def pair(self, mapping: Node, name: str) -> tuple[Node, Node] | None:
        """A key of a mapping with its value, ``None`` where it has no such key."""
        return next((pair for pair in mapping.pairs() if pair[0].kind == "scalar" and pair[0].value == name), None)
