"""Where a line of YAML ends, to libyaml and to its port in Go: more places than LF and CRLF."""

from __future__ import annotations

import re

#: the characters that end a line, for a class of a regular expression
BREAKS = "\n\r\x85\u2028\u2029"
BREAK = re.compile(f"\r\n|[{BREAKS}]")
#: those that a new line may have, the usual one first
ENDS = ("\n", "\r\n", "\r")


def line_at(text: str, offset: int) -> int:
    """The line (from 1) on which an offset stands."""
    return sum(1 for _ in BREAK.finditer(text, 0, offset)) + 1
