"""Wall time and peak memory of whole processes, all commands interleaved in one run."""

from __future__ import annotations

import marshal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Command:
    """One row: a command line in a home, and the exit code that says that it did its work."""

    name: str
    argv: tuple[str, ...]
    environ: Mapping[str, str]
    directory: Path
    backend: str = ""
    instances: int | None = None
    exit_code: int = 0


@dataclass
class Cost:
    """What a command cost in each round.

    Seconds, seconds of bare Python just before, processor time, peak KiB, and KiB that came from the disk.
    """

    command: Command
    seconds: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    peak: list[int] = field(default_factory=list)
    read: list[int] = field(default_factory=list)

    @property
    def milliseconds(self) -> tuple[float, float, float]:
        """Median, smallest and largest wall time."""
        return median(self.seconds) * 1e3, min(self.seconds) * 1e3, max(self.seconds) * 1e3

    @property
    def ratio(self) -> float:
        """Median over the rounds of wall time by that of bare Python in the same round."""
        return median(self.ratios(self.bare))

    def ratios(self, others: Sequence[float]) -> list[float]:
        """Wall time by another one of the same round."""
        return [ours / other for ours, other in zip(self.seconds, others, strict=True)]

    @property
    def processor_milliseconds(self) -> float:
        """Median of user and system time, which other processes on the machine lengthen less than wall time."""
        return median(self.processor) * 1e3

    @property
    def kib(self) -> int:
        """Median of the peak resident memory."""
        return int(median(self.peak))


class Failed(Exception):
    """A command ended otherwise than it should, so its time says nothing."""


class _Starter:
    """The process that starts the commands."""

    def __init__(self) -> None:
        starter = str(Path(__file__).with_name("starter.py"))
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", starter], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def run(self, command: Command) -> tuple[float, float, int, int]:
        """Seconds, seconds of processor time, peak KiB, KiB from the disk. Raises ``Failed``."""
        assert self._process.stdin is not None and self._process.stdout is not None
        marshal.dump((command.argv, dict(command.environ), str(command.directory)), self._process.stdin)
        self._process.stdin.flush()
        code, seconds, processor, peak, read = marshal.load(self._process.stdout)
        if code != command.exit_code:
            raise Failed(f"{' '.join(command.argv)} ended with {code} instead of {command.exit_code}")
        return seconds, processor, peak, read

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def measure(
    bare: Command,
    commands: Sequence[Command],
    runs: int,
    progress: Callable[[str], None],
    *,
    ready: Callable[[], None] = lambda: None,
    before: Callable[[Command], None] = lambda command: None,
) -> list[Cost]:
    """``runs`` rounds of all commands, each right after ``bare``.

    One round more before that is not counted; ``ready`` is called behind it, ``before`` ahead of each command. The cost
    of ``bare`` itself comes first. Raises ``Failed``.
    """
    costs = [Cost(command) for command in (bare, *commands)]
    starter = _Starter()
    try:
        for number in range(runs + 1):
            progress(f"round {number} of {runs}" if number else "warming up")
            if number == 1:
                ready()
            for cost in costs:
                before(bare)
                seconds_bare, *_ = starter.run(bare)
                before(cost.command)
                seconds, processor, peak, read = starter.run(cost.command)
                if number:
                    cost.bare.append(seconds_bare)
                    cost.seconds.append(seconds)
                    cost.processor.append(processor)
                    cost.peak.append(peak)
                    cost.read.append(read)
    finally:
        starter.close()
    return costs
