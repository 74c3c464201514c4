"""Whatever object it is: an edit does what was asked, and nothing else."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from colima_guard.formats.json.edit import EditRefused, carry, edit
from colima_guard.formats.json.read import MAX_DEPTH, fold, read

KEY = "Filesharing"
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
spellings = st.sampled_from([KEY, KEY.lower(), KEY.upper(), "File\u017fharing"])
members = st.lists(st.tuples(text | spellings, values), max_size=8)
blanks = st.sampled_from(["", " ", "  ", "\n  ", "\r\n\t", "\n\n"])
lists = st.lists(text, min_size=1, max_size=4)


@st.composite
def objects(draw: st.DrawFn) -> tuple[list[tuple[str, Any]], bytes]:
    """Members, and a text that holds them with blanks wherever JSON allows them."""
    pairs = draw(members)
    ascii_only = draw(st.booleans())
    parts = []
    for key, value in pairs:
        written = json.dumps(value, ensure_ascii=ascii_only, indent=draw(st.sampled_from([None, 1, 2, "\t"])))
        parts.append(f"{draw(blanks)}{json.dumps(key)}{draw(blanks)}:{draw(blanks)}{written}{draw(blanks)}")
    return pairs, f"{draw(blanks)}{{{','.join(parts) or draw(blanks)}}}{draw(blanks)}".encode()


def pairs_of(data: bytes) -> list[tuple[str, Any]]:
    found = json.loads(data, object_pairs_hook=lambda pairs: pairs)
    assert isinstance(found, list)
    return found


@settings(max_examples=300, deadline=None)
@given(objects(), lists)
def test_an_edit_changes_the_one_key_alone(made: tuple[list[tuple[str, Any]], bytes], wanted: list[str]) -> None:
    _, before = made
    after = edit(before, KEY, wanted)
    others = [pair for pair in pairs_of(before) if fold(pair[0]) != fold(KEY)]
    found = pairs_of(after)
    assert [pair for pair in found if fold(pair[0]) != fold(KEY)] == others
    assert [pair for pair in found if fold(pair[0]) == fold(KEY)] == [(KEY, wanted)]
    assert edit(after, KEY, wanted) == after
    # every other value is the same text
    old = {member.at: read(before).raw(member) for member in read(before).members if fold(member.key) != fold(KEY)}
    new = [read(after).raw(member) for member in read(after).members if fold(member.key) != fold(KEY)]
    assert list(old.values()) == new


@settings(max_examples=200, deadline=None)
@given(objects(), lists)
@example(([], b'{"Filesharing": {\n "a": 1\n}}\r\n'), ["/x"])
def test_a_rollback_gives_the_old_value_back(made: tuple[list[tuple[str, Any]], bytes], wanted: list[str]) -> None:
    _, before = made
    back = carry(edit(before, KEY, wanted), before, [KEY])
    spelled = [value for key, value in pairs_of(before) if fold(key) == fold(KEY)]
    assert [value for key, value in pairs_of(back) if fold(key) == fold(KEY)] == spelled[-1:]
    assert [pair for pair in pairs_of(back) if fold(pair[0]) != fold(KEY)] == [
        pair for pair in pairs_of(before) if fold(pair[0]) != fold(KEY)
    ]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text('{}[]":,\\ \n0123eE+-.tfnulasr', max_size=30).map(str.encode))
def test_whatever_it_is_it_is_edited_or_refused(data: bytes) -> None:
    """Never an error of ours; and what is edited is read the same by Python's own decoder."""
    try:
        after = edit(data, KEY, ["/a"])
    except EditRefused:
        return
    assert json.loads(after)[KEY] == ["/a"]
    json.loads(data.removeprefix(b"\xef\xbb\xbf"))


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 3000))
def test_depth_never_exhausts_us(depth: int) -> None:
    data = b'{"a":' * depth + b"1" + b"}" * depth
    try:
        edit(data, KEY, ["/a"])
        assert depth <= MAX_DEPTH
    except EditRefused:
        assert depth > MAX_DEPTH
