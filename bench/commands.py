"""What is measured: our commands, what they are compared with, and the programs whose files we read."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import homes
from bench.environment import install
from bench.measure import Command, Failed

#: the release that is judged by
RELEASE = "0.10.3"


class Bench:
    """Homes of every size below one directory, and the commands to run in them. Raises ``Failed``."""

    def __init__(self, directory: Path, sizes: Sequence[int]) -> None:
        self._directory = directory
        self._interpreter, self._script = install(directory / "venv")
        self._path = homes.installed(directory / "homebrew", RELEASE)
        self._sizes = {size: (self._locked(size), self._open(size)) for size in sizes}
        self._smallest = self._sizes[min(sizes)][0]

    def bare(self) -> Command:
        """Bare Python, which all ratios are to."""
        return self._python("python -c pass", "-c", "pass")

    def commands(self) -> Iterator[Command]:
        """Every row but the first, in the order of the table."""
        yield self._python("python -c 'import click'", "-c", "import click")
        yield self._ours(self._smallest, "--version")
        yield self._ours(self._smallest, "--help")
        for size, (locked, opened) in self._sizes.items():
            yield self._ours(locked, "status", size)
            yield self._ours(locked, "status --json", size)
            yield self._ours(locked, "check --no-cache", size)
            yield self._ours(locked, "check --no-cache", size, note=", no colima on PATH", path=self._directory)
            yield self._ours(locked, "check", size, note=", nothing has changed")
            yield self._ours(locked, "lock -n ~/projects", size, note=", nothing to change")
            yield self._ours(opened, "lock -n ~/projects", size, note=", every file to change")
            yield from self._peers(locked, size)

    def remember(self) -> None:
        """Lets ``check`` remember its answers. Raises ``Failed`` when it does not."""
        # no file counts that changed less than two seconds before
        time.sleep(2.1)
        for locked, _ in self._sizes.values():
            self._run(self._ours(locked, "check"))
        self.remembered()

    def remembered(self) -> None:
        """Raises ``Failed`` unless ``check`` still remembers its answers: it was then measured without computing."""
        for locked, _ in self._sizes.values():
            if "the last good answer holds" not in (said := self._run(self._ours(locked, "check --explain"))):
                raise Failed(f"check did not remember its answer: {said}")

    @staticmethod
    def _run(command: Command) -> str:
        """What a command says on stderr. Raises ``Failed``."""
        done = subprocess.run(
            command.argv, env=command.environ, cwd=command.directory, capture_output=True, text=True, check=False
        )
        if done.returncode != command.exit_code:
            raise Failed(f"{command.name} ended with {done.returncode} instead of 0: {done.stderr}")
        return done.stderr

    def _open(self, profiles: int) -> Path:
        """A home where nothing was locked yet."""
        home = self._directory / f"open-{profiles}"
        homes.build(home)
        homes.add(home, homes.names(profiles), narrow=False)
        return home

    def _locked(self, profiles: int) -> Path:
        """A home that was locked: policy, journal, template and first profile as the program writes them."""
        home = self._directory / f"locked-{profiles}"
        homes.build(home)
        first, *others = homes.names(profiles)
        homes.add(home, [first], narrow=False)
        self._run(self._ours(home, "lock --yes ~/projects"))
        homes.add(home, others, narrow=True)
        return home

    def _python(self, name: str, *arguments: str) -> Command:
        environ = self._environ(self._smallest, self._path)
        return Command(name, (os.fspath(self._interpreter), *arguments), environ, self._smallest)

    def _ours(
        self, home: Path, line: str, profiles: int | None = None, *, note: str = "", path: Path | None = None
    ) -> Command:
        arguments = [os.fspath(home / word[2:]) if word.startswith("~/") else word for word in line.split()]
        argv = (os.fspath(self._interpreter), os.fspath(self._script), *arguments)
        return Command(f"colima-guard {line}{note}", argv, self._environ(home, path or self._path), home, profiles)

    @staticmethod
    def _environ(home: Path, path: Path) -> dict[str, str]:
        return {"HOME": os.fspath(home), "PATH": os.fspath(path), "LANG": "C.UTF-8"}

    @staticmethod
    def _peers(home: Path, profiles: int) -> Iterator[Command]:
        environ = {
            "HOME": os.fspath(home),
            "PATH": os.environ.get("PATH", os.defpath),
            "LIMA_HOME": os.fspath(home / ".colima/_lima"),
        }
        for line in ("colima list", "limactl list --format json"):
            name, *arguments = line.split()
            if without_peers() is None and (found := shutil.which(name)):
                yield Command(line, (found, *arguments), environ, home, profiles)


def without_peers() -> str | None:
    """Why ``colima`` and ``limactl`` are left out, ``None`` when they are not."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return "limactl refuses to run as root"
    missing = [name for name in ("colima", "limactl") if shutil.which(name) is None]
    return f"{' and '.join(missing)} not on PATH" if missing else None
