"""Where a line of YAML ends, to libyaml and to its port in Go: more places than LF and CRLF."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

#: the characters that end a line, for a class of a regular expression
BREAKS = "\n\r\x85\u2028\u2029"
BREAK = re.compile(f"\r\n|[{BREAKS}]")
#: those that a new line may have, the usual one first
ENDS = ("\n", "\r\n", "\r")


def line_at(text: str, offset: int) -> int:
    """The line (from 1) on which an offset stands."""
    return sum(1 for _ in BREAK.finditer(text, 0, offset)) + 1


@dataclass(frozen=True, eq=False)
class Lines:
    """A text by its lines, which count from 0; offsets count characters."""

    text: str

    @cached_property
    def _breaks(self) -> list[tuple[int, int]]:
        return [match.span() for match in BREAK.finditer(self.text)]

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each line."""
        starts = [0, *(end for _, end in self._breaks)]
        return starts[:-1] if len(starts) > 1 and starts[-1] == len(self.text) else starts

    def line_of(self, offset: int) -> int:
        """The line on which an offset stands."""
        return bisect_right(self.starts, offset) - 1

    def line_start(self, line: int) -> int:
        """The offset of a line; of the end of the text for the line behind the last one."""
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def ending(self, line: int) -> str:
        """The line end as it is written, empty for a last line without one."""
        start, stop = self._breaks[line] if line < len(self._breaks) else (0, 0)
        return self.text[start:stop]

    def content_stop(self, line: int) -> int:
        """The offset behind a line, without its line end."""
        return self._breaks[line][0] if line < len(self._breaks) else len(self.text)

    def content(self, line: int) -> str:
        """A line without its line end."""
        return self.text[self.line_start(line) : self.content_stop(line)]

    def ending_near(self, line: int) -> str:
        """The line end for a new line below ``line``: as there where it is a usual one, else the file's own."""
        near = self.ending(line) or (self.ending(line - 1) if line else "")
        return near if near in ("\n", "\r\n") else self.usual_ending

    @cached_property
    def usual_ending(self) -> str:
        """The line end that most lines have, of those that every reader takes for one if there are such lines."""
        found = Counter(self.text[start:stop] for start, stop in self._breaks)
        # of those that only some readers take for one where there is no other
        return max(ENDS if found.keys() & set(ENDS) else found or ENDS, key=lambda end: found[end])

    def column(self, offset: int) -> int:
        """How many characters stand in front of an offset on its line."""
        return offset - self.starts[self.line_of(offset)]

    def stands_first(self, offset: int) -> bool:
        """Whether nothing but spaces stands in front of an offset on its line."""
        return not self.text[self.starts[self.line_of(offset)] : offset].strip(" ")
