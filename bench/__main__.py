"""``python -m bench [--runs N] [--only colima,lima] [--sizes 1,100,1000] [--projects 1,2000] [--markdown]``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import cold, table
from bench import scans as scanned
from bench.commands import COMPARED, Bench, without_peers
from bench.homes import SAMPLES
from bench.measure import Failed, measure
from bench.scans import Scans


def main(argv: Sequence[str] | None = None) -> int:
    """Measures everything and prints the tables; 1 when a command did not do its work."""
    options = _options(argv)
    with tempfile.TemporaryDirectory(prefix="colima-guard-bench-") as directory:
        try:
            tables = list(_measured(Path(directory).resolve(), options))
        except Failed as failed:
            print(failed, file=sys.stderr)
            return 1
    print(f"{table.machine()}, {options.runs} runs")
    for said in tables:
        print("", said if isinstance(said, str) else said.markdown() if options.markdown else said.plain(), sep="\n")
    return 0


def _measured(directory: Path, options: argparse.Namespace) -> Iterator[table.Table | str]:
    """The tables, and why one is not there or lacks rows."""
    bench = Bench(directory, options.only, options.sizes)
    costs = measure(bench.bare(), list(bench.commands()), options.runs, _progress, ready=bench.ready)
    yield table.processes(costs)
    yield table.instead(costs, COMPARED)
    if (why := cold.why_not(directory)) is None:
        yield table.cold(measure(bench.bare(), list(bench.cold()), options.runs, _progress, before=bench.evict))
    else:
        yield f"without a cold file cache: {why}"
    bench.remembered()
    scans = Scans(directory / "scans", bench.environment, options.projects, options.containers)
    costs = measure(scans.bare(), list(scans.commands()), options.runs, _progress, ready=scans.ready)
    yield table.scans(costs)
    yield table.instead(costs, scanned.COMPARED, "The share of a lock that the client takes")
    if (why := scanned.without_compose()) is not None:
        yield f"without docker compose: {why}"
    if (why := without_peers()) is not None:
        yield f"without colima list and limactl list: {why}"


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench", description="Time and memory of colima-guard's commands.")
    parser.add_argument("--runs", type=_count, default=10, metavar="N", help="rounds that are counted (10)")
    parser.add_argument("--only", type=_backends, default=list(SAMPLES), metavar="NAME,NAME", help=", ".join(SAMPLES))
    sizes = "instances of Colima and Lima (1,100,1000)"
    parser.add_argument("--sizes", type=_sizes, default=[1, 100, 1000], metavar="N,N", help=sizes)
    parser.add_argument("--projects", type=_sizes, default=[1, 2000], metavar="N,N", help="that are scanned (1,2000)")
    parser.add_argument("--containers", type=_count, default=200, metavar="N", help="of an engine (200)")
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    return parser.parse_args(argv)


def _count(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError
    return number


def _sizes(text: str) -> list[int]:
    return sorted({_count(number) for number in text.split(",")})


def _backends(text: str) -> list[str]:
    if unknown := set(text.split(",")) - set(SAMPLES):
        raise argparse.ArgumentTypeError(f"not a backend here: {', '.join(sorted(unknown))}")
    return [name for name in SAMPLES if name in text.split(",")]


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{text} ", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
