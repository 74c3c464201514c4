"""What shares show together."""

from __future__ import annotations

import pytest

from colima_guard.model.reach import Reach
from colima_guard.model.share import Access, Share
from colima_guard.model.transport import VIRTIOFS_KRUNKIT
from tests.machines.drawn_exposures import share

RO, RW = Access.RO, Access.RW
REACH = Reach([share("/p"), share("/d", RO), share(None)])


@pytest.mark.parametrize(
    ("path", "shown", "met"),
    [
        ("/p", True, True),
        ("/p/a", True, True),
        ("/d/a", True, True),
        ("/", False, True),
        ("/pp", False, False),
        ("/x", False, False),
    ],
)
def test_what_is_seen(path: str, shown: bool, met: bool) -> None:
    assert (REACH.shows(path), REACH.meets(path)) == (shown, met)


@pytest.mark.parametrize(
    ("other", "covered"),
    [
        (share("/p"), True),
        (share("/p/a", RO), True),
        (share("/d", RO), True),
        (share("/d"), False),
        (share("/d/a"), False),
        (share("/x", RO), False),
        (share(None), False),
    ],
)
def test_what_another_share_shows(other: Share, covered: bool) -> None:
    assert REACH.covers(other) is covered


def test_by_what_a_file_asks_for() -> None:
    held_by_the_guest = share("/d", RO, VIRTIOFS_KRUNKIT)
    assert held_by_the_guest.access is RW
    assert Reach([held_by_the_guest]).covers(share("/d"))
    assert not Reach([held_by_the_guest], asked=True).covers(share("/d"))
    assert Reach([share("/d", RO)], asked=True).covers(held_by_the_guest)
    assert not Reach([share("/d", RO)]).covers(held_by_the_guest)
