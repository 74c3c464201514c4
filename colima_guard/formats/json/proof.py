"""Proof that an edit of JSON did what was asked, and nothing else.

Nothing here knows how the edit was made: it sees the text and the members before and after, and the spans that were
replaced.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set

from colima_guard.formats.json.read import Document, fold
from colima_guard.formats.outside import line_ends, prove_outside, unproved
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
    prove_outside(before.text, after.text, spans)
    if after.bom:
        raise unproved("a byte order mark would stay")
    ours = {fold(key) for key in touched}
    old = [(member.key, before.raw(member)) for member in before.members if fold(member.key) not in ours]
    new = [(member.key, after.raw(member)) for member in after.members if fold(member.key) not in ours]
    if old != new:
        raise unproved("another value would change")
    for key in touched:
        spelled = after.spellings(key)
        if key not in wanted and not spelled:
            continue
        if key not in wanted or [member.key for member in spelled] != [key]:
            raise unproved(f"{key} would not be there just once")
        if json.dumps(spelled[0].value) != json.dumps(wanted[key]):
            raise unproved(f"{key} would read differently")
    if not line_ends(after.text) <= (line_ends(before.text) or {"\n"}) | line_ends(carried):
        raise unproved("the line ends would change")
