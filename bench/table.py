"""The figures as a table, for a terminal or in Markdown."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator, Sequence
from datetime import date

from bench.measure import Cost

HEADER = (
    "command",
    "profiles",
    "median ms",
    "min",
    "max",
    "x bare",
    "cpu ms",
    "peak MiB",
    "ms a further profile",
    "KiB a further profile",
)

Rows = list[tuple[str, ...]]


def rows(costs: Sequence[Cost]) -> Rows:
    """One row a command, sizes beside each other; the cost of a further profile is against the smallest size."""
    names = list(dict.fromkeys(cost.command.name for cost in costs))
    found: Rows = []
    for name in names:
        sizes = [cost for cost in costs if cost.command.name == name]
        found += [_row(cost, sizes[0]) for cost in sizes]
    return found


def _row(cost: Cost, first: Cost) -> tuple[str, ...]:
    middle, least, most = cost.milliseconds
    times = (middle, least, most, cost.ratio, cost.processor_milliseconds, cost.kib / 1024)
    return (
        cost.command.name,
        _number(cost.command.profiles),
        *(f"{figure:.1f}" for figure in times),
        *_further(cost, first),
    )


def _further(cost: Cost, first: Cost) -> tuple[str, str]:
    more = (cost.command.profiles or 0) - (first.command.profiles or 0)
    if more <= 0:
        return "", ""
    milliseconds = (cost.milliseconds[0] - first.milliseconds[0]) / more
    return f"{milliseconds:.2f}", f"{(cost.kib - first.kib) / more:.1f}"


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def markdown(table: Rows) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in (HEADER, ("---", *["---:"] * (len(HEADER) - 1)))]
    lines += ["| " + " | ".join((f"`{row[0]}`", *row[1:])) + " |" for row in table]
    return "\n".join(lines)


def plain(table: Rows) -> str:
    widths = [max(len(row[column]) for row in (HEADER, *table)) for column in range(len(HEADER))]
    return "\n".join("  ".join(_padded(row, widths)).rstrip() for row in (HEADER, *table))


def _padded(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for column, (text, width) in enumerate(zip(row, widths, strict=True)):
        yield text.rjust(width) if column else text.ljust(width)


def machine() -> str:
    """Date and machine, without anything that names it."""
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{date.today()}, {os.cpu_count()} cores{memory}, {sys.platform} {platform.machine()}, {python}"
