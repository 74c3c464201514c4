"""From changes to spans of text: which characters of a YAML file go, and what stands there instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from colima_guard.formats.yaml.source import Source, walk
from colima_guard.formats.yaml.tree import Node
from colima_guard.model.named_tuple import NamedTuple


class Span(NamedTuple):
    """``text[start:stop]`` becomes ``new``."""

    start: int
    stop: int
    new: str


@dataclass
class Splice:
    """Changes to one text, collected by line where whole lines go or come, and by character within a line."""

    source: Source
    cuts: list[Span] = field(default_factory=list)
    #: what a line becomes: no line, or other ones
    lines: dict[int, list[str]] = field(default_factory=dict)
    #: what is added above a line
    above: dict[int, list[str]] = field(default_factory=dict)
    #: the ``id`` of each node that goes or becomes another one
    gone: set[int] = field(default_factory=set)

    def changes(self, node: Node, kept: Iterable[Node] = ()) -> None:
        """Notes that a value goes or becomes another one, with all below it but for what is ``kept``."""
        stay = {id(inner) for item in kept for inner in walk(item)}
        self.gone |= {id(inner) for inner in walk(node)} - stay

    @property
    def changed(self) -> bool:
        """Whether there is any change."""
        return bool(self.cuts or self.lines or self.above)

    def cut(self, start: int, stop: int, new: str = "") -> None:
        """Puts ``new`` in the place of some characters of a line."""
        if self.source.text[start:stop] != new:
            self.cuts.append(Span(start, stop, new))

    def add(self, line: int, new: Sequence[str]) -> None:
        """Puts new lines above a line."""
        if new:
            self.above.setdefault(line, []).extend(new)

    def drop(self, first: int, last: int, indent: int) -> None:
        """Drops the lines from ``first`` to ``last``; their comments stay, each on a line of its own."""
        swallows = self._ends_in_block_scalar(first - 1)
        for line in range(first, last + 1):
            comment = self.source.comment_on.get(line)
            if comment is None:
                self.lines[line] = []
                continue
            if swallows or not comment.alone:
                self.lines[line] = [" " * indent + comment.text]
            swallows = False

    def _ends_in_block_scalar(self, line: int) -> bool:
        # a comment that is indented like the text of a block scalar would become part of it
        while line > 0 and not self.source.content(line).strip():
            line -= 1
        return line > 0 and self.source.in_scalar(self.source.line_start(line))

    def spans(self) -> list[Span]:
        """All changes in the order of the text."""
        blocks: list[tuple[int, int, list[str]]] = []
        for line in sorted(self.lines.keys() | self.above.keys()):
            new = self.above.get(line, []) + self.lines.get(line, [])
            stop = line + (line in self.lines)
            if blocks and blocks[-1][1] == line:
                blocks[-1] = (blocks[-1][0], stop, blocks[-1][2] + new)
            else:
                blocks.append((line, stop, new))
        return sorted(self.cuts + [self._block(*block) for block in blocks])

    def _block(self, first: int, stop: int, new: list[str]) -> Span:
        source = self.source
        end = source.ending_near(max(first - 1, 0))
        if first and stop == len(source.starts) and not source.ending(stop - 1):
            # the last line has no line end, and whatever becomes the last line has none either
            return Span(source.content_stop(first - 1), len(source.text), "".join(end + line for line in new))
        return Span(source.line_start(first), source.line_start(stop), "".join(line + end for line in new))


def apply(text: str, spans: Sequence[Span]) -> str:
    """The text with its spans replaced. Spans ascend and do not overlap."""
    pieces = []
    position = 0
    for span in spans:
        pieces += [text[position : span.start], span.new]
        position = span.stop
    return "".join(pieces) + text[position:]
