"""What a policy accepts: which doubt or concern it covers, and until when."""

from __future__ import annotations

from datetime import date

import pytest

from colima_guard.judge.accepted import in_force, judgement_without, marked
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.policy import Accepted, Policy
from colima_guard.model.share import Access, Exposure, Origin
from colima_guard.model.transport import REVERSE_SSHFS
from colima_guard.model.verdict import Verdict, judge
from tests.conftest import Machine
from tests.machines.drawn_exposures import PLACE, accepted, exposure, share

ALLOW = Allowlist((Allowed("/p", Access.RW, "/p"), Allowed("/d", Access.RO, "/d")))
DANGEROUS = Allowlist((Allowed("/s", Access.RO, "/s", dangerous=True),))
LOOSE = share("/p", transport=REVERSE_SSHFS)
CG101, CG102, CG103 = accepted("CG101 /x"), accepted("CG102 /d"), accepted("CG103 /h")


@pytest.mark.parametrize(
    ("exposed", "allow", "taken", "verdict"),
    [
        (exposure(share("/x")), ALLOW, [], Verdict.OPEN),
        (exposure(share("/x")), ALLOW, [CG101], Verdict.LOCKED),
        (exposure(share("/x")), ALLOW, [accepted("CG101 /y")], Verdict.OPEN),
        (exposure(share("/x/y")), ALLOW, [CG101], Verdict.OPEN),
        (exposure(share("/x"), share("/y")), ALLOW, [CG101], Verdict.OPEN),
        (exposure(share("/d")), ALLOW, [CG102], Verdict.LOCKED),
        (exposure(share("/d")), ALLOW, [accepted("CG101 /d")], Verdict.OPEN),
        (exposure(share("/h", origin=Origin.DEFAULT)), ALLOW, [CG103], Verdict.LOCKED),
        (exposure(share("/h", origin=Origin.DEFAULT)), ALLOW, [accepted("CG101 /h")], Verdict.OPEN),
        (exposure(share(None)), ALLOW, [CG101, CG102, CG103], Verdict.UNKNOWN),
        (exposure(share("/x"), unknown="why"), ALLOW, [CG101], Verdict.UNKNOWN),
        (exposure(LOOSE), ALLOW, [], Verdict.SOFT),
        (exposure(LOOSE), ALLOW, [accepted("CG104")], Verdict.LOCKED),
        (exposure(LOOSE), ALLOW, [accepted("CG109")], Verdict.SOFT),
        # a share that is accepted is no less loose
        (exposure(share("/x", transport=REVERSE_SSHFS)), ALLOW, [CG101], Verdict.SOFT),
        (exposure(share("/s", Access.RO)), DANGEROUS, [accepted("CG104")], Verdict.SOFT),
        (exposure(share("/s", Access.RO)), DANGEROUS, [accepted("CG109")], Verdict.LOCKED),
        (exposure(share("/p"), undone=("it can", share("/p"))), ALLOW, [accepted("CG111 /p")], Verdict.SOFT),
        (exposure(share("/p"), share("/p/q")), ALLOW, [accepted("CG111 /p"), CG101], Verdict.SOFT),
    ],
)
def test_what_is_left(exposed: Exposure, allow: Allowlist, taken: list[Accepted], verdict: Verdict) -> None:
    judged = judge(exposed, allow)
    left = judgement_without(judged, taken)
    assert left.verdict is verdict
    assert left.allowed == judged.allowed  # it is taken, and is no less outside


def test_until_the_end_of_its_day(machine: Machine) -> None:
    host = machine.host()
    today = host.today()
    on, over = accepted("CG104", until=today), accepted("CG105", until=date(today.year - 1, 1, 1))
    policy = Policy("/policy.yaml", ALLOW, accepted=(on, over))
    assert in_force(host, policy) == (on,)


def test_what_is_marked() -> None:
    taken, over = accepted("CG101 /x"), accepted("CG104", until=date(2000, 1, 1))
    policy = Policy("/policy.yaml", ALLOW, accepted=(taken, accepted("CG105"), over))
    said = [Finding("CG101", "m", "r", None, "/x"), Finding("CG101", "m", "r", None, "/y"), Finding("CG104", "m", "r")]
    found = marked(policy, said, policy.accepted[:2])
    assert [(one.id, one.accepted) for one in found] == [
        ("CG101", taken),
        ("CG101", None),
        ("CG104", None),
        ("CG602", None),
        ("CG601", None),
    ]
    missing, late = found[3:]
    what = "is accepted, and does not occur"
    assert missing == Finding("CG602", f"CG105 (known) {what}", f"take it out of {PLACE.file}", PLACE)
    message, remedy = "CG104 (known) was accepted until 2000-01-01", f"mend it, or set a new day in {PLACE.file}"
    assert late == Finding("CG601", message, remedy, PLACE)
    assert [one.offends for one in found] == [False, True, True, False, False]
    assert marked(policy._replace(accepted=()), said, ()) == said


def test_what_is_accepted_of_a_path_names_it() -> None:
    taken = accepted("CG101 /x")
    (found,) = marked(Policy("/policy.yaml", ALLOW, accepted=(taken,)), [], (taken,))
    assert found.message == "CG101 of /x (known) is accepted, and does not occur"
