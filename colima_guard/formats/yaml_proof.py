"""Proof that an edit did what was asked, and nothing else.

Nothing here knows how the edit was made: it sees the text and the tree before and after, and the spans that were
replaced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from colima_guard.formats.yaml_change import EditRefused, Entries, Keep, Scalar, Verbatim
from colima_guard.formats.yaml_source import Source, walk
from colima_guard.formats.yaml_splice import Span
from colima_guard.formats.yaml_style import reads_alike, reads_as, reads_as_entry
from colima_guard.formats.yaml_tree import Node

Path = tuple[str, ...]


@dataclass(frozen=True)
class Intent:
    """What an edit is for: new values of top-level keys, and paths that go."""

    values: dict[str, Entries | Scalar | Verbatim]
    gone: set[Path]


def prove(before: Source, after: Source, spans: Sequence[Span], intent: Intent) -> None:
    """Raises ``EditRefused`` unless ``after`` is ``before`` with what was intended, and nothing else."""
    _prove_outside(before, after, spans)
    _prove_mapping(before.root, after.root, (), intent)
    _prove_kept(before, after, intent)
    if [comment.text for comment in before.comments] != [comment.text for comment in after.comments]:
        raise _unproved("a comment would be lost", None)
    if not _line_ends(after) <= (_line_ends(before) or {"\n"}):
        raise _unproved("the line ends would change", None)


def _unproved(reason: str, line: int | None) -> EditRefused:
    return EditRefused(f"the edit cannot be proved: {reason}", line)


def _line_ends(source: Source) -> set[str]:
    found = {"\r\n"} if "\r\n" in source.text else set()
    return found | ({"\n"} if source.text.count("\n") > source.text.count("\r\n") else set())


def _prove_outside(before: Source, after: Source, spans: Sequence[Span]) -> None:
    old = new = 0
    for span in [*spans, Span(len(before.text), len(before.text), "")]:
        kept = span.start - old
        if kept < 0 or before.text[old : span.start] != after.text[new : new + kept]:
            raise _unproved("text outside the value would change", before.line_of(span.start) + 1)
        new += kept + len(span.new)
        old = span.stop
    if before.bom != after.bom or new != len(after.text):
        raise _unproved("text outside the values would change", None)


def _prove_mapping(before: Node, after: Node, at: Path, intent: Intent) -> None:
    """Same keys in the same order, but for those that go and new ones at the top; same values but for intended ones."""
    values = {} if at else intent.values
    added = values.keys() - {key.value for key, _ in before.pairs()}
    stay = [pair for pair in before.pairs() if (*at, pair[0].value) not in intent.gone]
    found = [pair for pair in after.pairs() if pair[0].value not in added]
    if len(stay) != len(found):
        raise _unproved("other keys than intended", after.line)
    for (old_key, old), (key, new) in zip(stay, found, strict=True):
        path = (*at, old_key.value)
        if old_key.value in values:
            proved = same(old_key, key) and _is(values[old_key.value], new, old)
        elif any(gone[: len(path)] == path for gone in intent.gone):
            _prove_mapping(old, new, path, intent)
            proved = same(old_key, key) and _signature(old)[:4] == _signature(new)[:4]
        else:
            proved = same(old_key, key) and same(old, new)
        if not proved:
            raise _unproved(f"'{'.'.join(path)}' would read differently", old_key.line)
    for name in sorted(added):
        if [_is(values[name], new, None) for key, new in after.pairs() if key.value == name] != [True]:
            raise _unproved(f"'{name}' would read differently", None)


def _is(want: Entries | Scalar | Verbatim, new: Node, old: Node | None) -> bool:
    if isinstance(want, Scalar):
        return reads_as(new, want.value)
    if isinstance(want, Verbatim):
        return reads_alike(new, want.value)
    if new.kind != "sequence" or new.tag or new.anchor or len(new.items) != len(want.entries):
        return False
    return all(
        old is not None and _is_kept(old.items[entry.index], item, dict(entry.but))
        if isinstance(entry, Keep)
        else reads_as_entry(item, entry)
        and [key.value for key, _ in item.pairs()] == [name for name, _ in entry.fields]
        for entry, item in zip(want.entries, new.items, strict=True)
    )


def _is_kept(old: Node, new: Node, but: Mapping[str, str | bool]) -> bool:
    """Whether an element is the same one but for some fields, which have the values that were asked for."""
    if not but:
        return same(old, new)
    if _signature(old)[:4] != _signature(new)[:4] or old.kind != "mapping":
        return False
    stay, found = ([pair for pair in node.pairs() if pair[0].value not in but] for node in (old, new))
    same_rest = len(stay) == len(found) and all(
        same(a, c) and same(b, d) for (a, b), (c, d) in zip(stay, found, strict=True)
    )
    given = [(key.value, value) for key, value in new.pairs() if key.value in but]
    return same_rest and len(given) == len(but) and all(reads_as(value, but[name]) for name, value in given)


def _prove_kept(before: Source, after: Source, intent: Intent) -> None:
    """Kept elements of a block list are the same text, not only the same values."""
    for name, want in intent.values.items():
        old, new = before.pair(before.root, name), after.pair(after.root, name)
        if not isinstance(want, Entries) or not old or not new or old[1].style:
            continue
        for entry, item in zip(want.entries, new[1].items, strict=True):
            # of one with another field all that is outside that value is proved already
            if (
                isinstance(entry, Keep)
                and not entry.but
                and _written(before, old[1].items[entry.index]) != _written(after, item)
            ):
                raise _unproved(f"an element of '{name}' would change", old[1].items[entry.index].line)


def _written(source: Source, node: Node) -> str:
    return source.text[node.start : source.end(node, node.start)]


def same(ours: Node, theirs: Node) -> bool:
    """Whether two nodes are written alike: kinds, values, tags, anchors, styles, order; only marks may differ."""
    pairs = zip(walk(ours), walk(theirs), strict=False)
    return all(_signature(a) == _signature(b) for a, b in pairs)


def _signature(node: Node) -> tuple[object, ...]:
    return node.kind, node.tag, node.anchor, node.style, node.value, len(node.items)
