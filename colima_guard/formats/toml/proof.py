"""Proof that an edit of TOML did what was asked, and nothing else.

Nothing here knows how the edit was made: it sees the documents before and after, and the spans that were replaced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Any

from colima_guard.formats.outside import line_ends, prove_outside, unproved
from colima_guard.formats.toml.document import Document, Key, named, same
from colima_guard.formats.yaml.splice import Span


def prove(
    before: Document,
    after: Document,
    spans: Sequence[Span],
    wanted: Mapping[Key, Any],
    touched: Set[Key],
    *,
    folded: bool,
    carried: str = "",
) -> None:
    """Raises ``EditRefused`` unless ``after`` is ``before`` with the wanted values, and nothing else.

    A key that was touched and is not in ``wanted`` is gone. ``carried`` is what comes as it was written elsewhere.
    """
    prove_outside(before.text, after.text, spans)
    if after.bom is not before.bom:
        raise unproved("the byte order mark would change")
    if _others(before, touched, folded) != _others(after, touched, folded):
        raise unproved("another value would change")
    for key in touched:
        found = after.found(key, folded=folded)
        if len(found) != (key in wanted):
            raise unproved(f"{'.'.join(key)} would not be there just once")
        if found and not same(found[0].node.value, wanted[key]):
            raise unproved(f"{'.'.join(key)} would read differently")
    _prove_tables(before, after, {key[:-1] for key in touched}, folded)
    if Counter(_comments(before)) - Counter(_comments(after)):
        raise unproved("a comment would go")
    if not carried and Counter(_comments(after)) - Counter(_comments(before)):
        raise unproved("a comment would come")
    ends = (line_ends(before.text) or {"\n"}) | line_ends(carried)
    if not line_ends(after.text) <= ends:
        raise unproved("the line ends would change")


def _comments(document: Document) -> list[str]:
    return [document.text[start:stop] for start, stop in document.comments()]


def _others(document: Document, touched: Set[Key], folded: bool) -> list[tuple[Key, str]]:
    """Every value that is not asked for, as it is written; of braces around one only what is within them."""
    ours = {named(key, folded) for key in touched}
    found: list[tuple[Key, str]] = []
    for value in document.values:
        found += _leaves(document, value.key, value.node, ours, folded)
    return found


def _leaves(document: Document, key: Key, node: Any, ours: Set[Key], folded: bool) -> list[tuple[Key, str]]:
    mine = named(key, folded)
    if mine in ours:
        return []
    if node.pairs and any(one[: len(mine)] == mine for one in ours):
        inner = (_leaves(document, (*key, *pair.key), pair.node, ours, folded) for pair in node.pairs)
        return [leaf for leaves in inner for leaf in leaves]
    if not node.pairs and node.kind == "table" and any(one[: len(mine)] == mine for one in ours):
        return []
    return [(key, document.raw(node))]


def _prove_tables(before: Document, after: Document, ours: Set[Key], folded: bool) -> None:
    """The headers are those that were there; one of ours may come or go."""
    old = [(header.key, header.array) for header in before.headers]
    new = [(header.key, header.array) for header in after.headers]
    mine = {named(key, folded) for key in ours}
    for one in [*new, *old]:
        if old != new and (one not in old or one not in new) and named(one[0], folded) in mine:
            old, new = [head for head in old if head != one], [head for head in new if head != one]
    if old != new:
        raise unproved("another table would come or go")
