"""What is said of a running VM: what it has beside its files, how that is known, and what was seen in it."""

from __future__ import annotations

from typing import Any

import pytest

from colima_guard.judge.findings import running
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.instance import Instance
from colima_guard.model.proof import LastProof, Result
from colima_guard.model.share import Access, Exposure, Place, Share
from colima_guard.model.transport import NINE_P, REVERSE_SSHFS, VIRTIOFS_QEMU
from colima_guard.model.verdict import Concern, Verdict, judge
from tests.conftest import Machine
from tests.machines.drawn_exposures import exposure, share

RO, RW = Access.RO, Access.RW
ALLOW = Allowlist((Allowed("/p", RW, "/p"),))
FILE = "/vm/colima.yaml"
HOURS = 3600


def said(machine: Machine, shown: Exposure, now: Exposure | None, told: bool = True, **more: Any) -> list[Concern]:
    """What is said of a VM that would start next as ``shown`` and has ``now``; it runs for two hours."""
    host = machine.host()
    since = {"running": True, "since_ns": int((host.now() - 2 * HOURS - 60) * 1e9), **more}
    instance = Instance(name="colima/default", backend="colima", home="/vm", **since)
    attached = judge(now, ALLOW) if told and now is not None else None
    return list(running.concerns(host, instance, judge(shown, ALLOW), now, attached, ALLOW))


def texts(found: list[Concern]) -> list[tuple[str, str, str]]:
    return [(one.finding.id, one.finding.message, one.finding.remedy) for one in found]


def loose(location: str) -> Share:
    return share(location, transport=REVERSE_SSHFS)


@pytest.mark.parametrize(
    ("now", "message"),
    [
        (share("/x"), "it still runs with /x (rw, 9p), attached 2 hours ago"),
        (share("/x", RO), "it still runs with /x (ro, 9p), attached 2 hours ago"),
        (share("/p"), None),
        (share("/p/a"), None),
        (share("/p", RO), None),
        # by a transport that holds it less than those of the files
        (loose("/p"), "it still runs with /p (rw, reverse-sshfs), attached 2 hours ago"),
        # what the guest alone holds is written
        (share("/d", RO, VIRTIOFS_QEMU), "it still runs with /d (rw, virtiofs), attached 2 hours ago"),
        (share("/d", RO, NINE_P), None),
    ],
)
def test_what_it_has_beside_its_files(machine: Machine, now: Share, message: str | None) -> None:
    found = said(machine, exposure(share(None), share("/p"), share("/d", RO)), exposure(now))
    assert texts(found) == ([] if message is None else [("CG310", message, "restart it")])


def test_it_stands_where_what_it_has_stands(machine: Machine) -> None:
    at = Place("/vm/ha.stderr.log", 7)
    found = said(machine, exposure(), exposure(share("/x")._replace(place=at)))
    assert [(one.finding.place, one.at_best) for one in found] == [(at, Verdict.LOCKED)]  # it counts as a way


def test_a_loose_transport_is_no_news_where_the_files_have_one(machine: Machine) -> None:
    assert said(machine, exposure(share("/d"), loose("/p")), exposure(loose("/p"))) == []
    # one whose path cannot be told confines nobody less
    assert len(said(machine, exposure(share("/p"), share(None, transport=REVERSE_SSHFS)), exposure(loose("/p")))) == 1


def test_when_it_was_started_is_not_always_known(machine: Machine) -> None:
    found = said(machine, exposure(), exposure(share("/x")), since_ns=0)
    assert texts(found) == [("CG310", "it still runs with /x (rw, 9p), attached at its start", "restart it")]


@pytest.mark.parametrize(
    ("shares", "at_best"), [((), Verdict.LOCKED), ((share("/p"),), Verdict.LOCKED), ((share("/x"),), Verdict.OPEN)]
)
def test_what_it_has_cannot_be_told(machine: Machine, shares: tuple[Share, ...], at_best: Verdict) -> None:
    found = said(machine, exposure(share("/p")), exposure(*shares, unknown="no log"), told=False)
    first = found[0]
    assert texts([first]) == [("CG311", "what the running VM sees cannot be told: no log", "restart it")]
    assert (first.at_best, first.finding.place) == (at_best, Place("/vm"))
    beside = [("CG310", "it still runs with /x (rw, 9p), which it was started with", "restart it")]
    assert texts(found[1:]) == (beside if at_best is Verdict.OPEN else [])


def test_a_file_that_is_newer_than_its_start(machine: Machine) -> None:
    message = f"it still runs with the shares of 2 hours ago; {FILE} has changed since"
    (found,) = said(machine, exposure(), None, newer_file=FILE)
    assert texts([found]) == [("CG301", message, "restart it")]
    assert (found.at_best, found.finding.place) == (Verdict.UNKNOWN, Place(FILE))
    untold, newer = said(machine, exposure(), exposure(unknown="no log"), told=False, newer_file=FILE)
    assert (untold.finding.place, newer) == (Place(FILE), found)
    # what is attached says more than that
    assert said(machine, exposure(), exposure(), newer_file=FILE) == []
    assert said(machine, exposure(), None, newer_file=FILE, running=False) == []


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "less than a minute ago"),
        (59.9, "less than a minute ago"),
        (60, "1 minute ago"),
        (119, "1 minute ago"),
        (120, "2 minutes ago"),
        (3599, "59 minutes ago"),
        (3600, "1 hour ago"),
        (7200, "2 hours ago"),
        (86399, "23 hours ago"),
        (86400, "1 day ago"),
        (3 * 86400, "3 days ago"),
        # by a clock that was put back
        (-5, "less than a minute ago"),
    ],
)
def test_how_long_ago(seconds: float, text: str) -> None:
    assert running.ago(seconds) == text


@pytest.mark.parametrize("result", list(Result))
def test_what_was_seen_in_it_counts_whatever_its_files_say(machine: Machine, result: Result) -> None:
    host = machine.host()
    proof = LastProof(result, "~/.ssh was seen", host.now() - 2 * HOURS - 60)
    found = list(running.disproved(host, proof))
    if result is not Result.DISPROVED:
        assert found == []
        return
    message = "verify disproved it 2 hours ago: ~/.ssh was seen"
    assert texts(found) == [("CG316", message, "restart it, then colima-guard verify")]
    assert found[0].at_best is Verdict.OPEN


def test_without_a_proof_nothing_was_seen(machine: Machine) -> None:
    assert list(running.disproved(machine.host(), None)) == []
