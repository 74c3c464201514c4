"""Folding, and fitting into so many cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from colima_guard.report.exposure.fold import folded
from colima_guard.report.exposure.layout import fitted
from colima_guard.report.exposure.names import count, cut


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(2, 12))
def test_nothing_is_left_out_and_the_first_come_first(items: list[int], most: int) -> None:
    ordered = sorted(items)
    groups = folded(ordered, lambda item: item // 3, most)
    assert len(groups) <= most
    assert all(groups)
    assert [item for group in groups for item in group] == ordered
    if len(items) <= most:
        assert all(len(group) == 1 for group in groups)


def test_alike_ones_stand_together() -> None:
    assert [len(group) for group in folded(["a"] * 100 + ["b"] * 100, str, 11)] == [1, 1, 1, 97, 1, 1, 1, 97]
    assert [len(group) for group in folded(["a", "b", *["c"] * 9], str, 4)] == [1, 1, 1, 8]


@given(st.text(max_size=80), st.integers(1, 40))
def test_what_is_fitted_fits(text: str, cells: int) -> None:
    found = fitted(text, cells)
    assert cell_len(found) <= cells
    assert found == text or "…" in found


def test_both_ends_are_told() -> None:
    assert fitted("/Users/me/projects/a/very/deep/one", 15) == "/Users/…eep/one"
    for path in ("/数据/" + "客户" * 20, "/" + "e\u0301" * 60, "/" + "👨\u200d👩\u200d👧/" * 20):
        found = fitted(path, 21)
        assert 19 <= cell_len(found) <= 21 and "…" in found
        assert cell_len(found.partition("…")[2][0]), "an accent would stand on the ellipsis"
    assert cut("a" * 500 + "end").endswith("aend")
    assert len(cut("a" * 4000)) == 400
    assert count(2, "container or service") == "2 containers and services"
