"""A table that is as wide as its texts or as the terminal, each column folded between words where it has to be.

rich makes such tables, and many others; its import takes half as long as a whole ``check``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.report.cells import cells, chopped
from colima_guard.report.output import style

_GAP = "  "


class Line(NamedTuple):
    """A line within a cell, and how it looks."""

    text: str
    fg: str | None = None
    bold: bool = False
    dim: bool = False


#: what stands in one row and column
Cell = Sequence[Line]


def table(rows: Sequence[Sequence[Cell]], width: int, most: Sequence[int | None]) -> Iterator[str]:
    """The lines of a table of so many cells at most; ``most`` is what each column takes at most, ``None`` for any."""
    widths = _widths(rows, width, most)
    for row in rows:
        folded = [list(_folded(cell, room)) for cell, room in zip(row, widths, strict=True)]
        for lines in zip_longest(*folded, fillvalue=Line("")):
            yield _side_by_side(lines, widths)


def _widths(rows: Sequence[Sequence[Cell]], width: int, most: Sequence[int | None]) -> list[int]:
    """How wide each column is: as its widest line, and the widest columns as much less as there is too little room."""
    widest = [max(cells(line.text) for cell in column for line in cell) for column in zip(*rows, strict=True)]
    widths = [min(wide, limit or wide) for wide, limit in zip(widest, most, strict=True)]
    room = max(width - len(_GAP) * (len(widths) - 1), len(widths))
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    return widths


def _folded(cell: Cell, width: int) -> Iterator[Line]:
    """The lines of a cell, none wider than that: broken between words, and within one that is wider."""
    for line in cell:
        held = ""
        for word in line.text.split(" "):
            longer = f"{held} {word}" if held else word
            if cells(longer) <= width:
                held = longer
                continue
            if held:
                yield line._replace(text=held.rstrip(" "))
            *full, held = chopped(word, width)
            yield from (line._replace(text=part.rstrip(" ")) for part in full)
        yield line._replace(text=held.rstrip(" "))


def _side_by_side(lines: Sequence[Line], widths: Sequence[int]) -> str:
    """One line of a row: styles end with what they are of, and nothing is filled up after the last."""
    shown = ""
    blanks = ""
    for (text, fg, bold, dim), width in zip(lines, widths, strict=True):
        if text:
            shown += blanks + (style(text, fg=fg, bold=bold, dim=dim) if fg or bold or dim else text)
            blanks = ""
        blanks += " " * (width - cells(text)) + _GAP
    return shown
