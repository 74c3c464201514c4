"""A YAML text beside its tree: its lines, its comments, and where each value really ends.

Parsers mark the end of a block list or an empty value at the next token, behind comments that are not part of it.
Here the end of a value is the end of its last written character.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from colima_guard.formats.yaml_change import EditRefused
from colima_guard.formats.yaml_tree import Node

_NOT_CONTENT = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_COLON = re.compile(r"[ \t]*:")
_HEADER_COMMENT = re.compile(r"[^\n]*?[ \t](?=#)")


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
class Source:
    """Offsets count characters of ``text``, which has no byte order mark; lines count from 0."""

    text: str
    bom: bool
    root: Node
    #: ``{{ }}`` within its values is filled in by the program that reads it
    own_templates: bool = False

    @cached_property
    def starts(self) -> list[int]:
        starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        return starts[:-1] if len(starts) > 1 and starts[-1] == len(self.text) else starts

    def line_of(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def line_start(self, line: int) -> int:
        """The offset of a line; of the end of the text for the line behind the last one."""
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def ending(self, line: int) -> str:
        """The line end: LF, CRLF, or empty for a last line without one."""
        stop = self.line_start(line + 1)
        return next((end for end in ("\r\n", "\n") if self.text.endswith(end, self.starts[line], stop)), "")

    def content_stop(self, line: int) -> int:
        return self.line_start(line + 1) - len(self.ending(line))

    def content(self, line: int) -> str:
        return self.text[self.line_start(line) : self.content_stop(line)]

    def ending_near(self, line: int) -> str:
        """The line end for a new line below ``line``."""
        return self.ending(line) or (self.ending(line - 1) if line else "") or "\n"

    @cached_property
    def scalars(self) -> list[tuple[int, int]]:
        """Spans in which a ``#`` is text. The comment behind ``|`` or ``>`` is left out."""
        spans: list[tuple[int, int]] = []
        for node in walk(self.root):
            if node.kind not in ("scalar", "alias") or node.start == node.end:
                continue
            header = _HEADER_COMMENT.match(self.text, node.start, node.end) if node.style in ("|", ">") else None
            if header:
                body = self.text.find("\n", header.end())
                spans += [(node.start, header.end()), (body if body >= 0 else node.end, node.end)]
            else:
                spans.append((node.start, node.end))
        return spans

    def in_scalar(self, offset: int) -> bool:
        """Whether an offset lies inside a scalar, not at its first character."""
        at = bisect_right(self.scalars, (offset, -1)) - 1
        return at >= 0 and self.scalars[at][0] < offset < self.scalars[at][1]

    @cached_property
    def comments(self) -> list[Comment]:
        found = []
        position = 0
        for start, end in [*self.scalars, (len(self.text), len(self.text))]:
            while (at := self.text.find("#", position, start)) >= 0:
                line = self.line_of(at)
                position = self.content_stop(line)
                alone = not self.text[self.starts[line] : at].strip()
                found.append(Comment(self.text[at:position], at, line, alone))
            position = max(position, end)
        return found

    @cached_property
    def comment_on(self) -> dict[int, Comment]:
        return {comment.line: comment for comment in self.comments}

    def colon(self, key: Node) -> int:
        """The offset behind the colon of a key that stands first on its line, else a refusal."""
        match = _COLON.match(self.text, key.end)
        if match is None or self.text[self.starts[key.line - 1] : key.start].strip(" "):
            raise EditRefused(f"the key '{key.value}' does not stand alone in front of its colon", key.line)
        return match.end()

    def dashes(self, sequence: Node) -> list[int]:
        """The offset of the dash of each element of a block list."""
        found = []
        position = sequence.start
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
            return node.end if node.value else floor
        if node.kind == "sequence":
            return self.end(node.items[-1], self.dashes(node)[-1] + 1)
        key, value = node.items[-2:]
        match = _COLON.match(self.text, key.end)
        return self.end(value, match.end() if match else key.end)

    def _block_scalar_end(self, node: Node) -> int:
        written = self.text[node.start : node.end]
        if "+" in written.partition("\n")[0].partition("#")[0]:
            return node.end
        return node.start + len(written.rstrip())

    def pair(self, mapping: Node, name: str) -> tuple[Node, Node] | None:
        return next((pair for pair in mapping.pairs() if pair[0].value == name), None)
