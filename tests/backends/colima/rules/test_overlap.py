"""Overlaps of a list are found as Colima finds them, pair by pair."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from colima_guard.backends.colima.rules.overlap import first_overlap

PATHS = st.lists(st.sampled_from(("a", "ab", "b", "a b", "a-")), max_size=3).map(
    lambda parts: "/" + "".join(f"{part}/" for part in parts)
)


@given(st.lists(PATHS | st.just(""), max_size=8))
def test_the_same_pair(paths: list[str]) -> None:
    pairs = (
        (i, j)
        for i, one in enumerate(paths)
        for j, other in enumerate(paths[i + 1 :], i + 1)
        if one.startswith(other) or other.startswith(one)
    )
    assert first_overlap(paths) == next(pairs, None)
