"""The cells of a table."""

from __future__ import annotations

import time

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.report.exposure.names import cut
from colima_guard.report.exposure.picture import Tone

#: lines of a cell that are shown at once, and that it has at all
LINES, MOST = 6, 1500


#: characters of a path, and of sentences, from which on a cell is given more room
_LONG, _WIDE = 16, 60


class Cell(NamedTuple):
    """What stands in a cell, line by line."""

    lines: tuple[str, ...]
    tone: Tone | None = None
    #: it is a name or path, and not a sentence
    code: bool = False
    #: the lines that are folded, and what they are folded under
    more: tuple[str, ...] = ()
    unfolds: str = ""

    @property
    def looks(self) -> str:
        """Its classes in the style sheet, by which it is given room."""
        found = ["code"] if self.code else []
        if self.tone is not None:
            found.append(f"tone-{self.tone.word}")
        if self.code and any(len(line) > _LONG for line in self.lines):
            found.append("long")
        elif not self.code and sum(map(len, self.lines)) > _WIDE:
            found.append("wide")
        return " ".join(found)


def cell(*texts: str, tone: Tone | None = None, code: bool = False) -> Cell:
    """A cell of these lines; of many the first, and the others folded."""
    shown = texts if len(texts) <= LINES + 1 else texts[:LINES]
    more = [cut(text) for text in texts[len(shown) : MOST]]
    if len(texts) > MOST:
        more.append(f"and {len(texts) - MOST:,} more")
    unfolds = f"and {len(texts) - len(shown):,} more" if more else ""
    return Cell(tuple(cut(text) for text in shown), tone, code, tuple(more), unfolds)


def clock(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(seconds))
