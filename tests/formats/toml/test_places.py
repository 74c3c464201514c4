"""Where each piece of a TOML text stands, what is said of what is none, and why an edit is not proved."""

from __future__ import annotations

import pytest

from colima_guard.formats.toml.edit import EditRefused, carry, edit, paste_block
from colima_guard.formats.toml.proof import prove
from colima_guard.formats.toml.read import read
from colima_guard.formats.toml.scan import MAX_DEPTH
from colima_guard.formats.yaml.splice import Span

TEXT = """\
# top
a = 1 # one

[m] # em
b.c = [
  1, # x
  {d = 'e # f'},
]
[[l]]
z = {}
[[l]]
'q r'."s" = 2
"""


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_where_each_piece_stands(mark: str) -> None:
    document = read((mark + TEXT).encode())
    assert (document.text, document.bom) == (TEXT, bool(mark))
    text = document.text
    headers = [(one.key, text[one.at : one.closed], text[one.closed : one.stop]) for one in document.headers]
    assert headers == [(("m",), "[m]", " # em\n"), (("l",), "[[l]]", "\n"), (("l",), "[[l]]", "\n")]
    assert [one.array for one in document.headers] == [False, True, True]
    assert [
        (one.key, one.header, text[pair.at : pair.named], document.line(pair.at), text[one.node.stop : one.stop])
        for one in document.values
        if (pair := one.pair)
    ] == [
        (("a",), None, "a", 2, " # one\n"),
        (("m", "b", "c"), 0, "b.c", 5, "\n"),
        (("l", "z"), 1, "z", 10, "\n"),
        (("l", "q r", "s"), 2, "'q r'.\"s\"", 12, "\n"),
    ]  # fmt: skip
    assert [(one.node.kind, one.node.value) for one in document.values] == [
        ("scalar", 1), ("array", [1, {"d": "e # f"}]), ("table", {}), ("scalar", 2)
    ]  # fmt: skip
    assert document.raw(document.values[1].node) == TEXT[TEXT.index("[\n") : TEXT.index("]\n[[") + 1]
    assert [text[start:stop] for start, stop in document.comments()] == ["# top", "# one", "# em", "# x"]
    assert [document.column(start) for start, _ in document.comments()] == [1, 7, 5, 6]
    (inner,) = document.found(("m", "b", "c"))
    assert inner.value is document.values[1] and inner.outer == () and document.twice == ()
    assert document.found(("M", "b", "c")) == [] and document.found(("M", "B", "c"), folded=True) == [inner]
    assert document.tables(("l",)) == [(1, document.headers[1]), (2, document.headers[2])]
    assert document.tables(("L",)) == [] and len(document.tables(("L",), folded=True)) == 2


def test_what_stands_within_braces_is_found_with_those_around_it() -> None:
    document = read(b"a = {b = {c.d = 1}, e = 2}\n")
    (found,) = document.found(("a", "b", "c", "d"))
    assert found.node.value == 1 and [document.raw(one) for one in found.outer] == [
        "{b = {c.d = 1}, e = 2}", "{c.d = 1}"
    ]  # fmt: skip


SAID = {
    "x = 1\ny = \n": ("it is not TOML: a value is missing, or does not end", 2),
    "x = [1 2]\n": ("it is not TOML: ',' or ']' is missing", 1),
    "x = {a = 1 b = 2}\n": ("it is not TOML: ',' or '}' is missing", 1),
    "\nx = 01\n": ("it is not TOML: '01' is no value", 2),
    "x = 2001-13-01\n": ("it is not TOML: '2001-13-01' is no value", 1),
    "\n[a\n": ("it is not TOML: ']' is missing behind the name of a table", 2),
    "[[a]\n": ("it is not TOML: ']' is missing behind the name of a table", 1),
    "\n= 1\n": ("it is not TOML: a key is missing", 2),
    "x = {= 1}\n": ("it is not TOML: a key is missing", 1),
    ".".join("a" * (MAX_DEPTH + 1)) + " = 1\n": ("it is not TOML: a key has too many parts", 1),
    "x = [\n" + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1) + "]": ("it is nested deeper than 64 levels", 2),
    "x = 1 y\n": ("it is not TOML: 'y' where a line should end", 1),
    "[a]\n[a]\n": ("it is not TOML: `[a]` is there twice", 2),
    "[a.b]\n\n[a.b]\n": ("it is not TOML: `[a.b]` is there twice", 3),
    "a = 1\n[a]\n": ("it is not TOML: Cannot overwrite a value (at line 2, column 3)", None),
    "x = 1\nx.y = 2\n": ("it is not TOML: Cannot overwrite a value (at line 2, column 8)", None),
    "x = \0": ("it is not UTF-8, or holds a NUL", 1),
    "#" * ((1 << 20) + 1): ("it is larger than 1048576 bytes", None),
}
BYTES = {
    b"\xff\xfe": ("it is not UTF-8, or holds a NUL", 1),
    b"\xfe\xff": ("it is not UTF-8, or holds a NUL", 1),
    b"a = 1\n# \xff": ("it is not UTF-8", 2),
}


@pytest.mark.parametrize("data", [*map(str.encode, SAID), *BYTES], ids=lambda data: repr(data[:20]))
def test_what_is_said_of_what_is_no_toml(data: bytes) -> None:
    with pytest.raises(EditRefused) as refused:
        read(data)
    assert (refused.value.reason, refused.value.line) == (BYTES[data] if data in BYTES else SAID[data.decode()])


def test_as_deep_as_is_read() -> None:
    deep = "x = " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1) + "\n"
    assert read(deep.encode()).raw(read(deep.encode()).values[0].node) == deep[4:-1]
    assert read((".".join("a" * MAX_DEPTH) + " = 1\n").encode()).values[0].key == ("a",) * MAX_DEPTH


REFUSED = {
    "[m]\nv = 1\nv = 2\n": ("`m.v` is set twice", 3),
    "a = 1\n[m]\nv = 1\nV = 2\n": ("`m.v` is set twice", 4),
    "a = 1\n[[m]]\n": ("`m.v` stands in a list of tables", 2),
    "a = 1\n[m.v]\n": ("`m.v` is a table", 2),
    "a = 1\n[M]\nV.w = 1\n": ("`m.v` is a table", 3),
    "a = 1\nm = 1\n": ("`m` is no table", 2),
    "a = 1\nm = [\n1]\n": ("`m` is no table", 2),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_set(text: str) -> None:
    with pytest.raises(EditRefused) as refused:
        edit(text.encode(), ("m", "v"), "x", folded=True)
    assert (refused.value.reason, refused.value.line) == REFUSED[text]


def test_names_are_told_apart_by_case_where_they_are() -> None:
    assert edit(b"[M]\nV.w = 1\n", ("M", "v"), 1) == b"[M]\nV.w = 1\nv = 1\n"
    assert edit(b"M.w = 1\n", ("m", "v"), 1) == b"M.w = 1\n\n[m]\nv = 1\n"
    assert edit(b"M.w = 1\n", ("m", "v"), 1, folded=True) == b"M.w = 1\nM.v = 1\n"
    assert edit(b"[M]\na = 1\n[x]\n", ("m", "v"), 1, folded=True) == b"[M]\na = 1\nv = 1\n[x]\n"
    assert edit(b"a.b.w = 1\n", ("a", "b", "v"), 1) == b"a.b.w = 1\na.b.v = 1\n"
    assert edit(b"[a]\nb.w = 1\n[c]\n", ("a", "b", "v"), 1) == b"[a]\nb.w = 1\nb.v = 1\n[c]\n"


LONG = [f"/{'x' * 20}{number}" for number in range(4)]


def test_a_long_list_has_a_line_for_each_element() -> None:
    lines = "".join(f"  {one!r},\n".replace("'", '"') for one in LONG)
    assert edit(b"", ("m", "v"), LONG).decode() == f"[m]\nv = [\n{lines}]\n"
    assert edit(b"m = {}\n", ("m", "v"), LONG).decode() == f"m = {{ v = {LONG!r} }}\n".replace("'", '"')
    indented = "".join(f"\r\n    {line.strip()}" for line in lines.splitlines())
    assert edit(b"[m]\r\n  v = 1\r\n", ("m", "v"), LONG).decode() == f"[m]\r\n  v = [{indented}\r\n  ]\r\n"
    # 88 characters are one line still
    assert edit(b"", ("v",), ["x" * 84]).decode() == f'v = ["{"x" * 84}"]\n'
    assert edit(b"", ("v",), ["x" * 85]).decode() == f'v = [\n  "{"x" * 85}",\n]\n'


def test_a_list_keeps_its_shape() -> None:
    assert edit(b"v = [ 1, 2 ]\n", ("v",), ["a", True]) == b'v = [ "a", true ]\n'
    assert edit(b"v = []\n", ("v",), ["a"]) == b'v = ["a"]\n'
    assert edit(b"v = [\n]\n", ("v",), ["a"]) == b'v = [\n  "a",\n]\n'
    assert edit(b"v = [ # h\n# t\n]\n", ("v",), ["a"]) == b'v = [ # h\n  # t\n  "a",\n]\n'
    assert edit(b"v = [1,\n2]\n", ("v",), ["a"]) == b'v = [\n  "a"\n]\n'


def test_what_says_so_already_stays_as_it_is_written() -> None:
    for text in (b"v = [\n0x1,2]\n", b"v=[1,\t2,]\n"):
        assert edit(text, ("v",), [1, 2]) == text


def test_each_table_of_a_list_has_its_own_values() -> None:
    document = read(b"[[l]]\nz = 1\n[[l]]\nz = 2\n[m]\nz = 3\nz = 4\n")
    assert [one.node.value for one in document.twice] == [3]


def test_what_to_paste() -> None:
    assert paste_block(("v",), "x") == 'v = "x"\n'
    assert paste_block(("a", "b", "v"), True) == "[a.b]\nv = true\n"
    assert paste_block(("m", "v"), ["a", "b"]) == '[m]\nv = [\n  "a",\n  "b",\n]\n'


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("a = 1\nm = {v = 1}\n", "it stands within braces, and cannot be taken away there", 2),
        ("a = 1\n[m]\nv = [ # c\n]\n", "there are comments within it, which would go", 3),
    ],
)
def test_what_cannot_be_taken_away(text: str, reason: str, line: int) -> None:
    with pytest.raises(EditRefused) as refused:
        carry(text.encode(), b"", ["m.v"])
    assert (refused.value.reason, refused.value.line) == (reason, line)


def test_what_is_carried_is_written_as_it_was() -> None:
    assert carry(b"[m]\nv = 1\n", b"[M]\nV = [ 0x1F,\n'a' ]\n", ["m.v"]) == b"[m]\nv = [ 0x1F,\n'a' ]\n"
    assert carry(b"a = 1\n", b"[m]\nv = 0o7\n", ["m.v"]) == b"a = 1\n\n[m]\nv = 0o7\n"
    assert carry(b"m.w = 1\n", b"[m]\nv = 0o7\n", ["m.v"]) == b"m.w = 1\nm.v = 0o7\n"
    with pytest.raises(EditRefused) as refused:
        carry(b"m = {}\n", b"[m]\nv = [\n1]\n", ["m.v"])
    assert (refused.value.reason, refused.value.line) == ("a list on several lines cannot stand within braces", 1)


BEFORE = "# c\n[m]\nv = 1\nw = [2] # d\n[n]\n"
AFTER = BEFORE.replace("v = 1", 'v = "x"')
WRONG: dict[str, tuple[str, list[Span], str, int | None]] = {
    "not done": (BEFORE, [], "m.v would read differently", None),
    "gone": (BEFORE.replace("v = 1\n", ""), [Span(8, 14, "")], "m.v would not be there just once", None),
    "another value": (AFTER.replace("[2]", "[3]"), [Span(12, 21, '"x"\nw = [3]')], "another value would change", None),
    "a value more": (AFTER.replace("w", "y = 1\nw"), [Span(12, 13, '"x"\ny = 1')], "another value would change", None),
    "a mark": ("\ufeff" + AFTER, [Span(12, 13, '"x"')], "the byte order mark would change", None),
    "a table less": (
        AFTER.replace("[n]\n", ""),
        [Span(12, 13, '"x"'), Span(26, 30, "")],
        "another table would come or go",
        None,
    ),
    "a table more": (
        AFTER + "[o]\n",
        [Span(12, 13, '"x"'), Span(30, 30, "[o]\n")],
        "another table would come or go",
        None,
    ),
    "a list of tables": (
        AFTER.replace("[n]", "[[n]]"),
        [Span(12, 13, '"x"'), Span(26, 29, "[[n]]")],
        "another table would come or go",
        None,
    ),
    "a comment less": (AFTER.replace(" # d", ""), [Span(12, 13, '"x"'), Span(21, 25, "")], "a comment would go", None),
    "a comment more": (AFTER.replace('"x"', '"x" # e'), [Span(12, 13, '"x" # e')], "a comment would come", None),
    "line ends": (AFTER.replace('"x"\n', '"x"\r\n'), [Span(12, 14, '"x"\r\n')], "the line ends would change", None),
    "a blank in front": (" " + AFTER, [Span(12, 13, '"x"')], "text outside the value would change", 1),
    "a blank behind": (AFTER + " ", [Span(12, 13, '"x"')], "text outside the value would change", None),
    "in between": (AFTER.replace("w =", "w  ="), [Span(12, 13, '"x"')], "text outside the value would change", 3),
    "one over another": (AFTER, [Span(12, 13, '"x"'), Span(8, 9, "")], "text outside the value would change", 3),
}


@pytest.mark.parametrize("name", WRONG)
def test_why_an_edit_is_not_proved(name: str) -> None:
    after, spans, reason, line = WRONG[name]
    with pytest.raises(EditRefused) as refused:
        prove(read(BEFORE.encode()), read(after.encode()), spans, {("m", "v"): "x"}, {("m", "v")}, folded=False)
    assert (refused.value.reason, refused.value.line) == (f"the edit cannot be proved: {reason}", line)
    right = [Span(12, 13, '"x"')]
    prove(read(BEFORE.encode()), read(AFTER.encode()), right, {("m", "v"): "x"}, {("m", "v")}, folded=False)
