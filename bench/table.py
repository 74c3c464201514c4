"""The figures as tables, for a terminal or in Markdown."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from bench.measure import Cost

Row = tuple[str, ...]
#: columns of words; all others are numbers
_WORDS = ("command", "against", "backend", "of")
#: and of words that are typed
_TYPED = _WORDS[:2]


@dataclass(frozen=True)
class Table:
    """One table."""

    title: str
    header: Row
    rows: Sequence[Row]

    def markdown(self) -> str:
        """As Markdown."""
        rule = tuple("---" if name in _WORDS else "---:" for name in self.header)
        typed = [name in _TYPED for name in self.header]
        rows = [
            tuple(f"`{text}`" if code else text for code, text in zip(typed, row, strict=True)) for row in self.rows
        ]
        lines = ["| " + " | ".join(row) + " |" for row in (self.header, rule, *rows)]
        return "\n".join([f"{self.title}:", "", *lines])

    def plain(self) -> str:
        """For a terminal."""
        rows = (self.header, *self.rows)
        widths = [max(len(row[column]) for row in rows) for column in range(len(self.header))]
        return "\n".join([f"{self.title}:", *("  ".join(self._padded(row, widths)).rstrip() for row in rows)])

    def _padded(self, row: Row, widths: Sequence[int]) -> Iterator[str]:
        for name, text, width in zip(self.header, row, widths, strict=True):
            yield text.ljust(width) if name in _WORDS else text.rjust(width)


def processes(costs: Sequence[Cost]) -> Table:
    """One row a command, sizes beside each other; the cost of a further instance is against the smallest size."""
    header = ("command", "backend", "instances", "median ms", "min", "max", "x bare", "cpu ms", "peak MiB")
    further = ("ms a further instance", "KiB a further instance")
    rows: list[Row] = []
    for name, backend in dict.fromkeys((cost.command.name, cost.command.backend) for cost in costs):
        sizes = [cost for cost in costs if (cost.command.name, cost.command.backend) == (name, backend)]
        rows += [(name, backend, *_process(cost), *_further(cost, sizes[0])) for cost in sizes]
    return Table("Whole processes", (*header, *further), rows)


def scans(costs: Sequence[Cost]) -> Table:
    """One row a command and a number of projects or containers."""
    header = ("command", "of", "number", "median ms", "min", "max", "x bare", "cpu ms", "peak MiB", "ms each")
    rows: list[Row] = []
    for cost in costs:
        number = cost.command.instances
        each = f"{cost.milliseconds[0] / number:.2f}" if number else ""
        rows.append((cost.command.name, cost.command.backend, *_process(cost), each))
    return Table("Projects and containers", header, rows)


def _process(cost: Cost) -> Iterator[str]:
    yield _number(cost.command.instances)
    figures = (*cost.milliseconds, cost.ratio, cost.processor_milliseconds, cost.kib / 1024)
    yield from (f"{figure:.1f}" for figure in figures)


def _further(cost: Cost, first: Cost) -> tuple[str, str]:
    more = (cost.command.instances or 0) - (first.command.instances or 0)
    if more <= 0:
        return "", ""
    milliseconds = (cost.milliseconds[0] - first.milliseconds[0]) / more
    return f"{milliseconds:.2f}", f"{(cost.kib - first.kib) / more:.1f}"


def instead(
    costs: Sequence[Cost], pairs: Sequence[tuple[str, str]], title: str = "Against what a user would run instead"
) -> Table:
    """Each pair of commands in the same home: median, smallest and largest ratio of the same rounds."""
    found = {(cost.command.name, cost.command.backend, cost.command.instances): cost for cost in costs}
    rows: list[Row] = []
    for name, against in pairs:
        for cost in (cost for cost in costs if cost.command.name == name):
            where = cost.command.backend, cost.command.instances
            if (other := found.get((against, *where))) is not None:
                ratios = cost.ratios(other.seconds)
                times = (f"{ratio:.2f}" for ratio in (median(ratios), min(ratios), max(ratios)))
                rows.append((name, against, where[0], _number(where[1]), *times))
    header = ("command", "against", "backend", "instances", "x", "min", "max")
    return Table(title, header, rows)


def cold(costs: Sequence[Cost]) -> Table:
    """The rows without the file cache, with what each read from the disk."""
    header = ("command", "backend", "instances", "median ms", "min", "max", "x bare", "MiB read")
    rows = []
    for cost in costs:
        figures = (*cost.milliseconds, cost.ratio, median(cost.read) / 1024)
        shown = (f"{figure:.1f}" for figure in figures)
        rows.append((cost.command.name, cost.command.backend, _number(cost.command.instances), *shown))
    return Table("With a cold file cache of the system", header, rows)


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def machine() -> str:
    """Date and machine, without anything that names it."""
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{date.today()}, {os.cpu_count()} cores{memory}, {sys.platform} {platform.machine()}, {python}"
