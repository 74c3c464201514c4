"""Proof that an edit did what was asked, and nothing else.

Nothing here knows how the edit was made: it sees the text and the tree before and after, and the spans that were
replaced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from colima_guard.formats.yaml.change import EditRefused, Entries, Keep, Scalar, Verbatim
from colima_guard.formats.yaml.lines import BREAK
from colima_guard.formats.yaml.list import elements_of
from colima_guard.formats.yaml.source import Source
from colima_guard.formats.yaml.splice import Span
from colima_guard.formats.yaml.style import reads_alike, reads_as, reads_as_entry
from colima_guard.formats.yaml.tree import Node
from colima_guard.formats.yaml.twins import Twins, signature

_SEQ = "tag:yaml.org,2002:seq"

Path = tuple[str, ...]


@dataclass(frozen=True)
class Intent:
    """What an edit is for: new values of top-level keys, and paths that go."""

    values: dict[str, Entries | Scalar | Verbatim]
    gone: set[Path]


def prove(before: Source, after: Source, spans: Sequence[Span], intent: Intent) -> None:
    """Raises ``EditRefused`` unless ``after`` is ``before`` with what was intended, and nothing else."""
    _prove_outside(before, after, spans)
    twins = Twins()
    _prove_root(before.root, after.root)
    _prove_mapping(before.root, after.root, (), intent, twins)
    _prove_kept(before, after, intent)
    if (alias := twins.other_alias()) is not None:
        raise _unproved(f"*{alias.value} would stand for something else", alias.line)
    if [comment.text for comment in before.comments] != [comment.text for comment in after.comments]:
        raise _unproved("a comment would be lost", None)
    if not _line_ends(after) <= (_line_ends(before) or {"\n"}):
        raise _unproved("the line ends would change", None)


def _unproved(reason: str, line: int | None) -> EditRefused:
    return EditRefused(f"the edit cannot be proved: {reason}", line)


def _line_ends(source: Source) -> set[str]:
    return set(BREAK.findall(source.text))


def _prove_root(before: Node, after: Node) -> None:
    if signature(before)[:4] != signature(after)[:4]:
        raise _unproved("the whole document would be written differently", after.line)


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
    if before.text[before.stop :] != after.text[after.stop :]:
        raise _unproved("what follows the document would change", None)


def _prove_mapping(before: Node, after: Node, at: Path, intent: Intent, twins: Twins) -> None:
    """Same keys in the same order, but for those that go and new ones at the top; same values but for intended ones."""
    values = {} if at else intent.values
    added = values.keys() - {_name(key) for key, _ in before.pairs()}
    stay = [pair for pair in before.pairs() if (*at, _name(pair[0])) not in intent.gone]
    found = [pair for pair in after.pairs() if _name(pair[0]) not in added]
    if len(stay) != len(found):
        raise _unproved("other keys than intended", after.line)
    for (old_key, old), (key, new) in zip(stay, found, strict=True):
        path = (*at, _name(old_key))
        if path[-1] in values:
            proved = twins.alike(old_key, key) and _is(values[path[-1]], new, old, twins)
        elif any(gone[: len(path)] == path for gone in intent.gone):
            _prove_mapping(old, new, path, intent, twins)
            proved = twins.alike(old_key, key) and signature(old)[:4] == signature(new)[:4]
        else:
            proved = twins.alike(old_key, key) and twins.alike(old, new)
        if not proved:
            raise _unproved(f"'{'.'.join(path)}' would read differently", old_key.line)
    for name in sorted(added):
        if [_is(values[name], new, None, twins) for key, new in after.pairs() if _name(key) == name] != [True]:
            raise _unproved(f"'{name}' would read differently", None)


def _name(key: Node) -> str:
    """The key's own word; for one that is a list or an alias a text that no word is."""
    return key.value if key.kind == "scalar" else f"\0{key.kind} {key.value}"


def _is(want: Entries | Scalar | Verbatim, new: Node, old: Node | None, twins: Twins) -> bool:
    if isinstance(want, Scalar):
        return reads_as(new, want.value)
    if isinstance(want, Verbatim):
        return reads_alike(new, want.value)
    if old is not None and _all_stay(want, old):
        return twins.alike(old, new)
    if new.kind != "sequence" or new.tag not in (None, _SEQ) or len(new.items) != len(want.entries):
        return False
    items = elements_of(old) if old is not None else ()
    return all(
        _is_kept(items[entry.index], item, dict(entry.but), twins)
        if isinstance(entry, Keep)
        else reads_as_entry(item, entry)
        and [key.value for key, _ in item.pairs()] == [name for name, _ in entry.fields]
        for entry, item in zip(want.entries, new.items, strict=True)
    )


def _is_kept(old: Node, new: Node, but: Mapping[str, str | bool], twins: Twins) -> bool:
    """Whether an element is the same one but for some fields, which have the values that were asked for."""
    if not but:
        return twins.alike(old, new)
    if signature(old)[:4] != signature(new)[:4] or old.kind != "mapping":
        return False
    stay, found = ([pair for pair in node.pairs() if _name(pair[0]) not in but] for node in (old, new))
    same_rest = len(stay) == len(found) and all(
        twins.alike(a, c) and twins.alike(b, d) for (a, b), (c, d) in zip(stay, found, strict=True)
    )
    given = [(key.value, value) for key, value in new.pairs() if _name(key) in but]
    return same_rest and len(given) == len(but) and all(reads_as(value, but[name]) for name, value in given)


def _all_stay(want: Entries, old: Node) -> bool:
    items = elements_of(old)
    return bool(items) and want.entries == tuple(map(Keep, range(len(items))))


def _prove_kept(before: Source, after: Source, intent: Intent) -> None:
    """Kept elements of a block list are the same text, indentation apart, not only the same values."""
    for name, want in intent.values.items():
        old, new = before.pair(before.root, name), after.pair(after.root, name)
        if not isinstance(want, Entries) or not old or not new or old[1].style:
            continue
        items = elements_of(old[1])
        for entry, item in zip(want.entries, elements_of(new[1]), strict=True):
            # of one with another field all that is outside that value is proved already
            if not isinstance(entry, Keep) or entry.but:
                continue
            if _written(before, items[entry.index]) != _written(after, item):
                raise _unproved(f"an element of '{name}' would change", items[entry.index].line)


def _written(source: Source, node: Node) -> list[str]:
    return [line.lstrip(" ") for line in BREAK.split(source.text[node.start : source.end(node, node.start)])]
