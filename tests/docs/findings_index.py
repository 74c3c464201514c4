"""The index of docs/findings.md, from the catalogue."""

from __future__ import annotations

import re

from colima_guard.model.catalogue import FINDINGS

_BLOCK = re.compile(r"(<!-- findings -->\n).*?(<!-- end -->)", re.DOTALL)


def with_index(text: str) -> str:
    """The page with a row for each finding in its block."""
    rows = [f"| [{id}](#{id.lower()}) | {kind.title} | {kind.severity} |" for id, kind in FINDINGS.items()]
    table = "\n".join(["| id | what | severity |", "|---|---|---|", *rows, ""])
    return _BLOCK.sub(lambda found: found[1] + table + found[2], text)
