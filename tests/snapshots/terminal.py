"""A real terminal with somebody at its keys, and what stands on it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pexpect

from colima_guard.cli.main import main
from tests.conftest import Machine
from tests.machines.command import ROOT

#: what a program says to a terminal: a command with its numbers, a key as of a typewriter, or a character
_SAID = re.compile(r"\x1b\[\??([0-9;]*)([A-Za-z])|([\r\n\b])|(.)", re.DOTALL)
#: how the drawing of a list ends
_DRAWN = "\x1b[?7h\x1b[0m"


class Key(NamedTuple):
    """What is pressed, its name for whoever reads, and what stands on the terminal by then."""

    pressed: str
    name: str
    by_then: str


class Terminal:
    """Lines of characters, each with its style; without an end to the right or below."""

    def __init__(self, said: str) -> None:
        self._rows: list[list[tuple[str, str]]] = [[]]
        self._row = self._column = 0
        self._style: list[str] = []
        for numbers, command, key, char in _SAID.findall(said):
            if command:
                self._heed(command, numbers)
            elif key:
                self._go(int(key == "\n"), {"\n": 0, "\b": -1}.get(key, -self._column))
            else:
                self._put(char)

    def lines(self) -> list[str]:
        """What stands there, with its styles."""
        return [_styled(row) for row in self._rows]

    def text(self) -> str:
        """What stands there, without them."""
        return "\n".join("".join(char for char, _ in row).rstrip() for row in self._rows)

    def _heed(self, command: str, numbers: str) -> None:
        count = int(numbers) if numbers.isdecimal() else 1
        if command == "m":
            for number in numbers.split(";"):
                self._style = [*self._style, number] if number.strip("0") else []
        elif command in "ABCD":
            self._go(*{"A": (-count, 0), "B": (count, 0), "C": (0, count), "D": (0, -count)}[command])
        elif command in "JK" and not numbers.strip("0"):
            del self._rows[self._row][self._column :]
            if command == "J":
                del self._rows[self._row + 1 :]
        elif command not in "hl":  # whether the cursor is seen, where lines wrap, what is pasted
            raise ValueError(f"this terminal does not know CSI {numbers}{command}")

    def _go(self, down: int, right: int) -> None:
        self._row, self._column = max(self._row + down, 0), max(self._column + right, 0)
        self._rows += [[] for _ in range(self._row + 1 - len(self._rows))]

    def _put(self, char: str) -> None:
        row = self._rows[self._row]
        row += [(" ", "")] * (self._column + 1 - len(row))
        row[self._column] = (char, ";".join(self._style))
        self._column += 1


def _styled(row: Sequence[tuple[str, str]]) -> str:
    text = now = ""
    for char, style in row:
        if style != now:
            text += ("\x1b[0m" if now else "") + (f"\x1b[{style}m" if style else "")
            now = style
        text += char
    return f"{text}\x1b[0m" if now else text.rstrip()


def screens(machine: Machine, argv: Sequence[str], keys: Sequence[Key], columns: int) -> Iterator[list[str]]:
    """What stands on the terminal when each key is pressed, and at the end.

    The command line is a process of its own, on the machine that is pretended.
    """
    told = [machine.platform, machine.os_version, machine.arch, machine.cwd, machine.environ, argv]
    process = pexpect.spawn(
        sys.executable,
        ["-m", "tests.snapshots.terminal", str(machine.home), json.dumps(told)],
        # a terminal that does not say where its cursor is
        env={"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", "PYTHONPATH": str(ROOT)},
        encoding="utf-8",
        timeout=60,
        dimensions=(40, columns),
    )
    said = ""
    for key in keys:
        while not (said.rstrip().endswith((_DRAWN, key.by_then)) and key.by_then in Terminal(said).text()):
            try:
                said += process.read_nonblocking(1 << 16)
            except (pexpect.TIMEOUT, pexpect.EOF) as error:
                raise AssertionError(f"{key.by_then!r} never stood there, but:\n{Terminal(said).text()}") from error
        yield Terminal(said).lines()
        process.send(key.pressed)
    process.expect(pexpect.EOF)
    process.close()
    code = f"(exit code {process.exitstatus})\n" if process.exitstatus else ""
    yield Terminal(f"{said}{process.before}{code}".rstrip()).lines()


def _on_a_pretended_machine(home: str, told: str) -> int:
    machine = Machine(Path(home), None)  # type: ignore[arg-type]
    platform, os_version, arch, cwd, environ, argv = json.loads(told)
    machine.platform, machine.os_version, machine.arch, machine.cwd = platform, tuple(os_version), arch, cwd
    machine.environ = environ
    return main(argv, machine.host())


if __name__ == "__main__":
    sys.exit(_on_a_pretended_machine(*sys.argv[1:]))
