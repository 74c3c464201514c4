"""Which paths of a list overlap, as Colima compares them: text by text, in the time that it takes to sort them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise


def first_overlap(paths: Sequence[str]) -> tuple[int, int] | None:
    """The numbers of the first path that begins another or is begun by it, and of the next such one behind it.

    All of them are clean and end in a slash, but for an empty one, which begins every other.
    """
    ordered = sorted(paths)
    # what begins with a text stands right behind it in this order
    if not any(after.startswith(before) for before, after in pairwise(ordered)):
        return None
    there = set(paths)
    for number, one in enumerate(paths):
        place = bisect_left(ordered, one) + 1
        begun = place < len(ordered) and ordered[place].startswith(one)
        if begun or any(start in there for start in _starts(one)):
            behind = enumerate(paths[number + 1 :], number + 1)
            return number, next(place for place, other in behind if one.startswith(other) or other.startswith(one))
    return None


def _starts(path: str) -> Iterator[str]:
    """Every shorter path that this one begins with: the directories above it, and none at all."""
    if path:
        yield ""
    end = path.find("/")
    while end not in (-1, len(path) - 1):
        yield path[: end + 1]
        end = path.find("/", end + 1)
