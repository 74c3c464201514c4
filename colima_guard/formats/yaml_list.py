"""A block list that becomes another one: kept elements stay where they are, lines of the others go."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.formats.yaml_change import Entry, Keep
from colima_guard.formats.yaml_element import put_fields
from colima_guard.formats.yaml_source import Source
from colima_guard.formats.yaml_splice import Splice
from colima_guard.formats.yaml_style import Indent, indent_of, reads_as_entry
from colima_guard.formats.yaml_tree import Node


def matched(entries: Sequence[Keep | Entry], items: Sequence[Node]) -> tuple[Keep | Entry, ...]:
    """The same elements, each new one that is there already replaced by ``Keep``.

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


def put_block_list(splice: Splice, entries: Sequence[Keep | Entry], key: Node, sequence: Node, usual: Indent) -> None:
    """Adds to a splice what makes a block list hold ``entries`` and nothing else."""
    splice.source.colon(key)
    indent = indent_of(sequence, usual)
    ranges = _line_ranges(splice.source, sequence)
    kept = {entry.index for entry in entries if isinstance(entry, Keep)}
    for index, (first, last) in enumerate(ranges):
        if index not in kept:
            splice.drop(first, last, indent.dash)
    for entry in entries:
        if isinstance(entry, Keep):
            put_fields(splice, sequence.items[entry.index], entry.but)
    _drop_blank_gaps(splice, ranges, kept)
    new: list[str] = []
    for entry in entries:
        if isinstance(entry, Entry):
            new += indent.lines(entry)
        else:
            splice.add(ranges[entry.index - 1][1] + 1 if entry.index else key.line, new)
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
