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
    "another value": ("cpu: 2", "cpu: 3", "'cpu'"),
    "another style": ("'x'", '"x"', "'env'"),
    "another tag": ("cpu: 2", "cpu: !!int 2", "'cpu'"),
    "another anchor": ("&a 'x'\n  B: *a", "&b 'x'\n  B: *b", "'env'"),
    "another order": ("  A: &a 'x'\n  B: *a", "  B: &a 'x'\n  A: *a", "'env'"),
    "another key": ("env:", "Env:", "'env'"),
    "a key more": ("env:", "x: 1\nenv:", "other keys"),
    "a key less": ("cpu: 2 #", "#", "other keys"),
    "a removal too many": ("param: {Y: 2}\n", "", "other keys"),
    "a removal too few": ("{Y: 2}", "{X: 1, Y: 2}", "other keys"),
    "a change beside a removal": ("{Y: 2}", "{Y: 3}", "'param.Y'"),
    "a change of layout around a removal": ("{Y: 2}", "\n  Y: 2", "'param'"),
    "a kept element changed": ('"/a"', '"/b"', "'mounts'"),
    "a kept element written differently": ('location: "/a"', 'location:  "/a"', "an element of 'mounts'"),
    "a wrong new element": ("~/projects", "~/project", "'mounts'"),
    "a tag on a new element": ("~/projects", "!!str ~/projects", "'mounts'"),
    "a wrong boolean": ("writable: true", "writable: 'true'", "'mounts'"),
    "an element more": ("    writable: true", "    writable: true\n  - location: /c", "'mounts'"),
    "a comment less": ("# top\n", "", "a comment"),
    "another comment": ("# two", "# too", "a comment"),
    "comments in another order": ("# top\ncpu: 2 # two", "# two\ncpu: 2 # top", "a comment"),
    "other line ends": ("# top\n", "# top\r\n", "the line ends"),
}


def proof(after: str, spans: list[Span] | None = None) -> None:
    whole = [Span(0, len(BEFORE), after)]
    prove(read_twice(BEFORE.encode()), read_twice(after.encode()), spans or whole, INTENT)


def test_what_was_intended_is_proved() -> None:
    proof(AFTER)


@pytest.mark.parametrize("name", BROKEN)
def test_anything_else_is_not(name: str) -> None:
    old, new, reason = BROKEN[name]
    assert AFTER.count(old) == 1
    with pytest.raises(EditRefused, match=f"cannot be proved: {reason}"):
        proof(AFTER.replace(old, new))


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
    "another field": ("/a\n", "/b\n", "'mounts'"),
    "another value than asked for": ("writable: true", "writable: 'true'", "'mounts'"),
    "not changed at all": ("writable: true", "writable: false", "'mounts'"),
    "a field less": ("    mountPoint: /a\n", "", "'mounts'"),
    "a field more": ("    mountPoint", "    x: 1\n    mountPoint", "'mounts'"),
    "the field gone": ("    writable: true\n", "", "'mounts'"),
    "another field below": ("none}", "mmap}", "'mounts'"),
    "a tag": ("- location", "- !!map\n    location", "'mounts'"),
    "the location": ("~/a", "~", "'mounts'"),
    "an element more": ("{cache: none}\n", "{cache: none}\n  - location: '~'\n", "'mounts'"),
    "no list": ("  - location", "    location", "'mounts'"),
    "a comment less": (" # mine", "", "a comment"),
}


def of_entry(after: str) -> None:
    intent = Intent({"mounts": Entries("mounts", (Keep(0, (("writable", True),)),))}, set())
    prove(read_twice(ENTRY.encode()), read_twice(after.encode()), [Span(0, len(ENTRY), after)], intent)


def test_another_value_in_a_kept_element_is_proved() -> None:
    of_entry(ENTRY.replace("false", "true"))


@pytest.mark.parametrize("name", OTHERWISE)
def test_anything_else_in_that_element_is_not(name: str) -> None:
    old, new, reason = OTHERWISE[name]
    right = ENTRY.replace("false", "true")
    assert right.count(old) == 1
    with pytest.raises(EditRefused, match=f"cannot be proved: {reason}"):
        of_entry(right.replace(old, new))
