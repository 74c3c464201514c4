"""The verdict: what a VM can see, against what it may see; and the tables beside it, row by row."""

from __future__ import annotations

import pytest

from colima_guard.model.allowlist import Allowed, Allowlist, NestedAccess, collapse
from colima_guard.model.release import release
from colima_guard.model.secrets import CATALOGUE, PRIVATE_SORTS, catalogue
from colima_guard.model.share import Access, Exposure, Origin, Share
from colima_guard.model.transport import NINE_P, REVERSE_SSHFS, VIRTIOFS_KRUNKIT, VIRTIOFS_VZ, Transport
from colima_guard.model.verdict import Verdict, is_allowed, judge, worst

RO, RW = Access.RO, Access.RW
NOTHING = "/home/me/.local/share/colima-guard/nothing-shared"
ALLOW = Allowlist((Allowed("/p", RW, "/p"), Allowed("/d", RO, "/d")), NOTHING)


def share(real: str | None, asked: Access = RW, transport: Transport = NINE_P, origin: Origin = Origin.LISTED) -> Share:
    return Share(real, real, None, asked, transport, None, origin)


def verdict(*shares: Share, allow: Allowlist = ALLOW, unknown: str | None = None) -> Verdict:
    return judge(Exposure("start", release("0.10.3"), shares, None, unknown), allow).verdict


def test_the_order_of_verdicts() -> None:
    assert Verdict.LOCKED < Verdict.SOFT < Verdict.UNKNOWN < Verdict.OPEN
    assert worst([]) is Verdict.UNKNOWN  # nothing was looked at
    assert worst([Verdict.LOCKED, Verdict.OPEN, Verdict.SOFT]) is Verdict.OPEN


@pytest.mark.parametrize(
    ("shares", "wanted"),
    [
        ((), Verdict.LOCKED),
        ((share("/p"),), Verdict.LOCKED),
        ((share("/p", RO),), Verdict.LOCKED),
        ((share("/p/a"),), Verdict.LOCKED),
        ((share("/pp"),), Verdict.OPEN),
        ((share("/"),), Verdict.OPEN),
        ((share("/d", RO),), Verdict.LOCKED),
        ((share("/d", RW),), Verdict.OPEN),
        ((share("/d", RO, VIRTIOFS_VZ),), Verdict.LOCKED),
        ((share("/d", RO, VIRTIOFS_KRUNKIT),), Verdict.OPEN),  # root in the guest writes all the same
        ((share("/p", RW, REVERSE_SSHFS),), Verdict.SOFT),
        ((share("/x", RW, REVERSE_SSHFS),), Verdict.OPEN),
        ((share("/p"), share("/p", RW, REVERSE_SSHFS)), Verdict.SOFT),
        ((share(None),), Verdict.UNKNOWN),
        ((share(None), share("/x")), Verdict.OPEN),
        ((share(NOTHING, RO),), Verdict.LOCKED),
        ((share(NOTHING, RW),), Verdict.OPEN),
        ((share(NOTHING + "/x", RO),), Verdict.OPEN),
        ((share("/cache", RO, NINE_P, Origin.CACHE),), Verdict.LOCKED),
        ((share("/cache", RO, REVERSE_SSHFS, Origin.CACHE),), Verdict.SOFT),
        ((share("/cache", RW, NINE_P, Origin.CACHE),), Verdict.OPEN),
    ],
)
def test_judge(shares: tuple[Share, ...], wanted: Verdict) -> None:
    assert verdict(*shares) is wanted


def test_what_cannot_be_evaluated_is_never_locked() -> None:
    assert verdict(unknown="why") is Verdict.UNKNOWN
    assert verdict(share("/p", RW, REVERSE_SSHFS), unknown="why") is Verdict.UNKNOWN
    assert verdict(share("/x"), unknown="why") is Verdict.OPEN


def test_a_dangerous_allowlist_is_soft_at_best() -> None:
    allow = Allowlist((Allowed("/home/me/.ssh", RO, "/home/me/.ssh", dangerous=True),))
    assert verdict(share("/home/me/.ssh", RO), allow=allow) is Verdict.SOFT
    assert verdict(share("/x"), allow=allow) is Verdict.OPEN


def test_without_a_policy_nothing_is_allowed() -> None:
    assert not is_allowed(share("/p", RO), Allowlist())
    assert verdict(share("/p", RO), allow=Allowlist()) is Verdict.OPEN


def test_collapse() -> None:
    entries = [Allowed(path, access, path) for path, access in (("/a/b", RW), ("/a", RW), ("/ab", RO), ("/a", RW))]
    kept, dropped = collapse(entries)
    assert [entry.path for entry in kept] == ["/a", "/ab"]
    assert [entry.path for entry in dropped] == ["/a/b"]
    for inner, outer in ((RO, RW), (RW, RO)):
        with pytest.raises(NestedAccess) as refused:
            collapse([Allowed("/a/b", inner, "/a/b"), Allowed("/a", outer, "/a")])
        assert (refused.value.inner.path, refused.value.outer.path) == ("/a/b", "/a")


def test_every_secret_is_below_the_home() -> None:
    paths = [secret.path for secret in CATALOGUE]
    assert len(set(paths)) == len(paths)
    for secret in CATALOGUE:
        assert not secret.path.startswith(("/", "~"))
        assert ".." not in secret.path.split("/")
        assert set(secret.platforms) <= {"macos", "linux", "windows"}
        assert secret.sort in PRIVATE_SORTS or secret.sort in ("startup", "programs")
    for platform in ("macos", "linux", "windows"):
        assert {secret.path for secret in catalogue(platform)} >= {".ssh", ".aws", ".gnupg"}
