"""Writes the pages: ``make snapshots``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.snapshots.screen import COLUMNS, Screen, screen
from tests.snapshots.situations import PAGES, Line, Situation

PLACE = Path(__file__).parent
#: an argument that is longer than is worth reading
_LONG = re.compile(r"x{200,}")
_STYLE = re.compile(r"\x1b\[([0-9;]*)m")
_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan")
_NAMES = {"0": "/", "1": "bold", "2": "dim", "4": "underlined", "7": "reversed"}
_NAMES |= {str(30 + number): name for number, name in enumerate(_COLOURS)}


def pages(command: str) -> dict[str, str]:
    """What is written for a command: the name of each file, and its text."""
    plain = [f"colima-guard {command} at {COLUMNS} columns (`make snapshots` writes this)"]
    styled = [f"the lines of {command}.txt that have colour (`make snapshots` writes this)"]
    for situation in PAGES[command]:
        lines = list(_shown(situation))
        plain += ["", f"== {situation.title}", *map(unmarked, lines)]
        marks = [marked(line) for line in lines if _STYLE.search(line) or line.startswith(("$ ", "(then pressed: "))]
        styled += ["", f"== {situation.title}", *marks]
    return {f"{command}.txt": _text(plain), f"coloured/{command}.txt": _text(styled)}


def _shown(situation: Situation) -> Iterator[str]:
    with screen() as machine:
        situation.lay(machine)
        for line in situation.lines:
            yield ""
            yield _LONG.sub("xxx...", line.shown)
            if line.keys:
                yield from _driven(machine, line)
                continue
            code, text = machine.show(*line.argv, typed=line.typed, piped=line.piped)
            yield from text.splitlines()
            if code:
                yield f"(exit code {code})"


def _driven(machine: Screen, line: Line) -> Iterator[str]:
    for name, text in machine.drive(*line.argv, keys=line.keys):
        yield from text.splitlines()
        if name:
            yield from ("", f"(then pressed: {name})")


def marked(line: str) -> str:
    """The line with each style written out: ``[red]OPEN[/]``."""
    return _STYLE.sub(lambda found: f"[{' '.join(_NAMES[one] for one in found[1].split(';') if one)}]", line)


def unmarked(line: str) -> str:
    """The line without its styles."""
    return _STYLE.sub("", line)


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    for command in PAGES:
        for name, text in pages(command).items():
            file = PLACE / name
            if not file.exists() or file.read_text(encoding="utf-8") != text:
                file.parent.mkdir(exist_ok=True)
                file.write_text(text, encoding="utf-8")
                print(f"tests/snapshots/{name}")
