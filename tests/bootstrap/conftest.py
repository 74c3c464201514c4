"""A real home in a temporary directory on which printed scripts are run as real processes."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: a home as nobody should have one
ODD = "me 'and' \"you\" $(touch pwned) `touch pwned` \\n\n* é"


def needs(program: str) -> str:
    """The path of a program, such as one beside this Python; the test is skipped where it is missing."""
    beside = str(Path(sys.executable).parent)
    path = shutil.which(program, path=os.pathsep.join([os.environ.get("PATH", os.defpath), beside]))
    if path is None:
        pytest.skip(f"needs {program}")
    return path


@dataclass
class Place:
    """A home, a directory of programs, and what runs there sees nothing else of this machine's settings."""

    top: Path
    home: Path
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True)
        self.bin.mkdir(exist_ok=True)
        self.environ |= {
            "HOME": str(self.home),
            "PATH": f"{self.bin}{os.pathsep}/usr/bin{os.pathsep}/bin",
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.program("colima-guard", [sys.executable, "-m", "colima_guard"])

    @property
    def bin(self) -> Path:
        return self.top / "bin"

    def program(self, name: str, argv: Sequence[str]) -> None:
        """A program on ``PATH`` that runs another one with this checkout."""
        command = self.bin / name
        command.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.join(argv)} "$@"\n')
        command.chmod(0o755)

    def run(self, *argv: str, stdin: str | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            list(argv),
            cwd=self.top,
            env={**self.environ, **environ},
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    def printed(self, *argv: str) -> str:
        """What ``bootstrap`` prints."""
        done = self.run("colima-guard", "bootstrap", *argv)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def tree(self) -> dict[str, tuple[int, bytes | None]]:
        """Everything below the top but caches, with modes and bytes."""
        found: dict[str, tuple[int, bytes | None]] = {}
        for path in sorted(self.top.rglob("*")):
            if ".cache" in path.parts:
                continue
            found[str(path.relative_to(self.top))] = (
                path.lstat().st_mode,
                path.read_bytes() if path.is_file() else None,
            )
        return found


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield Place(tmp_path, tmp_path / "me")


@pytest.fixture
def odd(tmp_path: Path) -> Iterator[Place]:
    """A home whose path holds blanks, quotes, a command, a line end and more."""
    yield Place(tmp_path, tmp_path / ODD)
