"""What every proved edit of a text has in common: nothing outside its spans changed, nor how its lines end."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.formats.refused import EditRefused
from colima_guard.formats.yaml.splice import Span


def unproved(reason: str, line: int | None = None) -> EditRefused:
    """The refusal of an edit of which that cannot be shown."""
    return EditRefused(f"the edit cannot be proved: {reason}", line)


def prove_outside(before: str, after: str, spans: Sequence[Span]) -> None:
    """Raises ``EditRefused`` unless ``after`` is ``before`` with other characters in the spans, and nowhere else."""
    old = new = 0
    for span in [*spans, Span(len(before), len(before), "")]:
        kept = span.start - old
        if kept < 0 or before[old : span.start] != after[new : new + kept]:
            raise unproved("text outside the value would change", before.count("\n", 0, old) + 1)
        new += kept + len(span.new)
        old = span.stop
    if new != len(after):
        raise unproved("text outside the value would change")


def line_ends(text: str) -> set[str]:
    """The ways in which the lines of a text end."""
    found = {"\r\n"} if "\r\n" in text else set()
    return found | ({"\n"} if text.count("\n") > text.count("\r\n") else set())
