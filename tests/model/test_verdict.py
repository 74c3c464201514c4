"""The verdict: what a VM can see, against what it may see; and the tables beside it, row by row."""

from __future__ import annotations

import pytest

from colima_guard.model.allowlist import Allowed, Allowlist, NestedAccess, collapse
from colima_guard.model.release import release
from colima_guard.model.secrets import CATALOGUE, PRIVATE_SORTS, catalogue
from colima_guard.model.share import Access, Exposure, Origin, Share
from colima_guard.model.transport import NINE_P, REVERSE_SSHFS, VIRTIOFS_KRUNKIT, VIRTIOFS_VZ, Transport
from colima_guard.model.verdict import Verdict, finding_id, is_allowed, judge, led_elsewhere, looked_into, worst

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


WRITABLE_ONLY = NINE_P._replace(offers_read_only=False, holds_read_only=False)


@pytest.mark.parametrize(
    ("one", "allowed"),
    [
        (share(None), False),
        (share(NOTHING, RW, WRITABLE_ONLY), True),
        (share(NOTHING, RW), False),
        (share("/d", RW, WRITABLE_ONLY), False),
        (share("/x", RW, WRITABLE_ONLY), False),
        (share("/p/a", RW, WRITABLE_ONLY), True),
    ],
)
def test_is_allowed(one: Share, allowed: bool) -> None:
    """Where there is no read-only share there is no narrower way to share nothing."""
    assert is_allowed(one, ALLOW) is allowed


@pytest.mark.parametrize(
    ("one", "number"),
    [
        (share("/d"), "CG102"),
        (share("/d/a", RW, origin=Origin.DEFAULT), "CG102"),
        (share("/x"), "CG101"),
        (share("/x", origin=Origin.DEFAULT), "CG103"),
        (share(None), "CG101"),
        (share(None, origin=Origin.DEFAULT), "CG103"),
    ],
)
def test_the_id_for_a_share_that_is_not_allowed(one: Share, number: str) -> None:
    assert finding_id(one, ALLOW) == number


def linked(real: str, *links: str) -> Share:
    return share(real)._replace(links=links)


@pytest.mark.parametrize(
    ("shares", "pair"),
    [
        ((), None),
        ((share("/p"),), None),
        ((share("/p"), share("/p")), None),
        ((share("/p"), share("/q")), None),
        ((share("/p"), share("/p/a")), ("/p/a", "/p")),
        ((share("/p/a"), share("/p")), ("/p/a", "/p")),
        ((share("/p", RO), share("/p/a")), None),
        ((share("/p"), share("/p/a", RO)), ("/p/a", "/p")),
        # by a link on the way to it
        ((share("/p"), linked("/x", "/p/to-x")), ("/x", "/p")),
        ((share("/p"), linked("/x", "/q/to-x")), None),
        ((linked("/p", "/p/again"),), ("/p", "/p")),
        ((share(None), share("/p")), None),
        # of several the first outer one, and in it the first inner one
        ((share("/q"), share("/p"), share("/p/a"), share("/q/b"), share("/q/a")), ("/q/b", "/q")),
    ],
)
def test_a_share_that_the_guest_can_lead_elsewhere(shares: tuple[Share, ...], pair: tuple[str, str] | None) -> None:
    found = led_elsewhere(shares)
    assert (None if found is None else (found[0].real, found[1].real)) == pair
    assert (verdict(*shares, allow=Allowlist((Allowed("/", RW, "/"),))) is Verdict.LOCKED) is (
        pair is None and all(one.real for one in shares)
    )


def test_what_is_looked_into() -> None:
    judged = judge(Exposure("start", release("0.10.3"), (share("/p"), share("/x"), share(None))), ALLOW)
    assert [real for real, _ in looked_into([judged], accepted=False)] == ["/p"]
    assert [real for real, _ in looked_into([judged], accepted=True)] == ["/p", "/x"]


@pytest.mark.parametrize(
    ("exposed", "confine", "doubts"),
    [
        ((share("/p"),), True, []),
        ((share("/p", RW, REVERSE_SSHFS),), False, ["CG104"]),
        ((share("/p", RW, REVERSE_SSHFS),), True, ["CG104", "CG107"]),
        ((share("/x"), share(None), share("/d")), False, ["CG101", None, "CG102"]),
        ((share("/p"), share("/p/a")), False, ["CG112"]),
    ],
)
def test_the_doubts_of_a_judgement(exposed: tuple[Share, ...], confine: bool, doubts: list[str | None]) -> None:
    judged = judge(Exposure("start", release("0.10.3"), exposed), ALLOW, confine=confine)
    assert [one.finding for one in judged.doubts] == doubts


def test_how_a_vm_can_open_its_next_start_is_a_doubt() -> None:
    exposed = Exposure("start", release("0.10.3"), (share("/p"),), undone=("it can", share("/p")))
    assert (judge(exposed, ALLOW).verdict, judge(exposed, ALLOW).doubts[0].finding) == (Verdict.SOFT, "CG111")
