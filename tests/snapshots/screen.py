"""A pretended machine whose command line runs in a pretended terminal of 80 columns, or in a pipe."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from unittest import mock

from colima_guard.cli.main import main
from tests.conftest import Machine, Run
from tests.machines.quiet import quiet_machine
from tests.snapshots.terminal import Key, screens

COLUMNS = 80
#: what differs from run to run, and what stands for it: as long, so that lines break where they did
_VARIES = (
    (re.compile(r"\b\d{8}-\d{6}-[0-9a-f]{4}\b"), "20260101-120000-1a2b"),
    (re.compile(r"\b20\d\d-\d\d-\d\d\b"), "2026-01-01"),
    (re.compile(r"\b\d\d:\d\d(:\d\d)?\b"), lambda found: "12:00:00"[: len(found[0])]),
    (re.compile(r"(?<!\d)\d{4} (?=days ago)"), "1000 "),
    (re.compile(r"\b[0-9a-f]{32}\b"), "0" * 32),
    (re.compile(r"(?<=process )\d+"), "4242"),
)


class _Tty(io.BytesIO):
    def isatty(self) -> bool:
        return True


class _Typing(io.StringIO):
    """Somebody who types, and a terminal that shows it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.shown: io.TextIOWrapper | None = None

    def isatty(self) -> bool:
        return True

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        line = super().readline(size)
        if self.shown is not None:
            self.shown.write(line)
        return line


@dataclass
class Screen(Machine):
    """The machine, and ``show`` for a command line in its terminal."""

    def run(self, *argv: str, stdin: bytes | None = None) -> Run:
        """A command line in no terminal, of which nothing is shown."""
        code, text = self._run(argv, io.BytesIO(), io.TextIOWrapper(io.BytesIO(stdin or b"")))
        return Run(code, text, text)

    def show(self, *argv: str, typed: str = "", piped: bool = False, **environ: str) -> tuple[int, str]:
        """The exit code, and what stands on the screen: both streams, as they come, and what is typed."""
        here = {} if piped else {"TERM": "xterm-256color", "COLUMNS": str(COLUMNS)}
        with (
            mock.patch.dict(self.environ, {**here, **environ}),
            # click asks these for the width of its help
            mock.patch.dict(os.environ, {"COLUMNS": str(COLUMNS)}),
        ):
            stdin = io.TextIOWrapper(io.BytesIO()) if piped or not typed else _Typing(typed)
            code, text = self._run(argv, io.BytesIO() if piped else _Tty(), stdin)
        return code, self._steady(text)

    def drive(self, *argv: str, keys: Sequence[Key], columns: int = COLUMNS) -> Iterator[tuple[str, str]]:
        """What stands on a real terminal when each key that has a name is pressed, and at the end without a name."""
        here = {"TERM": "xterm-256color", "COLUMNS": str(columns)}
        with mock.patch.dict(self.environ, here):
            names = (*(key.name for key in keys), "")
            shown = list(zip(names, screens(self, argv, keys, columns), strict=True))
        for name, lines in shown:
            if name or lines is shown[-1][1]:
                yield name, self._steady("\n".join(lines))

    def _run(self, argv: tuple[str, ...], bytes_: io.BytesIO, stdin: io.TextIOWrapper | _Typing) -> tuple[int, str]:
        screen = io.TextIOWrapper(bytes_, "utf-8", write_through=True)
        if isinstance(stdin, _Typing):
            stdin.shown = screen
        kept = sys.stdout, sys.stderr, sys.stdin
        sys.stdout, sys.stderr, sys.stdin = screen, screen, stdin
        try:
            code = main(argv, self.host())
        finally:
            sys.stdout, sys.stderr, sys.stdin = kept
        return code, bytes_.getvalue().decode()

    def _steady(self, text: str) -> str:
        text = text.replace(str(self.home), "/home/me")
        for pattern, instead in _VARIES:
            text = pattern.sub(instead, text)
        return text


@contextmanager
def screen() -> Iterator[Screen]:
    """Such a machine, that is gone afterwards."""
    with quiet_machine() as quiet:
        yield Screen(quiet.home, None)  # type: ignore[arg-type]
