"""What is said of mutants: which of them to try, and how many were noticed."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

#: the share of the mutants that has to be noticed
LEAST = 0.9


def may_name(patterns: Iterable[str], module: str) -> bool:
    """Whether one of these ``NAME*`` can be that of a mutant of a module."""
    starts = (re.split(r"[*?[]", pattern, maxsplit=1)[0] for pattern in patterns)
    return any(start.startswith(f"{module}.") or f"{module}.".startswith(start) for start in starts)


def sampled(names: Sequence[str], size: int | None, seed: int) -> list[str]:
    """The names to try, in an order of chance that is the same for the same seed; all, or as many as are asked for.

    The first so many of a run that is stopped are a sample too.
    """
    order = sorted(names)
    random.Random(seed).shuffle(order)
    return order[:size]


def noticed(outcome: str) -> bool:
    """Whether a test failed, or did not come to an end; a mutant that no test reaches is not noticed."""
    return outcome == "endless" or outcome.startswith("noticed")


def shares(tried: Mapping[str, str]) -> Iterator[str]:
    """A line for each package, and one for all: how many mutants were tried, and how many of them noticed."""
    packages: dict[str, list[bool]] = defaultdict(list)
    for name, outcome in sorted(tried.items()):
        packages[name.split(".")[1]].append(noticed(outcome))
    packages["all"] = [it for found in packages.values() for it in found]
    for package, found in packages.items():
        yield f"{package}: {sum(found)} of {len(found)} noticed ({sum(found) / max(len(found), 1):.1%})"
