"""What is not edited, with the line that is why."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from colima_guard.formats.json.edit import EditRefused, carry, edit
from colima_guard.formats.json.proof import prove
from colima_guard.formats.json.read import MAX_BYTES, MAX_DEPTH, fold, read
from colima_guard.formats.yaml.splice import Span


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"", None),
        (b" \n\t", None),
        (b"\xef\xbb\xbf", None),
        (b"{", 1),
        (b'{\n"a": 1,\n', 3),
        (b'{"a": 1,}', 1),
        (b'{"a" 1}', 1),
        (b'{\n\n"a": }', 3),
        (b'{"a": 1} {}', 1),
        (b'{"a": 1}\n\nx', 3),
        (b"{'a': 1}", 1),
        (b"{a: 1}", 1),
        (b'{"a": 01}', 1),
        (b'{"a": .5}', 1),
        (b'{"a": +1}', 1),
        (b'{"a": NaN}', None),
        (b'{"a": [-Infinity]}', None),
        (b'{"a": "\t"}', 1),
        (b'{"a": "\\x"}', 1),
        (b'{"a": "\\u12"}', 1),
        (b'{"a": // comment\n1}', 1),
        (b"\n[1]", 2),
        (b'"text"', 1),
        (b"true", 1),
        (b'{"a": "\xe9"}', 1),
        ('{"a": 1}'.encode("utf-16-le"), 1),
        ('{"a": 1}'.encode("utf-16"), 1),
        (b'{"a": ' + b"9" * 5000 + b"}", None),
        (b'{"a": ' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}", 1),
        (b'{"a": "' + b"x" * MAX_BYTES + b'"}', None),
    ],
)
def test_what_is_no_object_in_json(text: bytes, line: int | None) -> None:
    attempts: list[Callable[[], bytes]] = [
        lambda: edit(text, "K", ["/a"]),
        lambda: carry(text, b"{}", ["K"]),
        lambda: carry(b"{}", text, ["K"]),
    ]
    for attempt in attempts:
        with pytest.raises(EditRefused) as refused:
            attempt()
        assert refused.value.line == line
        assert refused.value.reason


def test_depth_up_to_the_cap_is_read_and_brackets_in_texts_are_none() -> None:
    deep = b'{"a": ' + b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1) + b"}"
    assert edit(deep, "K", ["/a"]).startswith(deep[:-1])
    assert edit(b'{"a": "' + b"[" * 200 + b'\\"{"}', "K", ["/a"])


def test_an_empty_list_is_never_written() -> None:
    with pytest.raises(ValueError, match="empty list"):
        edit(b"{}", "K", [])


def test_a_name_that_is_not_utf_8_is_not_written() -> None:
    with pytest.raises(EditRefused, match="not UTF-8"):
        edit(b"{}", "K", ["/a\udce9"])


@pytest.mark.parametrize(
    ("after", "spans"),
    [
        ('{"A": 2, "K": ["/a"]}', [Span(5, 8, '2, "K": ["/a"]')]),  # another value
        ('{"K": ["/a"], "A": 1 }', [Span(1, 1, '"K": ["/a"], ')]),  # a blank outside
        ('{"A": 1, "K": ["/b"]}', [Span(7, 7, ', "K": ["/b"]')]),  # another list
        ('{"A": 1, "k": ["/a"]}', [Span(7, 7, ', "k": ["/a"]')]),  # another spelling
        ('{"A": 1, "K": ["/a"], "K": ["/a"]}', [Span(7, 7, ', "K": ["/a"], "K": ["/a"]')]),
        ('{"A": 1, "B": 2, "K": ["/a"]}', [Span(7, 7, ', "B": 2, "K": ["/a"]')]),
        ('{"A": 1,\r\n"K": ["/a"]}', [Span(7, 7, ',\r\n"K": ["/a"]')]),  # other line ends
    ],
)
def test_the_proof_sees_what_an_edit_must_not_do(after: str, spans: list[Span]) -> None:
    """Whatever made the edit: the proof knows the two texts only."""
    before = read(b'{"A": 1}')
    with pytest.raises(EditRefused, match="cannot be proved"):
        prove(before, read(after.encode()), spans, {"K": ["/a"]}, {"K"})
    prove(before, read(b'{"A": 1, "K": ["/a"]}'), [Span(7, 7, ', "K": ["/a"]')], {"K": ["/a"]}, {"K"})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Key", "kEY", True),
        ("\u212aey", "key", True),
        ("\u017ft", "ST", True),
        ("straße", "STRASSE", False),
        ("é", "É", False),
    ],
)
def test_keys_are_compared_as_go_compares_ascii_names(one: str, other: str, same: bool) -> None:
    assert (fold(one) == fold(other)) is same
