"""What an instance sees no more, and what it sees at another path than before."""

from __future__ import annotations

from typing import Any

import pytest

from colima_guard.judge.row import Row, Survey
from colima_guard.lock.difference import Moved, lost, moved, pairs
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.instance import Instance
from colima_guard.model.policy import Policy
from colima_guard.model.share import Share
from colima_guard.model.verdict import Verdict, judge
from tests.machines.drawn_exposures import exposure, share


def at(real: str | None, point: str | None, **more: Any) -> Share:
    """A share of ``real`` that the guest has at ``point``."""
    return share(real)._replace(mount_point=point, **more)


def row(*shares: Share, name: str = "colima/default", others: tuple[Share, ...] = ()) -> Row:
    """An instance that is shown with these shares, and has others in another way to start."""
    instance = Instance(name=name, backend="colima", home="/vm")
    ways = tuple(judge(exposure(*way), Allowlist()) for way in (shares, others))
    return Row(instance, ways, ways[0], None, Verdict.OPEN, (), (), Verdict.OPEN)


def survey(*names: str) -> Survey:
    return Survey(Policy("/policy.yaml", Allowlist()), tuple(row(name=name) for name in names))


def test_pairs_are_of_those_that_are_there_both_times() -> None:
    before, after = survey("a/1", "a/2", "a/3"), survey("a/3", "a/1", "a/4")
    names = [(one.instance.name, other.instance.name) for one, other in pairs(before, after)]
    assert names == [("a/1", "a/1"), ("a/3", "a/3")]


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ([share("/a"), share("/d")], [share("/a")], ["/d"]),
        ([share("/a/b")], [share("/a")], []),
        ([share("/a")], [share("/a/b")], ["/a"]),
        # named as its file has it
        ([share("/a")._replace(location="~/a")], [], ["~/a"]),
        ([share(None), share("/d")._replace(location=None)], [], []),
    ],
)
def test_what_is_seen_no_more(before: list[Share], after: list[Share], paths: list[str]) -> None:
    assert lost(row(*before), row(*after)) == [("colima/default", path) for path in paths]


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        (at("/a", "/a"), [at("/a", "/a")], None),
        (at("/a", "/mnt"), [at("/a", "/a")], ("/a", "/mnt", "/a")),
        (at("/a", "/mnt/"), [at("/a", "/mnt")], None),
        # below another share: at its place in there
        (at("/a/b", "/mnt"), [at("/a", "/x")], ("/a/b", "/mnt", "/x/b")),
        (at("/a/b", "/x/b"), [at("/a", "/x")], None),
        # at two places: the old one is still one of them, else the first is named
        (at("/a", "/mnt"), [at("/a", "/a"), at("/a", "/mnt")], None),
        (at("/a", "/mnt"), [at("/a", "/first"), at("/a", "/second")], ("/a", "/mnt", "/first")),
        # what is not seen at all did not move
        (at("/a", "/mnt"), [at("/d", "/d")], None),
        (at("/a", "/mnt"), [at(None, "/a"), at("/a", None)], None),
        # where it was cannot be told
        (at("/a", None), [at("/a", "/a")], None),
        (at("/a", "{{.Dir}}/a"), [at("/a", "/a")], None),
        (at(None, "/mnt"), [at("/a", "/a")], None),
        (at("/a", "/mnt", location=None), [at("/a", "/a")], None),
        (at("/a", "/mnt", location="/up/../a"), [at("/a", "/a")], ("/a", "/mnt", "/a")),
    ],
)
def test_what_is_seen_elsewhere(before: Share, after: list[Share], seen: tuple[str, str, str] | None) -> None:
    assert list(moved(row(before), row(*after))) == ([] if seen is None else [Moved("colima/default", *seen)])


def test_one_that_cannot_be_told_hides_none_after_it() -> None:
    then = row(at(None, "/x"), at("/a", "/mnt"))
    assert list(moved(then, row(at(None, "/y"), at("/a", "/a")))) == [Moved("colima/default", "/a", "/mnt", "/a")]


def test_another_way_to_start_may_have_it_where_it_was() -> None:
    assert list(moved(row(at("/a", "/mnt")), row(at("/a", "/a"), others=(at("/a", "/mnt"),)))) == []
