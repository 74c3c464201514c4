"""The allowlist: what it covers, what lies in it loosely, and what of it is left read-only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colima_guard.model.allowlist import Allowed, Allowlist, NestedAccess, collapse, writable
from colima_guard.model.paths import is_within
from colima_guard.model.share import Access

RO, RW = Access.RO, Access.RW
NOTHING = "/home/me/nothing"
P, D = Allowed("/p", RW, "/p"), Allowed("/d", RO, "/d")
ALLOW = Allowlist((P, D), NOTHING)
PATHS = st.lists(st.sampled_from("ab"), min_size=1, max_size=3).map(lambda it: "/" + "/".join(it))
ENTRIES = st.lists(st.builds(lambda path, access: Allowed(path, access, path), PATHS, st.sampled_from(Access)))


@pytest.mark.parametrize(
    ("path", "access", "covered"),
    [
        ("/p", RW, True),
        ("/p", RO, True),
        ("/p/a/b", RW, True),
        ("/pp", RO, False),
        ("/", RO, False),
        ("/d", RO, True),
        ("/d/a", RO, True),
        ("/d", RW, False),
        ("/d/a", RW, False),
        (NOTHING, RO, True),
        (NOTHING, RW, False),
        (f"{NOTHING}/a", RO, False),
        ("/home/me", RO, False),
    ],
)
def test_covers(path: str, access: Access, covered: bool) -> None:
    assert ALLOW.covers(path, access) is covered


def test_the_placeholder_is_read_only_whatever_else_is_allowed() -> None:
    allow = Allowlist((Allowed("/home/me", RW, "/home/me"),), NOTHING)
    assert not allow.covers(NOTHING, RW)
    assert allow.covers(NOTHING, RO)
    assert allow.covers(f"{NOTHING}/a", RW)


@given(ENTRIES, PATHS, st.sampled_from(Access))
def test_covered_is_what_lies_in_an_entry_with_no_less_access(
    entries: list[Allowed], path: str, access: Access
) -> None:
    expected = any(is_within(path, one.path) and (access is RO or one.access is RW) for one in entries)
    assert Allowlist(tuple(entries)).covers(path, access) is expected


@given(ENTRIES, PATHS)
def test_who_may_write_may_read(entries: list[Allowed], path: str) -> None:
    allow = Allowlist(tuple(entries))
    assert allow.covers(path, RO) or not allow.covers(path, RW)


def test_writable() -> None:
    assert [writable((P, D)).above(path) for path in ("/p", "/p/a", "/d")] == ["/p", "/p", None]
    assert ALLOW.writable.above("/p") == "/p" and ALLOW.writable.above("/d") is None


@pytest.mark.parametrize(
    ("path", "loosely"), [("/l", True), ("/l/a", True), ("/ll", False), ("/", False), ("/d", False), (None, False)]
)
def test_loosely(path: str | None, loosely: bool) -> None:
    allow = Allowlist((Allowed("/l", RO, "/l", loosely=True), D))
    assert allow.loosely(path) is loosely
    assert not allow.covers("/l", RW)  # which is OPEN all the same


@pytest.mark.parametrize(
    ("seen", "left"),
    [
        ([("/p", RO)], P),
        ([("/p", RW)], None),
        ([("/p", RO), ("/p", RW)], None),
        ([("/", RO)], P),
        ([("/p/a", RO)], None),
        ([("/d", RO)], None),
        ([], None),
    ],
)
def test_left_read_only(seen: list[tuple[str, Access]], left: Allowed | None) -> None:
    assert Allowlist((P, D)).left_read_only(seen) == left


def test_dangerous() -> None:
    entry = Allowed("/s", RO, "/s", dangerous=True)
    assert Allowlist((P, entry)).dangerous == (entry,)
    assert ALLOW.dangerous == ()


@given(ENTRIES)
def test_collapsed_covers_the_same_and_nothing_twice(entries: list[Allowed]) -> None:
    try:
        kept, dropped = collapse(entries)
    except NestedAccess as nested:
        assert is_within(nested.inner.path, nested.outer.path) and nested.inner.access is not nested.outer.access
        return
    assert {one.path for one in kept} | {one.path for one in dropped} == {one.path for one in entries}
    for one in kept:
        assert [other for other in kept if is_within(one.path, other.path)] == [one]
    for one in dropped:
        assert any(is_within(one.path, other.path) and one.path != other.path for other in kept)
    assert [one.path for one in kept] == sorted(one.path for one in kept)


def test_the_same_directory_twice_is_not_left_out_as_lying_in_another() -> None:
    assert collapse([P, P]) == ((P,), ())
    with pytest.raises(NestedAccess) as refused:
        collapse([P, Allowed("/p", RO, "/p")])
    assert str(refused.value) == "/p (ro) lies in /p (rw)"
