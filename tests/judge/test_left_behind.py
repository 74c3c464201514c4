"""What is said of a file that the last start generated, and that a bare start of another program would boot."""

from __future__ import annotations

import pytest

from colima_guard.judge.findings import left_behind
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.share import Access, Exposure, Place, Share
from colima_guard.model.verdict import Verdict, judge
from tests.machines.drawn_exposures import exposure, share

RO, RW = Access.RO, Access.RW
ALLOW = Allowlist((Allowed("/p", RW, "/p"), Allowed("/d", RO, "/d")))
PLACE = Place("/vm/lima.yaml", 7)


def behind(*shares: Share, unknown: str | None = None) -> Exposure:
    placed = (one._replace(place=PLACE) for one in shares)
    return exposure(*placed, unknown=unknown)._replace(way="limactl start colima")


def said(left: Exposure | None, *starts: Exposure) -> list[tuple[str, str, Place | None, Verdict]]:
    found = list(left_behind.concerns(left, [judge(start, ALLOW) for start in starts], ALLOW))
    assert {one.finding.id for one in found} <= {"CG314"}
    return [(one.finding.message, one.finding.remedy, one.finding.place, one.at_best) for one in found]


@pytest.mark.parametrize(
    ("shares", "what"),
    [
        ([share("/x")], "/x (rw)"),
        ([share("/x", RO)], "/x (ro)"),
        ([share("/d")], "/d (rw)"),
        ([share("/p"), share("/x"), share("/y")], "/x (rw)"),
        ([share(None)], "what has no path that can be told"),
    ],
)
def test_what_it_would_share_beside(shares: list[Share], what: str) -> None:
    message = f"a bare `limactl start colima` would share {what}, as the file that its last start generated has it"
    soft = [(message, "colima-guard lock", PLACE, Verdict.SOFT)]
    assert said(behind(*shares), exposure(share("/p"))) == soft
    # of one that is known to share too much it is not said as well that more cannot be told
    assert said(behind(*shares, unknown="why"), exposure(share("/p"))) == soft


@pytest.mark.parametrize(
    "left",
    [None, behind(), behind(share("/p"), share("/d", RO)), behind(share("/x/y")), behind(share("/x", RO))],
)
def test_what_is_allowed_or_shared_anyway_is_no_news(left: Exposure | None) -> None:
    assert said(left, exposure(share("/p")), exposure(share("/x"))) == []


def test_what_cannot_be_told() -> None:
    message = "what a bare `limactl start colima` would share cannot be told: why"
    assert said(behind(share("/p"), unknown="why"), exposure()) == [(message, "colima-guard lock", None, Verdict.SOFT)]
