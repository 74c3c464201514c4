"""A block list that becomes another one: kept elements stay where they are, lines of the others go."""

from __future__ import annotations

import re
from collections.abc import Sequence

from colima_guard.formats.yaml.change import EditRefused, Entry, Keep
from colima_guard.formats.yaml.element import put_fields, with_fields
from colima_guard.formats.yaml.lines import BREAK, BREAKS
from colima_guard.formats.yaml.source import Source, walk
from colima_guard.formats.yaml.splice import Splice
from colima_guard.formats.yaml.style import Indent, indent_of, reads_as_entry
from colima_guard.formats.yaml.tree import Node

_FOLD = re.compile(rf"[ \t{BREAKS}]*[{BREAKS}][ \t{BREAKS}]*")


def match_elements(entries: Sequence[Keep | Entry], items: Sequence[Node]) -> tuple[Keep | Entry, ...]:
    """The elements, each new one that is there already replaced by ``Keep``.

    Raises ``ValueError`` for a ``Keep`` of an element that does not exist.
    """
    if missing := [entry.index for entry in entries if isinstance(entry, Keep) and entry.index >= len(items)]:
        raise ValueError(f"the list has no element {missing[0]}")
    found: list[Keep | Entry] = []
    free = 0
    for position, entry in enumerate(entries):
        if isinstance(entry, Entry):
            limit = next((later.index for later in entries[position + 1 :] if isinstance(later, Keep)), len(items))
            same = (index for index in range(free, limit) if reads_as_entry(items[index], entry))
            entry = next(map(Keep, same), entry)
        if isinstance(entry, Keep):
            free = entry.index + 1
        found.append(entry)
    return tuple(found)


def stands_alone(source: Source, value: Node) -> bool:
    """Whether a value is a block list with each dash first on its line, so that lines can go and come."""
    return bool(value.items) and not value.style and all(map(source.stands_first, source.dashes(value)))


def put_block_list(splice: Splice, entries: Sequence[Keep | Entry], key: Node, sequence: Node, usual: Indent) -> None:
    """Adds to a splice what makes a block list hold ``entries`` and nothing else."""
    indent = indent_of(splice.source, sequence, usual)
    ranges = _line_ranges(splice.source, sequence)
    kept = {entry.index for entry in entries if isinstance(entry, Keep)}
    for index, (first, last) in enumerate(ranges):
        if index not in kept:
            splice.drop(first, last, indent.dash)
    for entry in entries:
        if isinstance(entry, Keep):
            put_fields(splice, sequence.items[entry.index], entry.but)
    _drop_blank_gaps(splice, ranges, kept)
    below = splice.source.line_of(splice.source.colon(key) - 1) + 1
    new: list[str] = []
    for entry in entries:
        if isinstance(entry, Entry):
            new += indent.lines(entry)
        else:
            splice.add(ranges[entry.index - 1][1] + 1 if entry.index else below, new)
            new = []
    splice.add(ranges[-1][1] + 1, new)


def _line_ranges(source: Source, sequence: Node) -> list[tuple[int, int]]:
    """The first and last line of each element, from its dash to its last written character."""
    return [
        (source.line_of(dash), source.line_of(source.end(item, dash + 1) - 1))
        for dash, item in zip(source.dashes(sequence), sequence.items, strict=True)
    ]


def _drop_blank_gaps(splice: Splice, ranges: Sequence[tuple[int, int]], kept: set[int]) -> None:
    # a blank line between two elements goes when it would no longer stand between two of them
    first_kept = min(kept, default=len(ranges))
    for index in range(1, len(ranges)):
        gap = range(ranges[index - 1][1] + 1, ranges[index][0])
        stays = index in kept and index > first_kept
        if not stays and not any(splice.source.content(line).strip() for line in gap):
            splice.lines.update({line: [] for line in gap})


def elements_of(value: Node) -> Sequence[Node]:
    """The elements of a list, or of the one that an alias stands for."""
    if value.kind == "alias" and value.target is not None:
        value = value.target
    return value.items if value.kind == "sequence" else ()


def refuse_copy(item: Node) -> None:
    """Raises ``EditRefused`` for an element of an alias's list with an anchor, which would stand there twice."""
    if anchor := next((node for node in walk(item) if node.anchor), None):
        raise EditRefused(f"the anchor &{anchor.anchor} in an element that would be copied", anchor.line)


def kept_lines(source: Source, item: Node, kept: Keep, indent: Indent) -> list[str]:
    """An element as it is written, on lines of a list that is written anew."""
    margin = " " * indent.dash + "-".ljust(indent.field)
    if kept.but and not item.style:
        raise EditRefused("an element that would stand elsewhere, and differ", item.line)
    start, end = item.start, source.end(item, item.start)
    written = with_fields(source, item, kept.but) if kept.but else source.text[start:end]
    if not BREAK.search(written):
        return [margin + written]
    if "#" in written:
        raise EditRefused("a kept element on several lines, perhaps with a comment in it", item.line)
    if item.style:
        return [margin + _FOLD.sub(" ", written)]
    first, *more = BREAK.split(written)
    column = source.column(start)
    if any(line.strip() and line[:column].strip(" ") for line in more):
        raise EditRefused("a kept element with lines that stand further out", item.line)
    return [margin + first, *(" " * (indent.dash + indent.field) + line[column:] if line else "" for line in more)]
