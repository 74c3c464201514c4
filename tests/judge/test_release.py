"""What is said where one release is not all that counts."""

from __future__ import annotations

import pytest

from colima_guard.judge.findings import release as of_the_release
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.instance import Instance
from colima_guard.model.release import Release, release
from colima_guard.model.share import Access, Exposure
from tests.conftest import Machine
from tests.machines.drawn_exposures import exposure, share
from tests.machines.pretended_backend import Pretended

ALLOW = Allowlist((Allowed("/p", Access.RW, "/p"),))


def way(text: str, location: str) -> Exposure:
    return exposure(share(location))._replace(release=release(text))


def said(machine: Machine, backend: Pretended, known: Release | None, *, assuming: bool) -> list[tuple[str, str, str]]:
    instance = Instance(name="colima/(new)", backend="colima", home="/vm", release=known, assuming=assuming)
    found = [one.finding for one in of_the_release.concerns(machine.host(), backend, instance, ALLOW)]
    return [(one.id, one.message, one.remedy) for one in found]


def test_one_that_is_known_is_all_that_counts(machine: Machine) -> None:
    backend = Pretended(way("0.10.3", "/p"), classes=(way("0.8.0", "/x"),))
    assert said(machine, backend, release("0.10.3"), assuming=False) == []


def test_one_that_is_not_known(machine: Machine) -> None:
    found = said(machine, Pretended(way("0.10.3", "/p")), None, assuming=False)
    assert [(number, remedy) for number, _, remedy in found] == [
        ("CG303", "put colima on PATH, or name it: --release colima=VERSION")
    ]


@pytest.mark.parametrize(
    ("classes", "ranges"),
    [
        ("0.4.0 /p, 0.8.0 /p", None),
        ("0.4.0 /x, 0.8.0 /p", "0.4.0 and later, before 0.8.0"),
        ("0.8.0 /p, 0.4.0 /x", "0.4.0 and later, before 0.8.0"),
        ("0.4.0 /x, 0.5.0 /y, 0.8.0 /p", "0.4.0 and later, before 0.8.0"),
        ("0.4.0 /p, 0.8.0 /x", "0.8.0 and later"),
        ("0.4.0 /x, 0.5.0 /p, 0.8.0 /x", "0.4.0 and later, before 0.5.0, 0.8.0 and later"),
        # one release has several ways to start
        ("0.4.0 /p, 0.4.0 /x, 0.5.0 /p", "0.4.0 and later, before 0.5.0"),
    ],
)
def test_one_that_is_assumed(machine: Machine, classes: str, ranges: str | None) -> None:
    ways = [way(*one.split()) for one in classes.split(", ")]
    found = said(machine, Pretended(way("0.10.3", "/p"), classes=ways), release("0.10.3"), assuming=True)
    message = f"releases in which it would be open: {ranges}"
    assert found == ([] if ranges is None else [("CG304", message, "install colima 0.10.3 or later")])
    # where it is open in this one too, that is said
    assert said(machine, Pretended(way("0.10.3", "/x"), classes=ways), release("0.10.3"), assuming=True) == []
