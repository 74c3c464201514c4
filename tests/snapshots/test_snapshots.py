"""What every command prints is what the pages here show: after a change of words, ``make snapshots``."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from colima_guard.cli.root import COMMANDS
from tests.snapshots.screen import COLUMNS, screen
from tests.snapshots.situations import PAGES, demo
from tests.snapshots.take import PLACE, pages, unmarked


@pytest.mark.parametrize("command", PAGES)
def test_as_shown(command: str) -> None:
    for name, text in pages(command).items():
        assert text == (PLACE / name).read_text(encoding="utf-8"), f"{name}: make snapshots writes it anew"


def test_every_command_has_a_page() -> None:
    names = {*COMMANDS, "errors"}
    assert set(PAGES) == names
    kept = {str(path.relative_to(PLACE)) for path in PLACE.rglob("*.txt")}
    assert kept == {f"{place}{name}.txt" for name in names for place in ("", "coloured/")}


#: pages whose output is the text of a file: it is as wide as it is
_FILES = {"bootstrap", "render", "completion"}
#: a line of a diff
_OF_A_FILE = re.compile(r"[-+ ]")


@pytest.mark.parametrize("command", sorted(set(PAGES) - _FILES))
def test_no_line_is_wider_than_the_terminal(command: str) -> None:
    """But for what a file holds, and for words that are wider by themselves, as a path can be."""
    piped = in_diff = False
    for number, line in enumerate((PLACE / f"{command}.txt").read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("$ "):
            piped = line.endswith("| cat")
        in_diff = line.startswith(("--- ", "+++ ", "@@ ")) or (in_diff and bool(_OF_A_FILE.match(line)))
        word = max(line.split(), key=cell_len, default="")
        alone = line.strip() == word
        assert piped or in_diff or alone or line[:2] == "$ " or cell_len(line) <= COLUMNS, f"{command}.txt:{number}"


def test_without_colour_it_says_the_same() -> None:
    for command in ("status", "lock -n ~/projects", "check", "lock ~/nowhere", "verify"):
        with screen() as machine:
            demo(machine)
            argv = command.split()
            plain, coloured = machine.show(*argv, NO_COLOR="1"), machine.show(*argv)
            assert plain == (coloured[0], unmarked(coloured[1]))
