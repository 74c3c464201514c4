"""The policy of one instance: exceptions, a project, and what is accepted."""

from __future__ import annotations

import pytest

from colima_guard.model.allowlist import Allowed, Allowlist, NestedAccess
from colima_guard.model.policy import Exemption, Policy, Project
from colima_guard.model.share import Access, Place
from tests.machines.drawn_exposures import accepted

RO, RW = Access.RO, Access.RW
PLACE = Place("/policy.yaml", 3)
P, D = Allowed("/p", RW, "/p"), Allowed("/d", RO, "/d")
MORE = Allowed("/more", RO, "/more")
POLICY = Policy("/policy.yaml", Allowlist((P, D), "/nothing"), saved=True)


@pytest.mark.parametrize(
    ("exemption", "paths"),
    [
        (Exemption("a/b", (), ("/p",), PLACE), ["/d"]),
        (Exemption("a/b", (MORE,), (), PLACE), ["/d", "/more", "/p"]),
        (Exemption("a/b", (MORE,), ("/d", "/p"), PLACE), ["/more"]),
        # a path that is allowed for all has here the access that is named here
        (Exemption("a/b", (P._replace(access=RO),), (), PLACE), ["/d", "/p"]),
    ],
)
def test_an_exception(exemption: Exemption, paths: list[str]) -> None:
    policy = POLICY._replace(exceptions=(exemption,))
    own = policy.of("a/b")
    assert [one.path for one in own.allow.entries] == paths
    assert [one for one in own.allow.entries if one.path in {it.path for it in exemption.allow}] == list(
        exemption.allow
    )
    assert (own.allow.placeholder, own.exceptions) == ("/nothing", ())
    assert policy.of("a/c").allow == POLICY.allow


def test_an_exception_within_what_all_have_with_another_access() -> None:
    inner = Exemption("a/b", (Allowed("/p/a", RO, "/p/a"),), (), PLACE)
    with pytest.raises(NestedAccess):
        POLICY._replace(exceptions=(inner,)).of("a/b")


@pytest.mark.parametrize(
    ("entries", "paths"),
    [
        (None, ["/p", "/d"]),
        ((), []),
        ((P,), ["/p"]),
        ((P._replace(access=RO),), ["/p"]),
        ((D._replace(access=RW),), []),  # it never allows more
        ((MORE,), []),
        ((Allowed("/p/a", RW, "/p/a"), MORE), ["/p/a"]),
    ],
)
def test_a_project(entries: tuple[Allowed, ...] | None, paths: list[str]) -> None:
    own = POLICY._replace(project=Project("/p/.colima-guard.yaml", entries, confine=False)).of("a/b")
    assert [one.path for one in own.allow.entries] == paths
    assert own.project is None


@pytest.mark.parametrize(("own", "project"), [(False, False), (False, True), (True, False), (True, True)])
def test_who_says_to_confine(own: bool, project: bool) -> None:
    policy = POLICY._replace(confine=own, project=Project("/p", None, confine=project))
    assert policy.of("a/b").confine is (own or project)
    assert policy._replace(project=None, accepted=(accepted("CG104"),)).of("a/b").confine is own


def test_what_is_accepted_is_of_one_instance() -> None:
    policy = POLICY._replace(accepted=(accepted("CG104"),))
    assert policy.of("colima/default").accepted == policy.accepted
    assert policy.of("colima/work").accepted == ()


def test_where_some_vm_may_write() -> None:
    more = Exemption("a/b", (MORE, Allowed("/w", RW, "/w")), (), PLACE)
    loose = Allowed("/l", RO, "/l", loosely=True)
    policy = POLICY._replace(allow=Allowlist((P, D, loose)), exceptions=(more,))
    assert policy.writable == ("/p", "/l", "/w")


@pytest.mark.parametrize(
    ("taken", "finding", "path", "covered"),
    [
        ("CG104", "CG104", None, True),
        ("CG104", "CG104", "/x", True),
        ("CG104", "CG105", None, False),
        ("CG101 /x", "CG101", "/x", True),
        ("CG101 /x", "CG101", "/x/y", False),
        ("CG101 /x", "CG101", None, False),
        ("CG101 /x", "CG102", "/x", False),
        ("CG101 /x", None, "/x", False),
    ],
)
def test_what_an_acceptance_covers(taken: str, finding: str | None, path: str | None, covered: bool) -> None:
    assert accepted(taken).covers(finding, path) is covered
