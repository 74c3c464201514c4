"""Proof that an edit of JSON did what was asked, and nothing else.

Nothing here knows how the edit was made: it sees the text and the members before and after, and the spans that were
replaced.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set

from colima_guard.formats.json.read import Document, fold
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.yaml.splice import Span


def prove(
    before: Document,
    after: Document,
    spans: Sequence[Span],
    wanted: Mapping[str, object],
    touched: Set[str],
    carried: str = "",
) -> None:
    """Raises ``EditRefused`` unless ``after`` is ``before`` with the wanted values, and nothing else.

    ``touched`` are all keys that were asked for; one that is not in ``wanted`` is gone in every spelling. ``carried``
    are the values that come as they were written elsewhere, with the line ends of there.
    """
    _prove_outside(before, after, spans)
    if after.bom:
        raise _unproved("a byte order mark would stay")
    ours = {fold(key) for key in touched}
    old = [(member.key, before.raw(member)) for member in before.members if fold(member.key) not in ours]
    new = [(member.key, after.raw(member)) for member in after.members if fold(member.key) not in ours]
    if old != new:
        raise _unproved("another value would change")
    for key in touched:
        spelled = after.spellings(key)
        if key not in wanted and not spelled:
            continue
        if key not in wanted or [member.key for member in spelled] != [key]:
            raise _unproved(f"{key} would not be there just once")
        if json.dumps(spelled[0].value) != json.dumps(wanted[key]):
            raise _unproved(f"{key} would read differently")
    if not _line_ends(after.text) <= (_line_ends(before.text) or {"\n"}) | _line_ends(carried):
        raise _unproved("the line ends would change")


def _unproved(reason: str) -> EditRefused:
    return EditRefused(f"the edit cannot be proved: {reason}")


def _line_ends(text: str) -> set[str]:
    found = {"\r\n"} if "\r\n" in text else set()
    return found | ({"\n"} if text.count("\n") > text.count("\r\n") else set())


def _prove_outside(before: Document, after: Document, spans: Sequence[Span]) -> None:
    old = new = 0
    for span in [*spans, Span(len(before.text), len(before.text), "")]:
        kept = span.start - old
        if kept < 0 or before.text[old : span.start] != after.text[new : new + kept]:
            raise EditRefused("the edit cannot be proved: text outside the value would change", before.line(old))
        new += kept + len(span.new)
        old = span.stop
    if new != len(after.text):
        raise _unproved("text outside the value would change")
