"""What is read by line has the tree that the parsers make of it, to each mark; all else is left to them."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from colima_guard.formats.golang.yaml_v3.parser import parse
from colima_guard.formats.yaml import compose as parsers
from colima_guard.formats.yaml.by_line import read_by_line
from colima_guard.formats.yaml.change import EditRefused
from colima_guard.formats.yaml.read import read
from colima_guard.formats.yaml.second_parser import refuse_other_reading
from colima_guard.formats.yaml.tree import Document, Node, YamlError

SAMPLES = sorted(Path(__file__).parents[3].glob("bench/samples/*.yaml"))
#: pieces of lines of which some are read, some mean another thing where they stand, and some are of no use
PIECES = (
    *("a:", "b:", "- ", "-   ", "-", "9p:", "host.docker.internal:"),
    *("a b:", "? ", "é:", '"a":', "- - ", "--- ", "..."),
    *(" ", "  ", " # c", "# c", "#c", " #", "\t", "\r", "\ufeff", "\u2028", "\u0085", "\0", "%YAML 1.1"),
    *("word", "two words", "~/a", "/srv/a", "-1", "--x", "-", "a:b", "a: b", "a:", "a::b", ":", "é", "a#b", "$HOME"),
    *("~", "null", ".", "a,b", "a  b", "{{ .User }}", "a {{ .b }} && c", "(a)", "@a", "`a", "%a", "!a", "!!str a"),
    *(
        "'q'",
        "'it''s'",
        '"q"',
        '"a\\n"',
        "'a' b",
        "[]",
        "{}",
        "[a, b]",
        "[a,b]",
        "[a, -b]",
        "[ a ]",
        "{a: b}",
        "[",
        "]",
    ),
    *("|", "|-", "|+", "|2", "| # c", ">", "&a", "&a b", "*a", "<<: *a"),
)
LINE = st.builds(
    lambda indent, pieces: " " * indent + " ".join(pieces),
    st.sampled_from([0, 0, 0, 1, 2, 2, 3, 4, 5]),
    st.lists(st.sampled_from(PIECES), max_size=3),
)
TEXT = st.builds(lambda lines, end: "\n".join(lines) + end, st.lists(LINE, max_size=8), st.sampled_from(["", "\n"]))


def by_libyaml(text: str) -> Document:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsers, "read_by_line", lambda *_, **__: None)
        return parsers.compose(text)


def ruamel_agrees(text: str) -> None:
    """What can be read by line is advised on without ruamel, which would refuse none of it."""
    with suppress(EditRefused):
        source = read(text.encode(), own_templates=True)
        try:
            refuse_other_reading(source)
        except EditRefused as refused:
            pytest.fail(str(refused))


def agree(text: str) -> tuple[bool, bool]:
    """Whether it is read by line with any signs, and in the forms that all readers take alike."""
    wide, narrow = read_by_line(text, any_signs=True), read_by_line(text, any_signs=False)
    if wide is not None:
        assert wide == by_libyaml(text)
        ruamel_agrees(text)
    if narrow is not None:
        assert narrow == parse(text.encode())
        assert narrow == wide
    return wide is not None, narrow is not None


@settings(max_examples=500)
@given(text=TEXT)
@example("a: 1\nb:\n- c: d\n  e:\n  - f\ng:\n  h: [x, y]\n")
@example("a: |\n\n  x\n   y\n\n\n# c\nb: |-\n  z\n")
def test_as_the_parsers(text: str) -> None:
    agree(text)


@settings(max_examples=300)
@given(data=st.data(), path=st.sampled_from(SAMPLES))
def test_as_the_parsers_in_what_programs_write_and_people_mistype(data: st.DataObject, path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    first = data.draw(st.integers(0, len(lines) - 1))
    lines = lines[first : first + data.draw(st.integers(1, 30))]
    for _ in range(data.draw(st.integers(0, 2))):
        number = data.draw(st.integers(0, len(lines) - 1))
        moved = " " * data.draw(st.integers(0, 6)) + lines[number].lstrip()
        lines[number] = data.draw(st.one_of(LINE, st.just(moved)))
    agree("\n".join(lines))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_what_programs_write_is_read_by_line(path: Path) -> None:
    text = re.sub("@[A-Z]+@", "x", path.read_text(encoding="utf-8")).replace("\nx\n", "\nmounts: []\n")
    assert agree(text) == (True, path.name == "colima.yaml")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "\n",
            "# only a comment\n",
            "a:",
            "a:\n",
            "a: b",
            "a: b # c\n# d",
            "a:\n\n\n  b: c\n\n",
            "a:\n- b\n- c\n",
        ),
        *("a:\n  - b\n", "- a: b\n  c: d\n- e\n", "a: 'b'\nc: \"d\"\n", "a: []\nb: {}\nc: [d, e]\n", "a: ~/b:c\n"),
        *("a: |\n  b\n", "a: |-\n  b\n\nc: d\n", "- |\n  a\n- b\n", "a: |\n  b\n   c\n\n  d\n", "a: b # ‑ä默\n"),
    ],
)
def test_read(text: str) -> None:
    assert agree(text) == (True, True)


@pytest.mark.parametrize(
    "text",
    [
        *("a: b\n  c\n", "a: b\n  c: d\n", "a:\n  b: c\n d: e\n", " a: b\n", "a\n", "- a\nb: c\n", "a: b\n- c\n"),
        *(
            "a: 'b\n  c'\n",
            "a: 'it''s'\n",
            'a: "\\n"\n',
            "a: &b c\n",
            "a: *b\n",
            "a: !!str b\n",
            "a: >\n  b\n",
            "a: b: c\n",
        ),
        *("a: |+\n  b\n", "a: |2\n  b\n", "a: | # c\n  b\n"),
        *("a: |\n  b", "a: |\n  b\n # c\n", "a: |\n    b\n  c: d\n"),
        *("a: |\n", "a: |\nb: c\n", "a: |\n   \n  b\n", "a: |\n  b\n  \n"),
        *("---\na: b\n", "a: b\n---\n", "%YAML 1.1\n"),
        *(
            "a: ä\n",
            "ä: a\n",
            "a:\tb\n",
            "a: b\r\n",
            "\ufeffa: b\n",
            "# \u2028\n",
            "a: \0\n",
            "a: {b: c}\n",
            "a: [b,c]\n",
        ),
        *(
            "a : b\n",
            "? a\n: b\n",
            "<<: *a\n",
            '"a": b\n',
            "a: b\n...\n",
            "- - a\n",
            "-\n",
            "a: -\n",
            "a: `b\n",
            "a: @b\n",
        ),
        "a:\n" + "".join(" " * depth + "a:\n" for depth in range(1, 60)),
    ],
)
def test_left_to_a_parser(text: str) -> None:
    assert read_by_line(text, any_signs=True) is None and read_by_line(text, any_signs=False) is None


@pytest.mark.parametrize("word", ["{{ .User }}", "a && b", "a {{ .b }}", "a?b", "a'b", "a [b]"])
def test_signs_that_not_all_readers_take_alike(word: str) -> None:
    wide = read_by_line(f"a: x {word}\n", any_signs=True)
    assert wide is not None and wide.root is not None and wide.root.items[1].value == f"x {word}"
    assert read_by_line(f"a: x {word}\n", any_signs=False) is None


def test_bytes_that_are_no_text() -> None:
    assert read_by_line(b"a: \xff\n", any_signs=True) is None
    assert read_by_line("a: b".encode("utf-16"), any_signs=True) is None
    assert read_by_line(b"a: b # \xc3\xa4\n", any_signs=False) == by_libyaml("a: b # ä\n")


def test_nothing_of_a_parser_is_needed() -> None:
    document = read_by_line("a: [b]\n", any_signs=False)
    assert document == Document(
        Node(
            "mapping",
            1,
            1,
            0,
            7,
            items=[
                Node("scalar", 1, 1, 0, 1, value="a"),
                Node("sequence", 1, 4, 3, 6, style="{", items=[Node("scalar", 1, 5, 4, 5, value="b")]),
            ],
        ),
        more=False,
    )


def test_an_error_is_that_of_the_parser() -> None:
    with pytest.raises(YamlError, match="mapping values are not allowed"):
        parsers.compose("a: b\n  c: d\n")
