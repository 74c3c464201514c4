"""The table of releases, row by row."""

from __future__ import annotations

import itertools

import pytest

from colima_guard.backends.colima.releases import CLASSES, NEWEST, OLDEST, Rules, rules_of
from colima_guard.model.release import HEAD, release

#: the tags of Colima from 0.4.0 on, each with the first tag of its class
TAGS = {
    "0.4.0": "0.4.0",
    "0.4.4": "0.4.0",
    "0.4.5": "0.4.5",
    "0.4.6": "0.4.5",
    "0.5.0": "0.5.0",
    "0.5.2": "0.5.0",
    "0.5.3": "0.5.3",
    "0.5.5": "0.5.3",
    "0.5.6": "0.5.6",
    "0.6.0": "0.6.0",
    "0.6.9": "0.6.0",
    "0.6.10": "0.6.10",
    "0.7.0": "0.7.0",
    "0.7.6": "0.7.0",
    "0.8.0": "0.8.0",
    "0.8.3": "0.8.0",
    "0.8.4": "0.8.4",
    "0.9.0": "0.9.0",
    "0.9.1": "0.9.0",
    "0.10.0": "0.10.0",
    "0.10.1": "0.10.0",
    "0.10.2": "0.10.2",
    "0.10.3": "0.10.2",
    "0.10.4": "HEAD",
    "0.11.0": "HEAD",
    "1.0.0": "HEAD",
    "0.3.4": "0.4.0",
}


@pytest.mark.parametrize("tag", TAGS)
def test_the_class_of_a_tag(tag: str) -> None:
    assert rules_of(release(tag)).since.name == TAGS[tag]


def test_the_order() -> None:
    since = [rules.since for rules in CLASSES]
    assert since == sorted(since)
    assert len(set(since)) == len(since)
    assert (since[0], since[-1], rules_of(HEAD)) == (OLDEST, HEAD, CLASSES[-1])
    assert NEWEST < HEAD


@pytest.mark.parametrize(
    ("field", "since", "before", "then"),
    [
        ("mount_point", "0.4.5", False, True),
        ("tmp_too", "0.9.0", True, False),
        ("overlap_by_mount_point", "0.9.0", False, True),
        ("nil_is_home", "0.10.0", True, False),
        ("cache_too", "0.10.2", True, False),
        ("fixed", "0.7.0", False, True),
        ("restart", "0.5.3", False, True),
        ("own_lima_home", "0.6.0", False, True),
        ("colima_home", "0.6.10", False, True),
        ("migrates", "0.9.0", True, False),
    ],
)
def test_what_changed_once(field: str, since: str, before: bool, then: bool) -> None:
    for rules in CLASSES:
        assert getattr(rules, field) is (then if rules.since >= release(since) else before), rules.since


def test_0_8_4_alone_takes_no_template() -> None:
    assert [str(rules.since) for rules in CLASSES if not rules.template] == ["0.8.4"]


def test_no_two_classes_are_alike() -> None:
    """A row that differs in nothing would prove the same thing twice."""
    rows = [{name: getattr(rules, name) for name in Rules._fields if name != "since"} for rules in CLASSES]
    assert all(one != other for one, other in itertools.pairwise(rows))
