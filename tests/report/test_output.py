"""What is printed is what click would print: styles, and where they are taken off."""

from __future__ import annotations

import io
import sys
from itertools import product

import click
import pytest

from colima_guard.cli.main import main
from colima_guard.report.output import echo, spelled, style, terminal
from tests.conftest import Machine

COLORS = (None, "red", "green", "yellow", "magenta", "cyan")


class Stream(io.StringIO):
    """A stream that may be a terminal, and counts how often it is flushed."""

    def __init__(self, tty: bool) -> None:
        super().__init__()
        self.tty = tty
        self.flushed = 0

    def isatty(self) -> bool:
        return self.tty

    def flush(self) -> None:
        self.flushed += 1


@pytest.mark.parametrize(("fg", "bold", "dim"), list(product(COLORS, (False, True), (False, True))))
def test_a_style_is_what_click_makes_of_it(fg: str | None, bold: bool, dim: bool) -> None:
    assert style("a text", fg=fg, bold=bold, dim=dim) == click.style(
        "a text", fg=fg, bold=bold or None, dim=dim or None
    )


@pytest.mark.parametrize("tty", [True, False])
@pytest.mark.parametrize("no_color", ["", "1"])
@pytest.mark.parametrize("err", [True, False])
@pytest.mark.parametrize("color", [None, True, False])
def test_a_line_is_printed_as_click_does(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tty: bool, no_color: str, err: bool, color: bool | None
) -> None:
    machine.environ["NO_COLOR"] = no_color
    text = f"{style('CG101', fg='red', bold=True)} and {style('more', dim=True)} é"
    ours, clicks = Stream(tty), Stream(tty)
    monkeypatch.setattr(sys, "stderr" if err else "stdout", ours)
    echo(machine.host(), text, err=err, color=color)
    assert terminal(err) is tty
    click.echo(text, clicks, color=False if no_color and color is None else color)
    assert ours.getvalue() == clicks.getvalue()
    assert ours.flushed == clicks.flushed == 1


@pytest.mark.parametrize("err", [True, False])
def test_a_stream_that_is_closed_is_told_nothing(machine: Machine, monkeypatch: pytest.MonkeyPatch, err: bool) -> None:
    monkeypatch.setattr(sys, "stderr" if err else "stdout", None)
    echo(machine.host(), "nobody reads it", err=err)
    assert not terminal(err)


@pytest.mark.parametrize(("term", "styled"), [("dumb", False), ("unknown", False), ("xterm", True), ("", True)])
def test_a_terminal_without_styles_gets_none(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, term: str, styled: bool
) -> None:
    machine.environ["TERM"] = term
    screen = Stream(True)
    monkeypatch.setattr(sys, "stdout", screen)
    echo(machine.host(), style("OPEN", fg="red"))
    assert ("\x1b" in screen.getvalue()) is styled


@pytest.mark.parametrize(
    ("encoding", "has"), [("ascii", "\\xe9 \\u6f22"), ("latin-1", "é \\u6f22"), ("utf-8", "é 漢"), ("utf-16", "é 漢")]
)
def test_what_an_encoding_does_not_know_is_written_out(
    monkeypatch: pytest.MonkeyPatch, encoding: str, has: str
) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding, errors="backslashreplace"))
    assert spelled("é 漢") == has


def test_a_stream_that_is_closed_spells_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert spelled("é 漢") == "é 漢"


def test_a_table_stands_in_columns_where_names_are_written_out(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.write(".colima/漢字/colima.yaml", "mounts: []\n")
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, "ascii", write_through=True))
    assert main(["status"], machine.host()) == 0
    head, *rows = out.getvalue().decode().splitlines()
    (row,) = (row for row in rows if row.startswith("colima/\\u6f22\\u5b57 "))
    assert head.index("VERDICT") == row.index("OPEN")
