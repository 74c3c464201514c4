"""Parts of a JSON file: the elements of a list, one text deep inside, and a flag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from colima_guard.formats.json.edit import EditRefused, edit_flag, edit_objects
from colima_guard.formats.json.inside import put_inside
from colima_guard.formats.json.proof import prove
from colima_guard.formats.json.read import read
from colima_guard.formats.yaml.splice import Span

LISTS = {
    '{"a": []}': [],
    '{"a": [1]}': [(1, 8)],
    '{"a": [ 1 ,2,\t{"b": [3, 4]}, "x,]"]}': [(1, 9), (1, 12), (1, 15), (1, 30)],
    '{\n"a":\n [\n  1, [2],\n\n3 ]}': [(4, 3), (4, 6), (6, 1)],
    '{"b": [9], "a": [true,\r\n  null]}': [(1, 18), (2, 3)],
    '{"a": {"b": [1]}}': [],
    '{"a": "[1]"}': [],
}


@pytest.mark.parametrize("text", LISTS)
def test_where_each_element_begins(text: str) -> None:
    document = read(text.encode())
    (member,) = document.spellings("A")
    assert document.elements(member) == LISTS[text]
    if isinstance(member.value, list):
        starts = [text.split("\n")[line - 1][column - 1 :] for line, column in LISTS[text]]
        raw = document.raw_elements(member)
        assert len(raw) == len(starts) and all(map(str.startswith, starts, raw))


def test_where_a_member_stands() -> None:
    text = '\ufeff {\n  "a" : 1,\n  "B": [2] }\n'
    document = read(text.encode())
    assert document.bom is True and document.text == text[1:]
    assert read(b"{}").bom is False
    assert (document.text[document.opened], document.text[document.closed]) == ("{", "}")
    places = [(document.line(one.at), document.column(one.at), document.raw(one)) for one in document.members]
    assert places == [(2, 3, "1"), (3, 3, "[2]")]
    first, second = document.members
    assert (document.text[first.at : first.colon], document.text[second.start : second.stop]) == ('"a"', "[2]")


OBJECTS = '{\n "x": 1,\n "L": [{"a":1 }, 2, {"b": "\u00e9"}]\n}\n'


@pytest.mark.parametrize(
    ("wanted", "written"),
    [
        ([0], '[{"a":1 }]'),
        ([2, 0], '[{"b": "\u00e9"}, {"a":1 }]'),
        ([{"c": ["\u00fc", True]}, 1], '[{"c": ["\u00fc", true]}, 2]'),
        ([0, 1, 2], None),
    ],
)
def test_a_list_of_objects(wanted: Sequence[int | Mapping[str, Any]], written: str | None) -> None:
    after = edit_objects(OBJECTS.encode(), "L", wanted).decode()
    old = OBJECTS[OBJECTS.index("[") : OBJECTS.rindex("]") + 1]
    assert after == OBJECTS.replace(old, written or old)


def test_of_a_key_that_is_spelled_twice_the_last_one_counts() -> None:
    after = edit_objects(b'{"l": [1], "L": [2, 3]}', "L", [1])
    assert after == b'{"L": [3]}'


@pytest.mark.parametrize("text", ["{}", '{"L": 1}', '{"L": {"a": []}}', '{"L": [], "l": null}'])
def test_what_is_no_list_of_objects(text: str) -> None:
    with pytest.raises(EditRefused, match=r"^`L` is no list$"):
        edit_objects(text.encode(), "L", [{}])


def test_no_list_of_objects_is_written_empty() -> None:
    with pytest.raises(ValueError, match=r"^an empty list is never written$"):
        edit_objects(OBJECTS.encode(), "L", [])


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ('{"f": true}', False, '{"f": false}'),
        ('{"f": "no", "g": 1}', True, '{"f": true, "g": 1}'),
        ('{"F": [1], "f": 0}', True, '{"f": true}'),
        ('{"f": 1}', True, '{"f": true}'),
        ('{"f":true}', True, '{"f":true}'),
        ("{}", True, '{\n  "f": true\n}'),
    ],
)
def test_a_flag(before: str, value: bool, after: str) -> None:
    assert edit_flag(before.encode(), "f", value=value).decode() == after


INSIDE = '{\n "a": {"b": {"c":  "old" , "d": "\u00e9"}, "c": "x"},\r\n "b": [1] }'


def test_a_text_deep_inside() -> None:
    assert put_inside(INSIDE.encode(), ("a", "b", "c"), 'n"w').decode() == INSIDE.replace('"old"', '"n\\"w"')
    assert put_inside(INSIDE.encode(), ("a", "c"), "y").decode() == INSIDE.replace('"x"', '"y"')
    assert put_inside(b'{"a": ""}', ("a",), "\u00e9") == b'{"a": "\\u00e9"}'


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        (INSIDE, ("x",), "`x` is not in it"),
        (INSIDE, ("a", "x", "c"), "`a.x` is not in it"),
        (INSIDE, ("a", "b", "C"), "`a.b.C` is not in it"),
        (INSIDE, ("a", "b"), "`a.b` is no text"),
        (INSIDE, ("b",), "`b` is no text"),
        (INSIDE, ("b", "c"), "`b` is no object"),
        (INSIDE, ("a", "c", "d"), "`a.c` is no object"),
        ('{"a": {"b": "1", "b": "2"}}', ("a", "b"), "`a.b` is in it twice"),
        ("\ufeff{}", ("a",), "it begins with a byte order mark, with which it is not read: save it without"),
    ],
)
def test_what_is_not_found_inside(text: str, path: tuple[str, ...], reason: str) -> None:
    with pytest.raises(EditRefused) as refused:
        put_inside(text.encode(), path, "v")
    assert (refused.value.reason, refused.value.line) == (reason, None)


SAID = {
    b"": ("it is empty", None),
    b"\xff\xfe{}": ("it is written in UTF-16, as PowerShell does; it must be UTF-8", 1),
    b"\xfe\xff{}": ("it is written in UTF-16, as PowerShell does; it must be UTF-8", 1),
    b"{\0}": ("it is written in UTF-16, as PowerShell does; it must be UTF-8", 1),
    b'{\n"a": "\xe9"}': ("it is not UTF-8", 2),
    b'{\n"a": ' + b"[" * 64: ("it is nested deeper than 64 levels", 2),
    b'"' + b"x" * (1 << 20): ("it is larger than 1048576 bytes", None),
    b"\n[]": ("it holds no object", 2),
    b"{\n": ("it is not JSON: Expecting a key in double quotes (it seems to be cut off)", 2),
    b'{"a": 1,}': ("it is not JSON: Expecting a key in double quotes", 1),
    b'{"a": "x': ("it is not JSON: Unterminated string starting at (it seems to be cut off)", 1),
    b'{\n"a" 1}': ("it is not JSON: Expecting ':'", 2),
    b'{\n"a": 1 "b"}': ("it is not JSON: Expecting ','", 2),
    b'{"a": 1}\n{}': ("it is not JSON: Extra data", 2),
    b'{"a": NaN}': ("it is not JSON: NaN is no value in JSON", None),
}


@pytest.mark.parametrize("data", SAID)
def test_what_is_said_of_what_is_no_object(data: bytes) -> None:
    with pytest.raises(EditRefused) as refused:
        read(data)
    assert (refused.value.reason, refused.value.line) == SAID[data]


BEFORE = '{"A": 1,\n"B": 2}'
K = ', "K": ["/a"]}'
WRONG: dict[str, tuple[str, list[Span], str, int | None]] = {
    "another value": ('{"A": 1,\n"B": 3' + K, [Span(14, 16, "3" + K)], "another value would change", None),
    "a blank in front": ('{ "A": 1,\n"B": 2' + K, [Span(15, 16, K)], "text outside the value would change", 1),
    "a blank behind": ('{"A": 1,\n"B": 2' + K + " ", [Span(15, 16, K)], "text outside the value would change", None),
    "one over another": (
        '{"A": 1,\n"B": 2' + K, [Span(15, 16, K), Span(9, 10, "")], "text outside the value would change", 2
    ),
    "another list": ('{"A": 1,\n"B": 2, "K": []}', [Span(15, 16, ', "K": []}')], "K would read differently", None),
    "not there": (BEFORE, [], "K would not be there just once", None),
    "another case": ('{"A": 1,\n"B": 2, "k": 1}', [Span(15, 16, ', "k": 1}')], "K would not be there just once", None),
    "a mark": ("\ufeff" + '{"A": 1,\n"B": 2' + K, [Span(15, 16, K)], "a byte order mark would stay", None),
    "line ends": (
        '{"A": 1,\n"B": 2,\r\n"K": ["/a"]}', [Span(15, 16, ',\r\n"K": ["/a"]}')], "the line ends would change", None
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_why_an_edit_is_not_proved(name: str) -> None:
    after, spans, reason, line = WRONG[name]
    with pytest.raises(EditRefused) as refused:
        prove(read(BEFORE.encode()), read(after.encode()), spans, {"K": ["/a"]}, {"K"})
    assert (refused.value.reason, refused.value.line) == (f"the edit cannot be proved: {reason}", line)
