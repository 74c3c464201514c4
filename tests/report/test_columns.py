"""A table: each line fits, nothing is lost, and where all fits it is the table that rich makes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console
from rich.table import Table

from colima_guard.report.cells import cells, chopped
from colima_guard.report.columns import Line, table

WORD = st.text("abcdefgh-/~.é漢😀", min_size=1, max_size=12)
TEXT = st.lists(WORD, min_size=1, max_size=6).flatmap(
    lambda words: st.sampled_from((" ", "  ", "\0")).map(lambda blank: blank.join(words))
)
ROW = st.tuples(*[st.lists(TEXT, min_size=1, max_size=3)] * 3)
ANY = (None, None, None)


#: rows of cells of lines
Rows = Sequence[Sequence[Sequence[str]]]


def made(rows: Rows, width: int, most: tuple[int | None, ...] = ANY) -> list[str]:
    return list(table([[[Line(text) for text in cell] for cell in row] for row in rows], width, most))


def by_rich(rows: Rows, width: int) -> list[str]:
    drawn = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for _ in rows[0]:
        drawn.add_column(overflow="fold")
    for row in rows:
        drawn.add_row(*("\n".join(cell) for cell in row))
    console = Console(file=io.StringIO(), width=width, highlight=False, emoji=False, markup=False, color_system=None)
    console.print(drawn)
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


@given(st.lists(ROW, min_size=1, max_size=4), st.integers(20, 120))
def test_each_line_fits_and_nothing_is_lost(rows: Rows, width: int) -> None:
    lines = made(rows, width)
    assert all(cells(line) <= width for line in lines)
    assert not any(line.endswith(" ") for line in lines)
    letters = "".join(text for row in rows for cell in row for text in cell)
    assert sorted(re.sub("[ \0]", "", "".join(lines))) == sorted(re.sub("[ \0]", "", letters))


#: what takes no room or changes that of its neighbour, and all else that a text may hold
ODD = st.one_of(st.text("a \0漢😀\u200d\ufe0f\u0301❤👩🏽\u1100\u1161\u3000", max_size=20), st.text(max_size=20))
ODD_ROW = st.tuples(*[st.lists(ODD, min_size=1, max_size=3)] * 4)


@given(st.lists(ODD_ROW, min_size=1, max_size=4), st.integers(40, 120))
@example([(["00000000 \ufe0f"],) * 4], 40)
def test_whatever_stands_there(rows: Rows, width: int) -> None:
    lines = made(rows, width, (None, None, None, None))
    assert all(cells(line) <= width for line in lines)
    letters = "".join(text for row in rows for cell in row for text in cell)
    assert sorted(re.sub("[ \0]", "", "".join(lines))) == sorted(re.sub("[ \0]", "", letters))


def test_a_piece_of_letters_that_take_no_room_is_one() -> None:
    assert chopped("\ufe0f", 3) == ["\ufe0f"]
    assert chopped("漢字\u0301", 2) == ["漢", "字\u0301"]
    assert chopped("漢❤\ufe0f", 3) == ["漢❤", "\ufe0f"]


@given(st.lists(ROW, min_size=1, max_size=4))
def test_what_fits_looks_as_rich_has_it(rows: Rows) -> None:
    held = [tuple([text.replace("\0", "x") for text in cell] for cell in row) for row in rows]
    assert [line.replace("\0", "x") for line in made(rows, 1000)] == by_rich(held, 1000)


def test_the_widest_columns_give_way() -> None:
    rows = [(["name"], ["a long text that has to be folded"], ["short"]), (["other"], ["x"], ["y"])]
    assert made(rows, 30) == [
        "name   a long text that  short",
        "       has to be folded",
        "other  x                 y",
    ]


def test_a_column_takes_no_more_than_it_may() -> None:
    assert made([(["a"], ["one two three"], ["b"])], 80, (None, 7, None)) == ["a  one two  b", "   three"]


def test_a_word_that_is_too_wide_is_cut() -> None:
    assert made([(["~/" + "a" * 10], ["b"], ["c"])], 14) == ["~/aaaaaa  b  c", "aaaa"]
    assert made([(["漢" * 5], ["b"], ["c"])], 13) == ["漢漢漢   b  c", "漢漢"]


def test_blanks_at_the_end_of_a_line_and_nothing_at_all() -> None:
    assert made([(["abc  d"], ["b"], ["c"])], 10) == ["abc   b  c", "d"]
    assert made([([""], [""], ["c"])], 10) == ["    c"]
    assert made([([""], ["b"], [""])], 10) == ["  b"]
    assert made([(["漢字"], ["b"], ["c"])], 7) == ["漢  b  c", "字"]
    assert chopped("漢", 1) == ["漢"]


def test_a_style_ends_with_its_text() -> None:
    rows = [
        [[Line("head", bold=True)], [Line("more")]],
        [[Line("red", "red"), Line("dim", dim=True)], [Line("wide one")]],
    ]
    assert list(table(rows, 80, (None, None))) == [
        "\x1b[1mhead\x1b[0m  more",
        "\x1b[31mred\x1b[0m   wide one",
        "\x1b[2mdim\x1b[0m",
    ]
    plain = [re.sub(r"\x1b\[\d+m", "", line) for line in table(rows, 80, (None, None))]
    assert plain == made([(["head"], ["more"]), (["red", "dim"], ["wide one"])], 80, (None, None))
