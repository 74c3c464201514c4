"""The figures of `make mutate`."""

from __future__ import annotations

import pytest

from tests.mutation.figures import may_name, noticed, sampled, shares

NAMES = [f"colima_guard.judge.row.x_name__mutmut_{number}" for number in range(100)]


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    sample = sampled(NAMES, 10, 1)
    assert len(set(sample)) == 10
    assert set(sample) < set(NAMES)
    assert sample == sampled(list(reversed(NAMES)), 10, 1)
    assert sample != sampled(NAMES, 10, 2)


@pytest.mark.parametrize("size", [None, 100, 1000])
def test_without_a_size_and_with_one_too_large_it_is_all(size: int | None) -> None:
    assert sorted(sampled(NAMES, size, 1)) == sorted(NAMES)


def test_the_beginning_of_a_run_is_a_smaller_sample() -> None:
    assert sampled(NAMES, 20, 1)[:10] == sampled(NAMES, 10, 1)


@pytest.mark.parametrize(
    ("outcome", "is_noticed"),
    [("noticed by tests/x.py::test", True), ("endless", True), ("let through", False), ("no tests", False)],
)
def test_what_no_test_reaches_is_not_noticed(outcome: str, is_noticed: bool) -> None:
    assert noticed(outcome) is is_noticed


def test_a_line_for_each_package_and_one_for_all() -> None:
    tried = {"colima_guard.judge.a__mutmut_1": "noticed by it", "colima_guard.judge.a__mutmut_2": "endless"}
    tried |= {"colima_guard.lock.b__mutmut_1": "let through", "colima_guard.lock.b__mutmut_2": "noticed by it"}
    assert list(shares(tried)) == [
        "judge: 2 of 2 noticed (100.0%)",
        "lock: 1 of 2 noticed (50.0%)",
        "all: 3 of 4 noticed (75.0%)",
    ]


def test_none_at_all() -> None:
    assert list(shares({})) == ["all: 0 of 0 noticed (0.0%)"]


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("*", True),
        ("colima_guard.judge.*", True),
        ("colima_guard.judge.row.*", True),
        ("colima_guard.judge.row.x_name__mutmut_1", True),
        ("colima_guard.judge.r?w.x_name__mutmut_1", True),
        ("colima_guard.judge.ro.*", False),
        ("colima_guard.judge.rows.*", False),
        ("colima_guard.lock.*", False),
    ],
)
def test_mutants_are_made_of_modules_that_can_be_meant(pattern: str, named: bool) -> None:
    assert may_name([pattern], "colima_guard.judge.row") is named
    assert may_name(["colima_guard.lock.*", pattern], "colima_guard.judge.row") is named
    assert not may_name([], "colima_guard.judge.row")
