"""``python -m bench [--runs N] [--sizes 1,100,1000] [--markdown]``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.commands import Bench, without_peers
from bench.measure import Failed, measure
from bench.table import machine, markdown, plain, rows


def main(argv: Sequence[str] | None = None) -> int:
    """Measures everything and prints the table; 1 when a command did not do its work."""
    options = _options(argv)
    with tempfile.TemporaryDirectory(prefix="colima-guard-bench-") as directory:
        try:
            bench = Bench(Path(directory).resolve(), options.sizes)
            costs = measure(bench.bare(), list(bench.commands()), options.runs, bench.remember, _progress)
            bench.remembered()
        except Failed as failed:
            print(failed, file=sys.stderr)
            return 1
    show = markdown if options.markdown else plain
    print(f"{machine()}, {options.runs} runs", show(rows(costs)), sep="\n\n")
    if (why := without_peers()) is not None:
        print(f"\nwithout colima list and limactl list: {why}")
    return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench", description="Time and memory of colima-guard's commands.")
    parser.add_argument("--runs", type=_count, default=10, metavar="N", help="rounds that are counted (10)")
    parser.add_argument("--sizes", type=_sizes, default=[1, 100, 1000], metavar="N,N", help="profiles (1,100,1000)")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    return parser.parse_args(argv)


def _count(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError
    return number


def _sizes(text: str) -> list[int]:
    return sorted({_count(number) for number in text.split(",")})


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{text} ", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
