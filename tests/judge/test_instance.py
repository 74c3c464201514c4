"""A row from all that is known of an instance: what counts, what is shown, and what is only shown."""

from __future__ import annotations

from typing import Any

import pytest

from colima_guard.judge.decisive_files import DecisiveFiles
from colima_guard.judge.findings.hard_links import SecondNames
from colima_guard.judge.instance import Facts, row, unjudged
from colima_guard.judge.row import Row, Survey
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.catalogue import FINDINGS, State
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.policy import Accepted, Policy
from colima_guard.model.release import release
from colima_guard.model.share import Access, Exposure, Share
from colima_guard.model.transport import NINE_P, REVERSE_SSHFS, VIRTIOFS_VZ, Basis
from colima_guard.model.verdict import Concern, Verdict
from colima_guard.policy.grounds import Grounds
from tests.conftest import Machine
from tests.machines.drawn_exposures import accepted, exposure, share
from tests.machines.pretended_backend import Pretended

LOCKED, SOFT, UNKNOWN, OPEN = Verdict
ALLOW = Allowlist((Allowed("/p", Access.RW, "/p"), Allowed("/d", Access.RO, "/d")))
FINE = exposure(share("/p"))
LOOSE = exposure(share("/p", transport=REVERSE_SSHFS))
WIDE = exposure(share("/x"))
VM = Instance(name="colima/default", backend="colima", home="/vm", release=release("0.10.3"))
OLDER = {"running": True, "newer_file": "/vm/colima.yaml", "since_ns": 1}


def judged(
    machine: Machine,
    backend: Pretended,
    *taken: Accepted,
    instance: Instance = VM,
    allow: Allowlist = ALLOW,
    confine: bool = False,
    secrets: tuple[str, ...] = (),
    more: tuple[Concern, ...] = (),
) -> Row:
    host = machine.host()
    policy = Policy("/policy.yaml", allow, confine=confine, saved=True, accepted=taken)
    named = tuple((path, path) for path in secrets)
    facts = Facts(named, secrets, Grounds(host, ()), DecisiveFiles(host, (), tuple))
    return row(host, backend, instance, policy, facts, more)


def ids(found: Row) -> list[str]:
    return [one.id for one in found.findings]


def mistake() -> Exception:
    try:
        raise ValueError("no")
    except ValueError as bug:
        return bug


def vm(**more: Any) -> Instance:
    return Instance(**{**vars(VM), **more})


@pytest.mark.parametrize(
    ("backend", "instance", "verdict", "said"),
    [
        (Pretended(FINE), VM, LOCKED, []),
        (Pretended(LOOSE), VM, SOFT, ["CG104"]),
        (Pretended(WIDE), VM, OPEN, ["CG101"]),
        # the worst way to start is the one that is shown
        (Pretended(FINE, WIDE), VM, OPEN, ["CG101"]),
        (Pretended(WIDE, FINE), VM, OPEN, ["CG101"]),
        (Pretended(exposure(share("/p"), unknown="why")), VM, UNKNOWN, []),
        # what runs counts, and is only said as that
        (Pretended(FINE, now=FINE), vm(running=True), LOCKED, []),
        (Pretended(FINE, now=WIDE), vm(running=True), OPEN, ["CG310"]),
        (Pretended(FINE, now=LOOSE), vm(running=True), SOFT, ["CG310"]),
        (Pretended(LOOSE, now=FINE), vm(running=True), SOFT, ["CG104"]),
        (Pretended(FINE, now=exposure(unknown="no log")), vm(running=True), LOCKED, ["CG311"]),
        (Pretended(FINE, now=exposure(unknown="no log")), vm(**OLDER), UNKNOWN, ["CG311", "CG301"]),
        (Pretended(FINE, now=exposure(share("/x"), unknown="no log")), vm(**OLDER), OPEN, ["CG311", "CG301", "CG310"]),
        (Pretended(FINE, now=exposure(share("/x"), unknown="no log")), vm(running=True), OPEN, ["CG311", "CG310"]),
        (Pretended(FINE), vm(**OLDER), UNKNOWN, ["CG301"]),
        (Pretended(FINE), vm(**{**OLDER, "running": False}), LOCKED, []),
        (Pretended(FINE, now=FINE), vm(**OLDER), LOCKED, []),
        # a file of the last start, where the rest is fine
        (Pretended(FINE, behind=WIDE), VM, SOFT, ["CG314"]),
        (Pretended(FINE, behind=exposure(unknown="why")), VM, SOFT, ["CG314"]),
        (Pretended(FINE, behind=FINE), VM, LOCKED, []),
        (Pretended(LOOSE, behind=WIDE), VM, SOFT, ["CG314", "CG104"]),
        (Pretended(WIDE, behind=exposure(share("/y"))), VM, OPEN, ["CG101"]),
        # a finding of the instance is only said
        (Pretended(FINE), vm(findings=(Finding("CG201", "m", "r"),)), LOCKED, ["CG201"]),
        (Pretended(FINE), vm(release=None), LOCKED, ["CG303"]),
        (Pretended(FINE, classes=(FINE, WIDE)), vm(assuming=True), LOCKED, ["CG304"]),
        (Pretended(WIDE, classes=(WIDE,)), vm(assuming=True), OPEN, ["CG101"]),
        (Pretended(FINE, classes=(FINE,)), vm(assuming=True), LOCKED, []),
    ],
)
def test_a_row(machine: Machine, backend: Pretended, instance: Instance, verdict: Verdict, said: list[str]) -> None:
    found = judged(machine, backend, instance=instance)
    assert (found.verdict, found.counted, ids(found)) == (verdict, verdict, said)
    assert found.judgements[0].exposure == backend.starts[0]
    assert Survey(Policy("/policy.yaml", ALLOW), (found,)).ok is (verdict is LOCKED)


def test_nothing_to_look_at_is_not_fine() -> None:
    assert not Survey(Policy("/policy.yaml", ALLOW), ()).ok


def test_what_is_left_behind_is_not_asked_for_where_the_rest_is_open(machine: Machine) -> None:
    backend = Pretended(WIDE, behind=WIDE)
    judged(machine, backend)
    assert not backend.asked
    # what is accepted does not keep it from being asked
    found = judged(machine, backend, accepted("CG101 /x"))
    assert backend.asked
    assert (found.verdict, found.counted) == (OPEN, LOCKED)


@pytest.mark.parametrize(
    ("starts", "confine", "taken", "verdict", "counted", "said"),
    [
        ([WIDE], False, ["CG101 /x"], OPEN, LOCKED, ["CG101"]),
        ([WIDE], False, ["CG101 /y"], OPEN, OPEN, ["CG101", "CG602"]),
        ([LOOSE], False, ["CG104"], SOFT, LOCKED, ["CG104"]),
        ([LOOSE], True, ["CG104"], SOFT, SOFT, ["CG104", "CG107"]),
        ([LOOSE], True, ["CG104", "CG107"], SOFT, LOCKED, ["CG104", "CG107"]),
        ([LOOSE], True, ["CG107"], SOFT, SOFT, ["CG104", "CG107"]),
        # what is not accepted is what has to be shown
        ([WIDE, LOOSE], False, ["CG101 /x"], OPEN, SOFT, ["CG104", "CG602"]),
        # a way that is not shown counts all the same
        ([exposure(share("/y")), LOOSE], True, ["CG104"], OPEN, OPEN, ["CG101", "CG602"]),
        ([exposure(share("/y")), LOOSE], True, ["CG101 /y", "CG104"], OPEN, SOFT, ["CG104", "CG107", "CG602"]),
    ],
)
def test_what_is_accepted(
    machine: Machine,
    starts: list[Exposure],
    confine: bool,
    taken: list[str],
    verdict: Verdict,
    counted: Verdict,
    said: list[str],
) -> None:
    valid = [accepted(one) for one in taken]
    found = judged(machine, Pretended(*starts), *valid, confine=confine)
    assert (found.verdict, found.counted, ids(found)) == (verdict, counted, said)


def test_a_lost_confine_that_is_pending_counts_and_is_not_said(machine: Machine) -> None:
    """The finding that it is pending says what to do; to accept the transport is not to accept that."""
    pending = vm(findings=(Finding("CG106", "m", "colima restart"),))
    found = judged(machine, Pretended(LOOSE), accepted("CG104"), instance=pending, confine=True)
    assert (found.verdict, found.counted, ids(found)) == (SOFT, SOFT, ["CG104", "CG106"])
    assert found.findings[0].remedy == "colima restart"
    both = judged(machine, Pretended(LOOSE), accepted("CG104"), accepted("CG107"), instance=pending, confine=True)
    assert both.counted is LOCKED


@pytest.mark.parametrize("best", list(Verdict))
def test_what_its_programs_say_comes_first_and_counts(machine: Machine, best: Verdict) -> None:
    more = (Concern(Finding("CG312", "m", "r"), best),)
    found = judged(machine, Pretended(LOOSE, behind=WIDE), more=more)
    assert (found.verdict, ids(found)) == (max(SOFT, best), ["CG312", "CG314", "CG104"])
    unknown = unjudged(VM, mistake(), more)
    assert (unknown.verdict, ids(unknown)) == (max(UNKNOWN, best), ["CG312"])
    assert unknown.bug is not None and found.bug is None
    assert (unknown.judgements, unknown.within_reach, unknown.now) == ((unknown.shown,), (), None)
    assert (unknown.shown.exposure.way, unknown.shown.exposure.release) == ("start", VM.release)


def test_dangerous_entries(machine: Machine) -> None:
    allow = Allowlist((Allowed("/p", Access.RW, "/p", dangerous=True), Allowed("/q", Access.RW, "/q", dangerous=True)))
    found = judged(machine, Pretended(FINE), allow=allow)
    assert (found.verdict, ids(found)) == (SOFT, ["CG109"])
    assert judged(machine, Pretended(FINE), accepted("CG109"), allow=allow).counted is LOCKED
    assert judged(machine, Pretended(exposure()), allow=allow).verdict is LOCKED  # it shares nothing


@pytest.mark.parametrize(
    ("backend", "instance", "needed"),
    [
        (Pretended(FINE), VM, False),
        (Pretended(FINE, now=FINE), vm(running=True), False),
        (Pretended(FINE, now=WIDE), vm(running=True), True),
        (Pretended(WIDE, now=FINE), vm(running=True), True),
        (Pretended(FINE, now=exposure(share("/p", Access.RO))), vm(running=True), True),
        (Pretended(FINE, now=LOOSE), vm(running=True), True),
        (Pretended(FINE, now=exposure(unknown="no log")), vm(running=True), False),
        (Pretended(FINE, now=exposure(unknown="no log")), vm(**OLDER), True),
        (Pretended(FINE), vm(newer_file="/vm/colima.yaml"), False),
    ],
)
def test_whether_it_has_to_be_restarted(machine: Machine, backend: Pretended, instance: Instance, needed: bool) -> None:
    assert judged(machine, backend, instance=instance).restart_needed is needed


@pytest.mark.parametrize(
    ("shares", "basis"),
    [
        ([share("/p")], Basis.TESTED),
        ([share("/p", transport=VIRTIOFS_VZ)], Basis.DOCUMENTED),
        ([share("/p"), share("/p", transport=VIRTIOFS_VZ)], Basis.DOCUMENTED),
        ([], Basis.DOCUMENTED),
    ],
)
def test_what_the_strength_rests_on(machine: Machine, shares: list[Share], basis: Basis) -> None:
    assert NINE_P.basis is Basis.TESTED
    assert judged(machine, Pretended(exposure(*shares))).basis is basis


BESIDE = [id_ for id_, kind in FINDINGS.items() if kind.stands_for is State.BESIDE_THE_FILES]


@pytest.mark.parametrize(
    ("backend", "taken", "more", "written"),
    [
        (Pretended(FINE), [], [], True),
        (Pretended(LOOSE), [], [], True),
        (Pretended(WIDE), [], [], False),
        (Pretended(WIDE), ["CG101 /x"], [], True),
        (Pretended(FINE, now=WIDE), [], [], True),  # what runs is mended by a restart
        (Pretended(FINE), [], ["CG402"], True),
        *((Pretended(FINE), [], [one], False) for one in BESIDE),
    ],
)
def test_whether_its_files_are_as_wanted(
    machine: Machine, backend: Pretended, taken: list[str], more: list[str], written: bool
) -> None:
    concerns = tuple(Concern(Finding(one, "m", "r")) for one in more)
    found = judged(machine, backend, *(accepted(one) for one in taken), more=concerns)
    assert found.written is written


@pytest.mark.parametrize(
    ("backend", "reached"),
    [
        (Pretended(FINE), ["/p/s"]),
        (Pretended(exposure(share("/p/s/below"))), ["/p/s"]),
        (Pretended(exposure()), []),
        (Pretended(LOOSE), ["/p/s", "/z/s"]),
        (Pretended(FINE, now=exposure(share("/z"))), ["/p/s", "/z/s"]),
        (Pretended(FINE, now=exposure(share("/z"), unknown="no log")), ["/p/s", "/z/s"]),
    ],
)
def test_secrets_within_reach(machine: Machine, backend: Pretended, reached: list[str]) -> None:
    assert list(judged(machine, backend, secrets=("/p/s", "/z/s")).within_reach) == reached


@pytest.mark.parametrize(
    ("starts", "allow", "verdict", "number"),
    [
        (exposure(share("/gone", Access.RO)), Allowlist((), "/gone"), UNKNOWN, "CG110"),
        (exposure(share("/vm")), Allowlist((Allowed("/vm", Access.RW, "/vm"),)), SOFT, "CG111"),
    ],
)
def test_what_the_directories_say_counts(
    machine: Machine, starts: Exposure, allow: Allowlist, verdict: Verdict, number: str
) -> None:
    found = judged(machine, Pretended(starts), allow=allow)
    assert (found.verdict, ids(found)) == (verdict, [number])


def test_what_is_mounted_counts(machine: Machine) -> None:
    machine.linux().mounts = "what is this"
    found = judged(machine, Pretended(FINE))
    assert (found.verdict, ids(found)) == (UNKNOWN, ["CG114"])
    # of what is outside there is no more to say, unless it is accepted
    assert ids(judged(machine, Pretended(WIDE))) == ["CG101"]
    assert ids(judged(machine, Pretended(WIDE), accepted("CG101 /x"))) == ["CG114", "CG101"]


def test_an_accepted_share_is_looked_into(machine: Machine) -> None:
    wide = exposure(share("/vm"))
    assert ids(judged(machine, Pretended(wide))) == ["CG101"]
    found = judged(machine, Pretended(wide), accepted("CG101 /vm"))
    assert (found.counted, ids(found)) == (SOFT, ["CG111", "CG101"])
    both = judged(machine, Pretended(wide), accepted("CG101 /vm"), accepted("CG111 /vm"))
    assert (both.verdict, both.counted) == (OPEN, LOCKED)


def test_a_second_name_of_a_secret_counts_where_it_is_looked_for(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(".netrc", "secret")
    (machine.home / "projects/key").hardlink_to(machine.home / ".netrc")
    host = machine.host()
    home = host.realpath(str(machine.home))
    policy = Policy("/policy.yaml", Allowlist((Allowed(f"{home}/projects", Access.RW, f"{home}/projects"),)))
    facts = Facts((), (), Grounds(host, ()), DecisiveFiles(host, (), tuple))
    backend = Pretended(exposure(share(f"{home}/projects")))
    assert row(host, backend, VM, policy, facts).verdict is LOCKED
    found = row(host, backend, VM, policy, facts._replace(second=SecondNames(host, [f"{home}/.netrc"], None)))
    assert (found.verdict, ids(found)) == (OPEN, ["CG115"])
