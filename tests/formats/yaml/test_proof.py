"""The proof sees what an edit must not do, whoever made the edit."""

from __future__ import annotations

import pytest

from colima_guard.formats.yaml.edit import EditRefused, Entries, Keep, Scalar
from colima_guard.formats.yaml.proof import Intent, prove
from colima_guard.formats.yaml.read import read_twice
from colima_guard.formats.yaml.splice import Span
from tests.machines.yaml_examples import PROJECTS

BEFORE = """\
# top
cpu: 2 # two
mounts:
  - location: "/a"
param: {X: 1, Y: 2}
env:
  A: &a 'x'
  B: *a
"""
AFTER = BEFORE.replace("param", "  - location: ~/projects\n    writable: true\nparam").replace("X: 1, ", "")
INTENT = Intent({"mounts": Entries("mounts", (Keep(0), PROJECTS))}, {("param", "X")})

BROKEN = {
    "another value": ("cpu: 2", "cpu: 3", "'cpu' would read differently", 2),
    "another style": ("'x'", '"x"', "'env' would read differently", 6),
    "another tag": ("cpu: 2", "cpu: !!int 2", "'cpu' would read differently", 2),
    "another anchor": ("&a 'x'\n  B: *a", "&b 'x'\n  B: *b", "'env' would read differently", 6),
    "another order": ("  A: &a 'x'\n  B: *a", "  B: &a 'x'\n  A: *a", "'env' would read differently", 6),
    "another key": ("env:", "Env:", "'env' would read differently", 6),
    "a key more": ("env:", "x: 1\nenv:", "other keys than intended", 2),
    "a key less": ("cpu: 2 #", "#", "other keys than intended", 3),
    "a removal too many": ("param: {Y: 2}\n", "", "other keys than intended", 2),
    "a removal too few": ("{Y: 2}", "{X: 1, Y: 2}", "other keys than intended", 7),
    "a change beside a removal": ("{Y: 2}", "{Y: 3}", "'param.Y' would read differently", 5),
    "a change of layout around a removal": ("{Y: 2}", "\n  Y: 2", "'param' would read differently", 5),
    "a kept element changed": ('"/a"', '"/b"', "'mounts' would read differently", 3),
    "a kept element written differently": (
        'location: "/a"',
        'location:  "/a"',
        "an element of 'mounts' would change",
        4,
    ),
    "a wrong new element": ("~/projects", "~/project", "'mounts' would read differently", 3),
    "a tag on a new element": ("~/projects", "!!str ~/projects", "'mounts' would read differently", 3),
    "a wrong boolean": ("writable: true", "writable: 'true'", "'mounts' would read differently", 3),
    "an element more": (
        "    writable: true",
        "    writable: true\n  - location: /c",
        "'mounts' would read differently",
        3,
    ),
    "a comment less": ("# top\n", "", "a comment would be lost", None),
    "another comment": ("# two", "# too", "a comment would be lost", None),
    "comments in another order": ("# top\ncpu: 2 # two", "# two\ncpu: 2 # top", "a comment would be lost", None),
    "other line ends": ("# top\n", "# top\r\n", "the line ends would change", None),
}


def proof(after: str, spans: list[Span] | None = None) -> None:
    whole = [Span(0, len(BEFORE), after)]
    prove(read_twice(BEFORE.encode()), read_twice(after.encode()), spans or whole, INTENT)


def test_what_was_intended_is_proved() -> None:
    proof(AFTER)


@pytest.mark.parametrize("name", BROKEN)
def test_anything_else_is_not(name: str) -> None:
    old, new, reason, line = BROKEN[name]
    assert AFTER.count(old) == 1
    with pytest.raises(EditRefused) as refused:
        proof(AFTER.replace(old, new))
    assert (refused.value.reason, refused.value.line) == (f"the edit cannot be proved: {reason}", line)


def test_text_outside_the_spans_is_the_same_text() -> None:
    at, flow = BEFORE.index("param"), BEFORE.index("X: 1")
    added = "  - location: ~/projects\n    writable: true\n"
    spans = [Span(at, at, added), Span(flow, flow + 6, "")]
    proof(AFTER, spans)
    with pytest.raises(EditRefused, match="text outside the value"):
        proof(AFTER.replace("  B:", "  B: "), spans)
    with pytest.raises(EditRefused, match="text outside the value"):
        proof(AFTER + "\n", spans)
    with pytest.raises(EditRefused, match="text outside the value"):
        proof(AFTER, spans[::-1])


def test_a_new_key_is_proved_too() -> None:
    before, after = read_twice(b"a: 1\n"), read_twice(b"a: 1\nb: x\n")
    prove(before, after, [Span(5, 5, "b: x\n")], Intent({"b": Scalar("b", "x")}, set()))
    with pytest.raises(EditRefused, match="'b' would read differently"):
        prove(before, after, [Span(5, 5, "b: x\n")], Intent({"b": Scalar("b", "y")}, set()))


ENTRY = "mounts:\n  - location: ~/a # mine\n    mountPoint: /a\n    writable: false\n    9p: {cache: none}\n"
OTHERWISE = {
    "another field": ("/a\n", "/b\n", "'mounts' would read differently", 1),
    "another value than asked for": ("writable: true", "writable: 'true'", "'mounts' would read differently", 1),
    "not changed at all": ("writable: true", "writable: false", "'mounts' would read differently", 1),
    "a field less": ("    mountPoint: /a\n", "", "'mounts' would read differently", 1),
    "a field more": ("    mountPoint", "    x: 1\n    mountPoint", "'mounts' would read differently", 1),
    "the field gone": ("    writable: true\n", "", "'mounts' would read differently", 1),
    "another field below": ("none}", "mmap}", "'mounts' would read differently", 1),
    "a tag": ("- location", "- !!map\n    location", "'mounts' would read differently", 1),
    "the location": ("~/a", "~", "'mounts' would read differently", 1),
    "an element more": ("{cache: none}\n", "{cache: none}\n  - location: '~'\n", "'mounts' would read differently", 1),
    "no list": ("  - location", "    location", "'mounts' would read differently", 1),
    "a comment less": (" # mine", "", "a comment would be lost", None),
}


def of_entry(after: str) -> None:
    intent = Intent({"mounts": Entries("mounts", (Keep(0, (("writable", True),)),))}, set())
    prove(read_twice(ENTRY.encode()), read_twice(after.encode()), [Span(0, len(ENTRY), after)], intent)


def test_another_value_in_a_kept_element_is_proved() -> None:
    of_entry(ENTRY.replace("false", "true"))


@pytest.mark.parametrize("name", OTHERWISE)
def test_anything_else_in_that_element_is_not(name: str) -> None:
    old, new, reason, line = OTHERWISE[name]
    right = ENTRY.replace("false", "true")
    assert right.count(old) == 1
    with pytest.raises(EditRefused) as refused:
        of_entry(right.replace(old, new))
    assert (refused.value.reason, refused.value.line) == (f"the edit cannot be proved: {reason}", line)


LOOKS: dict[str, tuple[str, str, list[Span], str, int | None]] = {
    "a tag on the whole": ("a: 1\n", "--- !!map\na: 1\n", [Span(0, 5, "--- !!map\na: 1\n")], "the whole", 1),
    "brackets": ("# c\na: 1\n", "# c\n{a: 1}\n", [Span(4, 8, "{a: 1}")], "the whole", 2),
    "what follows": ("a: 1\n---\nb: 2\n", "a: 1\n---\nb: 3\n", [Span(12, 13, "3")], "what follows", None),
    "a mark more": ("a: 1\n", "\ufeffa: 1\n", [], "outside the values", None),
    "text that is not in a span": ("a: 1\nb: 2\n", "a: 1\nb: 3\n", [Span(0, 4, "a: 1")], "outside the value", 2),
    "another alias": ("a: &a 1\nb: &a 1\nc: *a\n", "a: &a 1\nb: 1\nc: *a\n", [Span(11, 14, "")], "'b'", 2),
}
SAID = {
    "the whole": "the whole document would be written differently",
    "what follows": "what follows the document would change",
    "outside the values": "text outside the values would change",
    "outside the value": "text outside the value would change",
    "'b'": "'b' would read differently",
}


@pytest.mark.parametrize("name", LOOKS)
def test_how_a_whole_text_looks(name: str) -> None:
    before, after, spans, reason, line = LOOKS[name]
    with pytest.raises(EditRefused) as refused:
        prove(read_twice(before.encode()), read_twice(after.encode()), spans, Intent({}, set()))
    assert (refused.value.reason, refused.value.line) == (f"the edit cannot be proved: {SAID[reason]}", line)
