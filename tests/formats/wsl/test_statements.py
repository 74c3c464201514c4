"""What a text of WSL's dialect consists of, where each piece stands, and what is said of what is wrong."""

from __future__ import annotations

import pytest

from colima_guard.formats.refused import EditRefused
from colima_guard.formats.wsl.edit import carry, edit
from colima_guard.formats.wsl.proof import prove
from colima_guard.formats.wsl.read import read
from colima_guard.formats.wsl.statement import Dialect, Fault, Header, Setting, Statement
from colima_guard.formats.yaml.splice import Span

NO_LETTER = "the name of a section begins with a letter"
NO_NAME = "the name of a section is letters and digits, and a ] behind them"
NEITHER = "neither a [section], a key nor a comment, which begins with #"
NO_KEY = "a key is letters and digits, and = behind them"
ESCAPED = "a \\ stands only before another \\, a quote, b, n, t and a line's end"
OPEN = "a quote is not closed on its line"

STATEMENTS: dict[str, list[Statement]] = {
    "[1]\n": [Fault(0, 3, NO_LETTER)],
    "[]": [Fault(0, 2, NO_LETTER)],
    "[a\n": [Fault(0, 2, NO_NAME)],
    "[a b]\n": [Fault(0, 5, NO_NAME)],
    "[a-b]\n": [Fault(0, 5, NO_NAME)],
    "[a] b\n": [Fault(0, 5, "something stands behind a section's name")],
    "=\n": [Fault(0, 1, NEITHER)],
    "; x\n": [Fault(0, 3, NEITHER)],
    "x\n": [Fault(0, 1, NO_KEY)],
    "x-y=1\n": [Fault(0, 5, NO_KEY)],
    "x=a\\b\\c\n": [Fault(0, 7, ESCAPED)],
    'x="a\n': [Fault(0, 4, OPEN)],
    'x="a\\\nb\n': [Fault(0, 7, OPEN)],
    "x=a\\\r\nb\n": [Setting(0, 5, "x", "a", 2, 5), Fault(6, 7, NO_KEY)],
    "x=\\\n": [Setting(0, 4, "x", "", 2, 4)],
    "x=\n": [Setting(0, 2, "x", "", 2, 2)],
    "x= # c\n": [Setting(0, 3, "x", "", 3, 3)],
    "x=a\0b\n": [Setting(0, 5, "x", "a", 2, 5)],
    'x = "a"b "c " # d\n': [Setting(0, 14, "x", "ab c ", 4, 13)],
    'x=a\\\\b\\"c\\nd\\te\\bf\n': [Setting(0, 18, "x", 'a\\b"c\nd\te\bf', 2, 18)],
    '[a]\nx="a # b"\n': [Header(0, 3, "a"), Setting(4, 13, "a.x", "a # b", 6, 13)],
    "[A1] # c\nX=1\n[b]\r\ny=2": [
        Header(0, 4, "a1"),
        Setting(9, 12, "a1.x", "1", 11, 12),
        Header(13, 16, "b"),
        Setting(18, 21, "b.y", "2", 20, 21),
    ],
}


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("text", STATEMENTS)
def test_statements(text: str, dialect: Dialect) -> None:
    document = read(text.encode(), dialect)
    assert list(document.statements) == STATEMENTS[text]
    faults = [one for one in document.statements if isinstance(one, Fault)]
    assert document.fault == (faults[0] if faults else None)
    assert document.headers == [one for one in document.statements if isinstance(one, Header)]


def test_what_is_wrong_ends_one_file_and_is_skipped_in_the_other() -> None:
    text = b"; a\n[b]\nx=1\n[2]\n"
    assert [one.start for one in read(text, Dialect.CONF).statements] == [0]
    assert [one.start for one in read(text, Dialect.CONFIG).statements] == [0, 4, 8, 12]


@pytest.mark.parametrize(
    ("data", "dialect", "reason", "line"),
    [
        (b"\xff\xfe[", Dialect.CONFIG, "it is UTF-16, and not UTF-8", None),
        (b"\xfe\xff[", Dialect.CONF, "it is UTF-16, and not UTF-8", None),
        (b"[a]\n\xe9=1", Dialect.CONF, "it is not UTF-8", 2),
        (b"\xe9", Dialect.CONFIG, "it is not UTF-8", 1),
        (b"[a]\n#\x1a\n\x1a", Dialect.CONFIG, "it holds ctrl-Z, behind which Windows may read nothing", 2),
    ],
)
def test_what_is_said_of_what_cannot_be_told(data: bytes, dialect: Dialect, reason: str, line: int | None) -> None:
    with pytest.raises(EditRefused) as refused:
        read(data, dialect)
    assert (refused.value.reason, refused.value.line) == (reason, line)
    if b"\x1a" in data:
        assert read(data, Dialect.CONF).text == data.decode()


BEFORE = "[automount]\n# c\nenabled=true\nroot=/x\n; z\n"
WRONG = {
    "not done": (BEFORE, [], "automount.enabled would read differently", None),
    "set twice": (
        BEFORE.replace("enabled=true", "enabled=1\nenabled=false"),
        [Span(16, 28, "enabled=1\nenabled=false")],
        "automount.enabled would read differently",
        None,
    ),
    "another value": (
        BEFORE.replace("true", "false").replace("/x", "/y"),
        [Span(24, 36, "false\nroot=/y")],
        "another value would change",
        None,
    ),
    "what is wrong": (
        BEFORE.replace("true", "false").replace("; z", "; y"),
        [Span(24, 40, "false\nroot=/x\n; y")],
        "another value would change",
        None,
    ),
    "a mark": (
        "\ufeff" + BEFORE.replace("true", "false"),
        [Span(24, 28, "false")],
        "the byte order mark would change",
        None,
    ),
    "outside": (
        BEFORE.replace("true", "false").replace("# c", "# d"),
        [Span(24, 28, "false")],
        "text outside the value would change",
        1,
    ),
    "behind": (
        BEFORE.replace("true", "false").replace("; z", "; y"),
        [Span(24, 28, "false")],
        "text outside the value would change",
        3,
    ),
    "more at the end": (
        BEFORE.replace("true", "false") + "# e\n",
        [Span(24, 28, "false")],
        "text outside the value would change",
        None,
    ),
    "one over another": (
        BEFORE.replace("true", "false"),
        [Span(24, 28, "false"), Span(20, 24, "")],
        "text outside the value would change",
        3,
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_why_an_edit_is_not_proved(name: str) -> None:
    after, spans, reason, line = WRONG[name]
    with pytest.raises(EditRefused) as refused:
        prove(
            read(BEFORE.encode(), Dialect.CONFIG),
            read(after.encode(), Dialect.CONFIG),
            spans,
            {"automount.enabled": "false"},
        )
    assert (refused.value.reason, refused.value.line) == (f"the edit cannot be proved: {reason}", line)


@pytest.mark.parametrize(
    ("present", "back"),
    [
        ("[a]\nx=1\ny=2\n", "[a]\ny=2\n"),
        ("[a]\n  x = 1  \ny=2\n", "[a]\ny=2\n"),
        ("[a]\r\nx=1\r\ny=2", "[a]\r\ny=2"),
        ("[a]\rx=1\ry=2", "[a]\ry=2"),
        ("[a]\ny=2\nx=1", "[a]\ny=2\n"),
        ("[a]\n x=1 # why\ny=2\n", "[a]\n # why\ny=2\n"),
        ("[a] x=1", None),
        ("[a]\nx=1\nx=2\n", None),
    ],
)
def test_a_key_that_was_not_there_is_taken_out(present: str, back: str | None) -> None:
    if back is not None:
        assert carry(Dialect.CONF, present.encode(), b"[a]\n", ["a.x"]).decode() == back
        return
    try:
        assert carry(Dialect.CONF, present.encode(), b"[a]\n", ["a.x"]) == present.encode()
    except EditRefused as refused:
        assert refused.reason == "the edit cannot be proved: a.x would read differently"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_value_that_swallowed_a_line_end_is_overruled_by_a_line_above(end: str) -> None:
    before = f"[a]\n# b\nx=1\\{end}y=2\n"
    done = edit(before.encode(), Dialect.CONF, {"a.x": "false"}).decode()
    assert done == before.replace("x=1", "x=false\nx=1")
    with pytest.raises(EditRefused) as refused:
        carry(Dialect.CONF, b"[a]\n", before.encode(), ["a.x"])
    assert (refused.value.reason, refused.value.line) == ("a.x was set over several lines", None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[a] # c", "[a] # c\nx=0"),
        ("[a]\t \n", "[a]\t \nx=0\n"),
        ("[a]\ry=1", "[a]\rx=0\ny=1"),
        ("[b]\n[A]\ny=1\n[a]\n", "[b]\n[A]\nx=0\ny=1\n[a]\n"),
        ("# c\n\n# d\n  # e\n[b]\n", "# c\n\n[a]\nx=0\n\n# d\n  # e\n[b]\n"),
        ("y=1 # c\n[b]\n", "y=1 # c\n[a]\nx=0\n\n[b]\n"),
        ("y=1\n", "y=1\n\n[a]\nx=0\n"),
        ("y=1", "y=1\n\n[a]\nx=0\n"),
        ("\r\n# c\r\n", "\r\n# c\r\n[a]\r\nx=0\r\n"),
        ("\n\n", "\n\n[a]\nx=0\n"),
    ],
)
def test_where_a_new_value_is_put(before: str, after: str) -> None:
    assert edit(before.encode(), Dialect.CONF, {"a.x": "0"}).decode() == after


def test_several_values_in_one_section() -> None:
    values = {"a.x": "0", "b.z": "X", "a.y": "1"}
    assert edit(b"[a]\n", Dialect.CONF, values) == b"[b]\nz=X\n\n[a]\nx=0\ny=1\n"
    assert edit(b"[a]", Dialect.CONF, {"a.x": "0", "a.y": "1"}) == b"[a]\nx=0\ny=1"


def test_the_letters_of_a_section_that_is_wrong() -> None:
    text = "[longname]\n[b c]\nx=1\n[d]\n[efg h]\ny=2\n"
    settings = [one for one in read(text.encode(), Dialect.CONFIG).statements if isinstance(one, Setting)]
    # the letters of the header that is wrong, as long as the name before it: WSL's text ends at the first NUL
    assert [one.name for one in settings] == ["b", "e.y"]
