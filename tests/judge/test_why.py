"""How an instance sees a path: by the widest way, whichever that is."""

from __future__ import annotations

import pytest

from colima_guard.judge.row import Row, Survey
from colima_guard.judge.why import Sight, sight, sights
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.instance import Instance
from colima_guard.model.policy import Policy
from colima_guard.model.share import Access, Exposure
from colima_guard.model.transport import REVERSE_SSHFS
from colima_guard.model.verdict import judge
from tests.conftest import Machine
from tests.machines.drawn_exposures import exposure, share

RO, RW = Access.RO, Access.RW
ALLOW = Allowlist((Allowed("/p", RW, "/p"),))
LOOSE, LOOSE_RO = share("/p", transport=REVERSE_SSHFS), share("/p", RO, REVERSE_SSHFS)


def row(*starts: Exposure, now: Exposure | None = None, older: bool = False) -> Row:
    judgements = tuple(judge(one, ALLOW) for one in starts)
    attached = None if now is None else judge(now, ALLOW)
    file = "/vm/colima.yaml" if older else None
    instance = Instance(name="colima/default", backend="colima", home="/vm", running=older, newer_file=file)
    verdict = judgements[0].verdict
    return Row(instance, judgements, judgements[0], attached, verdict, (), (), verdict)


@pytest.mark.parametrize(
    ("looked", "visible", "allowed", "around"),
    [
        (row(exposure(share("/p"))), "rw", True, False),
        (row(exposure(share("/p", RO))), "ro", True, False),
        (row(exposure(share("/x"))), "no", False, False),
        (row(exposure(share("/"))), "rw", False, False),
        (row(exposure(share("/p", RO), share("/"))), "rw", False, False),
        (row(exposure(share("/"), share("/p", RO))), "rw", False, False),
        (row(exposure(share("/p", RO)), exposure(share("/p"))), "rw", True, False),
        (row(exposure(share("/p", RO)), now=exposure(share("/"))), "rw", False, False),
        (row(exposure(share("/x")), now=exposure(share("/p"))), "rw", True, False),
        # one that can be got around writes everywhere, and what is shared by itself is said as that
        (row(exposure(share("/x", transport=REVERSE_SSHFS))), "rw", False, True),
        (row(exposure(share("/x", RO, REVERSE_SSHFS))), "ro", False, True),
        (row(exposure(share("/x", RO, REVERSE_SSHFS), share("/y", transport=REVERSE_SSHFS))), "rw", False, True),
        (row(exposure(LOOSE)), "rw", True, False),
        (row(exposure(LOOSE_RO)), "ro", True, False),
        (row(exposure(LOOSE_RO, share("/x", transport=REVERSE_SSHFS))), "rw", False, True),
    ],
)
def test_the_widest_way(looked: Row, visible: str, allowed: bool, around: bool) -> None:
    found = sight(looked, "/p/a")
    assert (found.visible, found.allowed, found.around) == (visible, allowed, around)
    assert (found.share is None) is (visible == "no")


@pytest.mark.parametrize(
    ("looked", "untold", "why"),
    [
        (row(exposure(unknown="no idea")), (), "no idea"),
        (row(exposure(share("/x")), exposure(unknown="no idea")), (), "no idea"),
        (row(exposure(share("/x")), older=True), (), "it runs with the shares of an older start"),
        (row(exposure(unknown="no idea"), older=True), ("a mount",), "no idea"),
        (row(exposure(share("/x")), older=True), ("a mount",), "a mount"),
    ],
)
def test_what_cannot_be_told(looked: Row, untold: tuple[str, ...], why: str) -> None:
    assert sight(looked, "/p/a", untold=untold) == Sight(None, None, why=why)
    seen = looked._replace(judgements=(*looked.judgements, judge(exposure(share("/p")), ALLOW)))
    assert sight(seen, "/p/a", untold=untold).visible == "rw"


def test_what_runs_is_known() -> None:
    assert sight(row(exposure(share("/x")), now=exposure(share("/x")), older=True), "/p/a").visible == "no"


def test_by_another_name() -> None:
    found = sight(row(exposure(share("/p"))), "/home/me/.ssh", "/p/keys")
    assert (found.visible, found.mounted, found.allowed) == ("rw", "/p/keys", False)
    own = sight(row(exposure(share("/p"))), "/p/keys", "/home/me/.ssh")
    assert (own.visible, own.mounted, own.allowed) == ("rw", None, True)


def test_each_instance_of_a_survey(machine: Machine) -> None:
    seeing, blind = row(exposure(share("/p"))), row(exposure(share("/x")), exposure(share(None)))
    running = row(exposure(share("/x")), now=exposure(share("/p", RO)))
    looked = Survey(Policy("/policy.yaml", ALLOW), (seeing, blind, running))
    found = sights(machine.host(), looked, "/p/a")
    assert [one for one, _ in found] == [seeing, blind, running]
    assert [(seen.visible, seen.allowed, seen.mounted) for _, seen in found] == [
        ("rw", True, None),
        ("no", False, None),
        ("ro", True, None),
    ]
