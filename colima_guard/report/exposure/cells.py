"""The cells of a table."""

from __future__ import annotations

import time
from typing import NamedTuple

from colima_guard.report.exposure.names import cut
from colima_guard.report.exposure.picture import Tone

#: lines of a cell that are shown
LINES = 6


class Cell(NamedTuple):
    """What stands in a cell, line by line."""

    lines: tuple[str, ...]
    tone: Tone | None = None
    #: it is a name or path, and not a sentence
    code: bool = False


def cell(*texts: str, tone: Tone | None = None, code: bool = False) -> Cell:
    lines = [cut(text) for text in texts[:LINES]]
    if len(texts) > LINES:
        lines.append(f"and {len(texts) - LINES:,} more")
    return Cell(tuple(lines), tone, code)


def clock(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(seconds))
