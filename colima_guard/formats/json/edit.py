"""Changes a few values in somebody's JSON settings by splicing the text, and proves that nothing else changed.

Every byte outside the values stays: order, indentation, line ends, a missing last newline, how other characters than
ASCII are written. One thing goes: a byte order mark, with which the programs that write these files do not read them.
A key is found in any case, as Go finds it, and left in one spelling: the one that is asked for. What cannot be proved
is refused with the reason and the line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from colima_guard.formats.json.proof import prove
from colima_guard.formats.json.read import Document, Member, read
from colima_guard.formats.json.style import Style, gap_at, place_for, style_of
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.yaml.splice import Span, apply

__all__ = ["EditRefused", "carry", "edit", "edit_flag", "edit_objects", "paste_block"]


@dataclass(frozen=True, slots=True)
class _Set:
    """A key gets this value; ``raw`` is how it is written elsewhere, ``None`` where this file's style decides."""

    key: str
    value: object
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class _Remove:
    key: str


_Change = _Set | _Remove


def edit(data: bytes, key: str, values: Sequence[str]) -> bytes:
    """The text in which ``key`` is this list of strings, whatever it was, and has no other spelling. Proved.

    Raises ``EditRefused``; ``ValueError`` for an empty list, which means "everything" to the programs that read it.
    """
    if not values:
        raise ValueError("an empty list is never written")
    for value in values:
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise EditRefused(f"{value!r} cannot be written: its name is not UTF-8")
    return _edit(data, [_Set(key, list(values))])


def edit_objects(data: bytes, key: str, wanted: Sequence[int | Mapping[str, Any]]) -> bytes:
    """The text in which the list ``key`` holds these: an element that is there by its number, as it is written, or new.

    Raises ``EditRefused``; ``ValueError`` for an empty list.
    """
    if not wanted:
        raise ValueError("an empty list is never written")
    document = read(data)
    spelled = document.spellings(key)
    if not spelled or not isinstance(spelled[-1].value, list):
        raise EditRefused(f"`{key}` is no list")
    present = document.raw_elements(spelled[-1])
    values = [spelled[-1].value[one] if isinstance(one, int) else dict(one) for one in wanted]
    written = [present[one] if isinstance(one, int) else json.dumps(one, ensure_ascii=False) for one in wanted]
    return _edit(data, [_Set(key, values, f"[{', '.join(written)}]")])


def edit_flag(data: bytes, key: str, *, value: bool) -> bytes:
    """The text in which ``key`` is this value, whatever it was, and has no other spelling. Proved.

    Raises ``EditRefused``.
    """
    return _edit(data, [_Set(key, value, json.dumps(value))])


def carry(present: bytes, old: bytes, keys: Sequence[str]) -> bytes:
    """``present`` with the values that these keys have in ``old``, written as they are there.

    Of several spellings in ``old`` the last one counts, as it did. A key that is absent there is removed. Raises
    ``EditRefused``, also for an ``old`` that is not read.
    """
    then = read(old)
    changes: list[_Change] = []
    for key in keys:
        spelled = then.spellings(key)
        changes.append(_Set(key, spelled[-1].value, then.raw(spelled[-1])) if spelled else _Remove(key))
    return _edit(present, changes)


def paste_block(key: str, values: Sequence[str]) -> str:
    """The member as JSON for a person to paste."""
    items = ",\n".join("    " + json.dumps(value, ensure_ascii=False) for value in values)
    return f'  "{key}": [\n{items}\n  ]\n'


def _edit(data: bytes, changes: Sequence[_Change]) -> bytes:
    before = read(data)
    gone: set[int] = set()
    spans: list[Span] = []
    for change in changes:
        found = before.spellings(change.key)
        kept = _kept(found, change)
        gone |= {number for number, member in enumerate(before.members) if member in found and member is not kept}
        if isinstance(change, _Set):
            spans += _put(before, kept, change)
    # an addition before a member that goes stands before what goes
    spans = sorted([*spans, *_removals(before, gone)], key=lambda span: (span.start, span.stop))
    after = apply(before.text, spans).encode()
    try:
        done = read(after)
    except EditRefused as error:
        raise EditRefused(f"the edit cannot be proved: {error.reason}") from error
    wanted = {change.key: change.value for change in changes if isinstance(change, _Set)}
    carried = "".join(change.raw or "" for change in changes if isinstance(change, _Set))
    prove(before, done, spans, wanted, {change.key for change in changes}, carried)
    return after


def _kept(found: Sequence[Member], change: _Change) -> Member | None:
    """The member that stays, with its key respelled if need be: the right spelling, else the one that counts."""
    if isinstance(change, _Remove) or not found:
        return None
    return next((member for member in reversed(found) if member.key == change.key), found[-1])


def _put(before: Document, kept: Member | None, change: _Set) -> Iterator[Span]:
    style = style_of(before)
    if kept is None:
        yield _addition(before, style, change)
        return
    if kept.key != change.key:
        yield Span(kept.at, kept.colon, style.text(change.key))
    if not _is(kept.value, change.value):
        yield Span(kept.start, kept.stop, _written(style, change, before.raw(kept)))


def _is(one: object, other: object) -> bool:
    """Whether two values are one, in which ``true`` is not 1."""
    return json.dumps(one) == json.dumps(other)


def _written(style: Style, change: _Set, old: str = "") -> str:
    if change.raw is not None:
        return change.raw
    assert isinstance(change.value, list)
    return style.list(change.value, old)


def _addition(before: Document, style: Style, change: _Set) -> Span:
    member = style.text(change.key) + style.colon + _written(style, change)
    if not before.members:
        return Span(before.opened + 1, before.closed, f"{style.lead}{member}{style.tail}")
    number = place_for(before, change.key)
    gap = gap_at(before, number, style)
    if number < len(before.members):
        at = before.members[number].at
        return Span(at, at, member + gap)
    at = before.members[-1].stop
    return Span(at, at, gap + member)


def _removals(before: Document, gone: set[int]) -> Iterator[Span]:
    members = before.members
    if gone and len(gone) == len(members):
        yield Span(before.opened + 1, before.closed, "")
        return
    first = next((number for number in range(len(members)) if number not in gone), 0)
    for number in sorted(gone):
        # with the comma before it, but for those before the first that stays
        if number > first:
            yield Span(members[number - 1].stop, members[number].stop, "")
        else:
            yield Span(members[number].at, members[number + 1].at, "")
