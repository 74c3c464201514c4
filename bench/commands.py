"""What is measured: our commands, what they are compared with, and the programs whose files we read."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.homes import Home, build, installed
from bench.measure import Command

_ROOT = Path(__file__).parents[1]
#: the script that an installer makes of an entry point
_SCRIPT = f"#!{sys.executable}\nimport sys\nfrom colima_guard.cli.main import main\nsys.exit(main())\n"
#: the release that is judged by
RELEASE = "0.10.3"


class Bench:
    """Homes of every size below one directory, and the commands to run in them."""

    def __init__(self, directory: Path, sizes: Sequence[int]) -> None:
        self._directory = directory
        self._script = directory / "colima-guard"
        self._script.write_text(_SCRIPT)
        self._path = installed(directory / "homebrew", RELEASE)
        self._homes = [
            (
                build(directory / f"locked-{size}", size, locked=True),
                build(directory / f"open-{size}", size, locked=False),
            )
            for size in sizes
        ]

    def bare(self) -> Command:
        """Bare Python, which all ratios are to."""
        return self._python("python -c pass", "-c", "pass")

    def commands(self) -> Iterator[Command]:
        """Every row but the first, in the order of the table."""
        yield self._python("python -c 'import click'", "-c", "import click")
        yield self._ours(self._homes[0][0], "--version", sized=False)
        yield self._ours(self._homes[0][0], "--help", sized=False)
        for locked, opened in self._homes:
            yield self._ours(locked, "status")
            yield self._ours(locked, "status --json")
            yield self._ours(locked, "check")
            yield self._ours(locked, "check", note=", no colima on PATH", path=self._directory)
            yield self._ours(locked, "lock -n ~/projects", note=", nothing to change")
            yield self._ours(opened, "lock -n ~/projects", note=", every file to change")
            yield from self._peers(locked)

    def _python(self, name: str, *arguments: str) -> Command:
        home = self._homes[0][0]
        return Command(name, (sys.executable, *arguments), self._environ(home, self._path), home.path)

    def _ours(self, home: Home, line: str, *, note: str = "", path: Path | None = None, sized: bool = True) -> Command:
        arguments = [os.fspath(home.path / word[2:]) if word.startswith("~/") else word for word in line.split()]
        return Command(
            f"colima-guard {line}{note}",
            (sys.executable, os.fspath(self._script), *arguments),
            self._environ(home, path or self._path),
            home.path,
            home.profiles if sized else None,
        )

    @staticmethod
    def _environ(home: Home, path: Path) -> dict[str, str]:
        return {
            "HOME": os.fspath(home.path),
            "PATH": os.fspath(path),
            "PYTHONPATH": os.fspath(_ROOT),
            "LANG": "C.UTF-8",
        }

    @staticmethod
    def _peers(home: Home) -> Iterator[Command]:
        environ = {
            "HOME": os.fspath(home.path),
            "PATH": os.environ.get("PATH", os.defpath),
            "LIMA_HOME": os.fspath(home.path / ".colima/_lima"),
        }
        for line in ("colima list", "limactl list --format json"):
            name, *arguments = line.split()
            if without_peers() is None and (found := shutil.which(name)):
                yield Command(line, (found, *arguments), environ, home.path, home.profiles)


def without_peers() -> str | None:
    """Why ``colima`` and ``limactl`` are left out, ``None`` when they are not."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return "limactl refuses to run as root"
    missing = [name for name in ("colima", "limactl") if shutil.which(name) is None]
    return f"{' and '.join(missing)} not on PATH" if missing else None
