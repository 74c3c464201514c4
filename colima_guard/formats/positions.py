"""Where an offset of a text stands, for a document to say of each of its values."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

_END = re.compile("\n")


class Positions:
    """Lines and columns of ``text``. Its lines are found once, for a list of it may have tens of thousands of items."""

    text: str

    @cached_property
    def _starts(self) -> Sequence[int]:
        return (0, *(found.end() for found in _END.finditer(self.text)))

    def line(self, at: int) -> int:
        """The line of an offset, from 1."""
        return bisect_right(self._starts, at)

    def column(self, at: int) -> int:
        """The column of an offset, from 1."""
        return at - self._starts[self.line(at) - 1] + 1
