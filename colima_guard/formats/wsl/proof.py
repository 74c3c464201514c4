"""Proof that an edit of WSL's dialect did what was asked, and nothing else.

Nothing here knows how the edit was made: it sees the statements before and after, and the spans that were replaced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from colima_guard.formats.outside import prove_outside, unproved
from colima_guard.formats.wsl.read import Document
from colima_guard.formats.wsl.statement import Fault, Setting
from colima_guard.formats.yaml.splice import Span


def prove(before: Document, after: Document, spans: Sequence[Span], wanted: Mapping[str, str | None]) -> None:
    """Raises ``EditRefused`` unless WSL reads the wanted values, and of the rest what it read before.

    A key whose wanted value is ``None`` is set nowhere.
    """
    prove_outside(before.text, after.text, spans)
    for name, value in wanted.items():
        found = after.first(name)
        if (None if found is None else found.value) != value:
            raise unproved(f"{name} would read differently")
    if _others(before, wanted) != _others(after, wanted):
        raise unproved("another value would change")
    if before.bom != after.bom:
        raise unproved("the byte order mark would change")


def _others(document: Document, wanted: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """Everything that is set and not asked for, and everything that is wrong, in order."""
    found: list[tuple[str, str]] = []
    for one in document.statements:
        if isinstance(one, Fault):
            found.append((document.text[one.start : one.stop], one.why))
        elif isinstance(one, Setting) and one.name not in wanted:
            found.append((one.name, one.value))
    return found
