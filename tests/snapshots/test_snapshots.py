"""What every command prints is what the pages here show: after a change of words, ``make snapshots``."""

from __future__ import annotations

import pytest

from colima_guard.cli.root import COMMANDS
from tests.snapshots.situations import PAGES
from tests.snapshots.take import PLACE, pages


@pytest.mark.parametrize("command", PAGES)
def test_as_shown(command: str) -> None:
    for name, text in pages(command).items():
        assert text == (PLACE / name).read_text(encoding="utf-8"), f"{name}: make snapshots writes it anew"


def test_every_command_has_a_page() -> None:
    names = {*COMMANDS, "errors"}
    assert set(PAGES) == names
    kept = {str(path.relative_to(PLACE)) for path in PLACE.rglob("*.txt")}
    assert kept == {f"{place}{name}.txt" for name in names for place in ("", "coloured/")}
