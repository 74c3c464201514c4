"""The command line as a real process, on the platform that runs the tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "colima_guard")


def environment(home: Path, **more: str) -> dict[str, str]:
    """Nothing of the environment of whoever runs the tests but what Python itself needs."""
    return {"HOME": str(home), "PATH": str(home / "path"), "PYTHONPATH": str(ROOT), **more}


def begun(home: Path, *argv: str, **more: str) -> subprocess.Popen[bytes]:
    """A command line that runs now."""
    return subprocess.Popen(
        [*COMMAND, *argv],
        env=environment(home, **more),
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(home: Path, *argv: str, stdin: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    """A command line that has ended."""
    env = environment(home, **more)
    return subprocess.run(
        [*COMMAND, *argv], env=env, cwd=home, input=stdin, capture_output=True, timeout=120, check=False
    )
