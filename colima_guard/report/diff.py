"""A diff on a terminal, and the line that says that it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colima_guard.host.machine import Host
from colima_guard.model.plan import FileChange
from colima_guard.report.output import echo, style
from colima_guard.report.text import diff

#: so many lines of a file that comes or goes are shown; of a longer one, what is shared and how
_ENOUGH = 12
_SHARING = re.compile(r"[+-](mounts|mountType):")
_WITHIN = re.compile(r"[+-][ -]")


def echo_change(host: Host, change: FileChange, *, whole: bool = False) -> None:
    """The diff of a file, coloured on a terminal; of a long one that comes or goes what counts, unless ``whole``."""
    comes_or_goes = (change.before is None) != (change.after is None)
    lines = diff(change, host.home).splitlines()
    for line in _folded(lines) if comes_or_goes and not whole else lines:
        color = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
        echo(host, style(line, fg=color, bold=line.startswith(("+++", "---"))) if color else line)


def _folded(lines: list[str]) -> Iterator[str]:
    head, body = lines[:3], lines[3:]
    shown = list(_of_sharing(body))
    if len(body) <= _ENOUGH or not shown:
        yield from lines
        return
    yield from (*head, *shown)
    left = f"{len(body) - len(shown)} lines"
    of = " of Colima's defaults" if "Colima" in body[0] else ""
    yield f"... and {left}{of} (-v shows all)"


def _of_sharing(body: list[str]) -> Iterator[str]:
    """The lines of the keys that say what is shared, with all that stands below them."""
    within = False
    for line in body:
        within = bool(_SHARING.match(line) or (within and _WITHIN.match(line)))
        if within:
            yield line


def written(change: str) -> str:
    """That a change stands, and how it is taken back."""
    return f"written as change {change}; take it back with: colima-guard rollback {change}"
