"""A machine in a temporary directory, and the command line run on it in this process."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from colima_guard.cli.main import main
from colima_guard.host import Host, Platform


@dataclass
class Run:
    """What a command line did."""

    code: int
    out: str
    err: str


@dataclass
class Machine:
    """A pretended machine: its home, its platform, and ``run`` for a command line on it."""

    home: Path
    capture: pytest.CaptureFixture[str]
    platform: Platform = "macos"
    os_version: tuple[int, ...] = (14, 5)
    arch: str = "aarch64"
    #: where commands are run; the home when empty
    cwd: str = ""

    def __post_init__(self) -> None:
        self.environ = {"HOME": str(self.home), "USERPROFILE": str(self.home), "PATH": str(self.home / "path")}

    def host(self) -> Host:
        return Host(self.environ, self.platform, self.os_version, self.arch, self.cwd or str(self.home))

    def run(self, *argv: str) -> Run:
        self.capture.readouterr()
        code = main(argv, self.host())
        out, err = self.capture.readouterr()
        return Run(code, out, err)

    def write(self, path: str, text: str | bytes, mode: int = 0o644) -> Path:
        """A file below the home, its directories made."""
        file = self.home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        file.chmod(mode)
        return file

    def read(self, path: str) -> str:
        return (self.home / path).read_bytes().decode()

    def mkdir(self, *paths: str) -> None:
        for path in paths:
            (self.home / path).mkdir(parents=True, exist_ok=True)

    def command(self, name: str, script: str) -> None:
        """A program on this machine's ``PATH``."""
        self.write(f"path/{name}", f"#!/bin/sh\n{script}\n", 0o755)

    def tree(self) -> dict[str, tuple[int, bytes | None]]:
        """Every file and directory below the home, with its mode and bytes."""
        found: dict[str, tuple[int, bytes | None]] = {}
        for directory, _, files in os.walk(self.home):
            for name in [".", *files]:
                path = Path(directory, name)
                content = path.read_bytes() if path.is_file() else None
                found[str(path.relative_to(self.home))] = (path.stat().st_mode & 0o7777, content)
        return found


@pytest.fixture
def machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Machine]:
    home = tmp_path / "me"
    home.mkdir()
    yield Machine(home, capsys)


def shared(*parts: str) -> Path:
    """A path of the folder with recorded truth, beside the checkout.

    Where it is missing the test is skipped; with ``COLIMA_GUARD_REQUIRE_SHARED`` set, as ``make oracle`` has it, it
    fails.
    """
    root = Path(os.environ.get("COLIMA_GUARD_SHARED") or Path(__file__).parents[1].parent / "shared")
    path = root.joinpath(*parts)
    if not path.exists():
        if os.environ.get("COLIMA_GUARD_REQUIRE_SHARED"):
            pytest.fail(f"{path} is missing")
        pytest.skip(f"needs {'/'.join(parts)} of the shared folder (COLIMA_GUARD_SHARED)")
    return path


def lines(text: str, prefixes: Sequence[str]) -> list[str]:
    """The lines that begin with one of these."""
    return [line for line in text.splitlines() if line.startswith(tuple(prefixes))]
