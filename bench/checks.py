"""That what is measured is what is meant: commands do their work, answers are remembered, modules are compiled."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterable
from dataclasses import replace

from bench.measure import Command, Failed

#: what a start of Python says with -v of a module without a __pycache__ that can be used
_COMPILED = re.compile(r"^# code object from (/.*\.py)$", re.MULTILINE)


def run(command: Command) -> str:
    """What a command says on stderr. Raises ``Failed``."""
    done = subprocess.run(
        command.argv, env=command.environ, cwd=command.directory, capture_output=True, text=True, check=False
    )
    if done.returncode != command.exit_code:
        said = done.stdout + done.stderr
        raise Failed(f"{command.name} ended with {done.returncode} instead of {command.exit_code}: {said}")
    return done.stderr


def remember(checks: Iterable[Command]) -> None:
    """Lets each ``check`` remember its answer. Raises ``Failed``."""
    # no file counts that changed less than two seconds before
    time.sleep(2.1)
    for command in checks:
        run(command)


def remembered(checks: Iterable[Command]) -> None:
    """Raises ``Failed`` unless each ``check`` remembers its answer: it is then measured without computing."""
    for command in checks:
        said = run(replace(command, argv=(*command.argv, "--explain")))
        if "the last good answer holds" not in said:
            raise Failed(f"check did not remember its answer: {said}")


def compiled(commands: Iterable[Command]) -> None:
    """Raises ``Failed`` where a command compiles modules at each start, which an installer has done before."""
    for command in commands:
        said = run(replace(command, argv=(command.argv[0], "-B", "-v", *command.argv[1:])))
        if found := _COMPILED.findall(said):
            raise Failed(f"{command.name} compiles {len(found)} modules at each start, such as {found[0]}")
