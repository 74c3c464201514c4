"""The story: the command lines in their order, each run as a real process on the sample home."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from demo import sample


@dataclass(frozen=True, slots=True)
class Step:
    """What is said before, the command line for a POSIX shell, and the exit code that it must have."""

    say: str
    line: str
    code: int = 0


STORY: tuple[Step, ...] = (
    Step("What can the VMs see? Colima was told nothing special.", "colima-guard status"),
    Step("The files as they are now, for later.", "cksum .colima/*/colima.yaml"),
    Step("What would a lock change? This writes nothing.", "colima-guard lock --dry-run --projects ~/sites ~/projects"),
    Step("Do it. Without --yes it would ask.", "colima-guard lock --yes --projects ~/sites ~/projects", 1),
    Step("The judge, for scripts: one line an offence, exit code 1.", "colima-guard check", 1),
    Step("Do what it says.", "colima-guard lock --confine --yes"),
    Step("As wanted now: silent, exit code 0.", "colima-guard check"),
    Step("Who can still read the key?", "colima-guard why ~/.ssh/id_ed25519"),
    Step("What was changed?", "colima-guard history"),
    Step("Take the newest change back,", "colima-guard rollback --yes"),
    Step("and the one before it.", "colima-guard rollback --yes"),
    Step("Every byte is back.", "cksum .colima/*/colima.yaml"),
    Step("And the VMs see what they saw before.", "colima-guard status"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A step that was done: its true output, standard error included, and its exit code."""

    step: Step
    output: str
    code: int


def checkout() -> list[str]:
    """The program of this checkout, installed or not."""
    return ["/usr/bin/env", f"PYTHONPATH={Path(__file__).parents[1]}", sys.executable, "-m", "colima_guard"]


@contextmanager
def stage(program: list[str]) -> Iterator[Path]:
    """The sample home in a temporary directory, with ``colima-guard`` on its ``PATH``; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="colima-guard-demo-") as directory:
        top = Path(os.path.realpath(directory))
        home = top / "me"
        sample.write(home)
        (top / "bin").mkdir()
        command = top / "bin" / "colima-guard"
        command.write_text(f'#!/bin/sh\nexec {shlex.join(program)} "$@"\n')
        command.chmod(0o755)
        yield home


def run(line: str, home: Path) -> subprocess.CompletedProcess[str]:
    """One command line, done in the sample home; standard error is part of its output.

    Nothing of the caller's environment reaches it but the locale.
    """
    environment = {"HOME": str(home), "PATH": f"{home.parent}/bin:/usr/bin:/bin", "LANG": os.environ.get("LANG", "C")}
    return subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=home,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def tell(home: Path) -> Iterator[Told]:
    """Runs the steps one after the other."""
    for step in STORY:
        done = run(step.line, home)
        yield Told(step, done.stdout, done.returncode)
