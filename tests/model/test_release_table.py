"""The history of a program: each row says what it does otherwise than the one before."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from colima_guard.model.release import HEAD, Release, release
from colima_guard.model.release_table import class_of, history, since


class Rules(NamedTuple):
    since: Release
    a: int = 0
    b: int = 0


TABLE = history(Rules(release("1.0.0")), since("1.2.0", a=1), since("2.0.0", b=1), since("HEAD", a=2))


def test_a_row_keeps_what_it_does_not_name() -> None:
    assert [(str(row.since), row.a, row.b) for row in TABLE] == [
        ("1.0.0", 0, 0),
        ("1.2.0", 1, 0),
        ("2.0.0", 1, 1),
        ("HEAD", 2, 1),
    ]


@pytest.mark.parametrize(
    ("wanted", "row"), [("0.1.0", 0), ("1.0.0", 0), ("1.1.9", 0), ("1.2.0", 1), ("2.9.9", 2), ("HEAD", 3)]
)
def test_the_class_of_a_release(wanted: str, row: int) -> None:
    assert class_of(TABLE, HEAD if wanted == "HEAD" else release(wanted)) is TABLE[row]


def test_an_unknown_field_is_a_mistake() -> None:
    with pytest.raises((TypeError, ValueError)):
        history(Rules(release("1.0.0")), since("1.2.0", c=1))
