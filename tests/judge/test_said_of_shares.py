"""What is said of the way that is shown, and what to do about it."""

from __future__ import annotations

from typing import Any

import pytest

from colima_guard.judge.findings import shares
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.policy import Policy
from colima_guard.model.share import Access, Exposure, Origin, Place, Share
from colima_guard.model.transport import (
    NINE_P,
    REVERSE_SSHFS,
    VIRTIOFS_KRUNKIT,
    VIRTIOFS_QEMU,
    VIRTIOFS_VZ,
    Basis,
    Transport,
)
from colima_guard.model.verdict import Verdict, judge
from tests.machines.drawn_exposures import exposure, share

RO, RW = Access.RO, Access.RW
FILE = "/vm/colima.yaml"
ALLOW = Allowlist((Allowed("/p", RW, "/p"), Allowed("/d", RO, "/d")))
LOCK = "colima-guard lock"
CONFINE = "colima-guard lock --confine"
RW_ONLY = Transport("own", confined=True, holds_read_only=False, basis=Basis.TESTED, offers_read_only=False)


def vm(*findings: Finding, files: tuple[str, ...] = (FILE,)) -> Instance:
    return Instance(name="colima/default", backend="colima", home="/vm", files=files, findings=findings)


def said(
    exposed: Exposure, instance: Instance | None = None, allow: Allowlist = ALLOW, *, confine: bool = False
) -> list[Finding]:
    policy = Policy("/policy.yaml", allow, confine=confine)
    found = list(shares.concerns(judge(exposed, allow, confine=confine), instance or vm(), policy))
    assert {one.at_best for one in found} <= {Verdict.LOCKED}  # they count by the judgement
    return [one.finding for one in found]


def at(location: str | None, line: int, asked: Access = RW, **more: Any) -> Share:
    return share(location, asked)._replace(place=Place(FILE, line), **more)


@pytest.mark.parametrize(
    ("one", "number", "message", "remedy"),
    [
        (at("/x", 3), "CG101", "/x is shared writable", LOCK),
        (at("/x", 3, RO), "CG101", "/x is shared read-only", LOCK),
        (at("/x", 3, real="/y"), "CG101", "/x is shared writable (it leads to /y)", LOCK),
        (at("/x", 3, real=None), "CG101", "/x is shared writable", LOCK),
        (
            at(None, 3),
            "CG101",
            "the path of a share is not known",
            "write an absolute path",
        ),
        (at("/d", 3), "CG102", "/d is writable, the allowlist says read-only", LOCK),
        (
            at("/d", 3, RO, transport=VIRTIOFS_KRUNKIT),
            "CG102",
            "/d is writable, the allowlist says read-only",
            "allow it rw, or use another VM type",
        ),
        (
            at("/d", 3, RO, transport=VIRTIOFS_QEMU),
            "CG102",
            "/d is writable, the allowlist says read-only",
            CONFINE,
        ),
        (at("/h", 3, origin=Origin.DEFAULT), "CG103", "/h is shared writable, because nothing is listed", LOCK),
        (
            at("/h", 3, origin=Origin.DEFAULT, because="it is so"),
            "CG103",
            "/h is shared writable, because it is so",
            LOCK,
        ),
    ],
)
def test_a_share_that_is_not_allowed(one: Share, number: str, message: str, remedy: str) -> None:
    found = said(exposure(one))[0]
    assert found == Finding(number, message, remedy, one.place, one.real)


@pytest.mark.parametrize("number", ["CG201", "CG211", "CG504"])
def test_a_file_that_does_not_load_is_mended_first(number: str) -> None:
    found = said(exposure(at("/x", 3)), vm(Finding("CG402", "m", "no"), Finding(number, "m", "mend the line")))
    assert [one.remedy for one in found] == ["mend the line"]


def test_what_is_allowed_is_not_said() -> None:
    assert said(exposure(at("/p", 3), at("/d", 4, RO))) == []


def test_colimas_own_cache() -> None:
    found = said(exposure(at("/cache", 3, RO, origin=Origin.CACHE)))
    message = "/cache is shared read-only by Colima itself"
    assert found == [Finding("CG108", message, "nothing: Colima 0.10.2 and later do not", Place(FILE, 3))]
    assert [one.id for one in said(exposure(at("/cache", 3, origin=Origin.CACHE)))] == ["CG101"]


def test_a_share_that_can_be_led_elsewhere() -> None:
    pair = exposure(at("/p", 3), at("/p/a", 4))
    message = "the VM can write /p, and so put a link to another directory, such as your home, in the place of /p/a"
    assert said(pair) == [Finding("CG112", message, LOCK, Place(FILE, 4))]
    # of one that is outside anyway there is no more to say
    assert [one.id for one in said(exposure(at("/x", 3), at("/x/a", 4)))] == ["CG101", "CG101"]


def test_how_it_can_open_its_next_start() -> None:
    found = said(exposure(at("/p", 3), undone=("it can rewrite it", at("/p", 5))))
    assert found == [Finding("CG111", "it can rewrite it", "share no directory that holds it", Place(FILE, 5))]


@pytest.mark.parametrize(
    ("confine", "pending", "ids", "remedy"),
    [
        (False, False, ["CG104"], CONFINE),
        (True, False, ["CG104", "CG107"], CONFINE),
        (False, True, ["CG104"], "colima restart"),
        (True, True, ["CG104"], "colima restart"),
    ],
)
def test_a_transport_that_does_not_confine(confine: bool, pending: bool, ids: list[str], remedy: str) -> None:
    instance = vm(*([Finding("CG106", "m", "colima restart")] if pending else []))
    found = said(exposure(at("/p", 3), at("/p/b", 4, transport=REVERSE_SSHFS)), instance, confine=confine)
    found = [one for one in found if one.id != "CG112"]
    assert [one.id for one in found] == ids
    message = "reverse-sshfs does not keep the VM within the shared directories"
    assert found[0] == Finding("CG104", message, remedy, Place(FILE, 4))
    again = "the policy says --confine, but the transport is reverse-sshfs (again)"
    then = f"{CONFINE}, then the restart that it names"
    assert found[1:] == ([Finding("CG107", again, then, Place(FILE, 4))] if "CG107" in ids else [])
    assert said(exposure(at("/p", 3)), instance, confine=confine) == []


def test_read_only_that_the_guest_alone_holds() -> None:
    found = said(exposure(at("/p", 3, RO, transport=VIRTIOFS_QEMU), at("/p/a", 4, RO, transport=NINE_P)))
    message = "/p is read-only inside the VM only: root there can make it writable"
    assert [one for one in found if one.id == "CG105"] == [Finding("CG105", message, CONFINE, Place(FILE, 3))]
    assert said(exposure(at("/p", 3, transport=VIRTIOFS_QEMU))) == []
    assert said(exposure(at("/p", 3, RO, transport=VIRTIOFS_VZ))) == []


def test_links_that_are_followed_on_the_host() -> None:
    found = said(exposure(at("/p", 3, follows_links=Place(FILE, 6))))
    message = "symbolic links in the share are followed on the host, out of the directory"
    assert found == [Finding("CG412", message, "remove sshfs.followSymlinks", Place(FILE, 6))]


@pytest.mark.parametrize(
    ("shared", "left"),
    [
        ([at("/p", 3, transport=RW_ONLY)], ["/d is allowed read-only, and not shared: there are no read-only shares"]),
        ([at("/p", 3, transport=RW_ONLY), at("/d", 4, transport=RW_ONLY)], []),
        ([at("/p", 3)], []),
        ([at("/p", 3, transport=RW_ONLY._replace(confined=False))], []),
        ([], []),
    ],
)
def test_a_read_only_directory_where_every_share_is_writable(shared: list[Share], left: list[str]) -> None:
    found = [(one.message, one.remedy) for one in said(exposure(*shared)) if one.id == "CG507"]
    remedy = "allow it rw, or take a writable share: colima-guard lock --share-ro-as-rw"
    assert found == [(message, remedy) for message in left]


@pytest.mark.parametrize(
    ("place", "files", "by_variable", "where", "begins"),
    [
        (Place(FILE, 7), (FILE,), False, Place(FILE, 7), "`start` would stop: no"),
        (None, (FILE,), False, Place(FILE), "`start` would stop: no"),
        (None, (), False, None, "`start` would stop: no"),
        (None, (), True, None, "with the variables as they are here, `start` would stop: no"),
    ],
)
def test_one_that_would_not_start(
    place: Place | None, files: tuple[str, ...], by_variable: bool, where: Place | None, begins: str
) -> None:
    instance = vm(*([Finding("CG212", "m", "r")] if by_variable else []), files=files)
    found = said(exposure(at("/p", 3))._replace(refusal="no", refused_at=place), instance)
    assert found == [Finding("CG204", begins, "mend the line", where)]


@pytest.mark.parametrize(
    ("shared", "ids"), [(["/s"], ["CG109"]), (["/s/a"], ["CG109"]), (["/p"], []), (["/"], ["CG101", "CG109"])]
)
def test_a_dangerous_entry_is_said_where_it_is_shared(shared: list[str], ids: list[str]) -> None:
    entry = Allowed("/s", RW, "/s", dangerous=True)
    allow = Allowlist((ALLOW.entries[0], entry))
    found = said(exposure(*map(share, shared)), allow=allow)
    assert [one.id for one in found] == ids
    assert {one.message for one in found if one.id == "CG109"} <= {
        "/s is on the allowlist although it is dangerous to share"
    }
    included = Allowlist((ALLOW.entries[0], entry._replace(included="/team.yaml")))
    remedies = [
        one.remedy for one in (*found, *said(exposure(*map(share, shared)), allow=included)) if one.id == "CG109"
    ]
    assert remedies == (["colima-guard revoke /s", "take it out of /team.yaml"] if "CG109" in ids else [])
