"""A VM that can unlock itself: through which share, by which name, and what is said of it."""

from __future__ import annotations

import pytest

from colima_guard.backends.colima.backend import Colima
from colima_guard.backends.lima.backend import Lima
from colima_guard.judge.decisive_files import DecisiveFiles
from colima_guard.judge.findings import self_unlock
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.policy import Policy
from colima_guard.model.share import Access, Place, Share
from colima_guard.model.verdict import Concern, Verdict, judge
from colima_guard.policy.grounds import Grounds
from tests.conftest import Machine
from tests.machines.drawn_exposures import exposure, share
from tests.machines.mountinfo import Mounts

RO, RW = Access.RO, Access.RW
PLACE = Place("/vm/colima.yaml", 7)
OWN = "the VM can {} its own configuration in {home}/vm"
LIMAS = "the VM can {} {home}/.lima, where lima keeps its configuration"
READ = "the VM can rewrite {home}/looked/lima.yaml, by which VMs are started"
TEAM = "the VM can rewrite {home}/team/policy.yaml, which the policy includes"


def concerns(machine: Machine, *shares: Share, accepted: bool = False, all_allowed: bool = True) -> list[Concern]:
    """What is said of a VM of ``~/vm``, with a file outside it, that has these shares; Lima is there too."""
    host, home = machine.host(), str(machine.home)
    entries = [Allowed(one.real or "", RW, one.real or "") for one in shares if all_allowed]
    allow = Allowlist(tuple(entries), f"{home}/nothing")
    policy = Policy(f"{home}/policy.yaml", allow, included=(f"{home}/team/policy.yaml",))
    instance = Instance(name="colima/default", backend="colima", home=f"{home}/vm", files=(f"{home}/file/vm.yaml",))
    decisive = DecisiveFiles(host, [f"{home}/looked/lima.yaml"], tuple)
    deciding = self_unlock.Deciding(host, host.mounts([]), Grounds(host, [Lima()]), decisive, instance, policy)
    return list(self_unlock.concerns(deciding, [judge(exposure(*shares), allow)], accepted=accepted))


def at(machine: Machine, name: str, access: Access = RW) -> Share:
    return share(f"{machine.home}/{name}".rstrip("/"), access)._replace(place=PLACE)


@pytest.mark.parametrize(
    ("name", "said", "also_read_only"),
    [
        # at it, in it, around it
        ("vm", OWN, True),
        ("vm/deep", OWN, True),
        ("", OWN, True),
        # where a file of it lies
        ("file", OWN, True),
        ("file/vm.yaml", OWN, True),
        (".lima/box", LIMAS, True),
        # who can only read these decides nothing
        ("looked", READ, False),
        ("team", TEAM, False),
        ("vms", None, False),
        ("file/other.yaml", None, False),
        ("team/other", None, False),
    ],
)
def test_a_share_of_what_decides(machine: Machine, name: str, said: str | None, also_read_only: bool) -> None:
    machine.mkdir(".lima")
    for access, can in ((RW, "rewrite"), (RO, "read")):
        expected = []
        if said is not None and (access is RW or also_read_only):
            message = said.format(can, home=machine.home)
            path = f"{machine.home}/{name}".rstrip("/")
            finding = Finding("CG111", message, "share no directory that holds it", PLACE, path)
            expected = [Concern(finding, Verdict.SOFT)]
        assert concerns(machine, at(machine, name, access)) == expected


def test_what_is_reached_through_several_shares_is_said_once(machine: Machine) -> None:
    found = concerns(machine, at(machine, "vm/a"), at(machine, "looked"), at(machine, "vm/b"), at(machine, "file"))
    assert [one.finding.path for one in found] == [f"{machine.home}/vm/a", f"{machine.home}/looked"]


def test_what_is_outside_is_looked_into_where_it_is_accepted(machine: Machine) -> None:
    assert concerns(machine, at(machine, "vm"), all_allowed=False) == []
    assert len(concerns(machine, at(machine, "vm"), all_allowed=False, accepted=True)) == 1


def test_what_stands_for_nothing_is_looked_at_elsewhere(machine: Machine) -> None:
    """The placeholder is one of our own directories, and others after it count all the same."""
    found = concerns(machine, at(machine, "nothing", RO), at(machine, "vm"), all_allowed=False, accepted=True)
    assert [one.finding.path for one in found] == [f"{machine.home}/vm"]


@pytest.mark.parametrize("link", ["vm", "file/vm.yaml", "team/policy.yaml", "looked/lima.yaml"])
def test_by_where_a_link_lies_and_by_where_it_leads(machine: Machine, link: str) -> None:
    machine.write("dotfiles/real", "")
    machine.mkdir(link.rpartition("/")[0])
    (machine.home / link).symlink_to(machine.home / "dotfiles" / ("" if link == "vm" else "real"))
    assert len(concerns(machine, at(machine, "dotfiles"))) == 1
    if "/" in link:
        assert len(concerns(machine, at(machine, link.partition("/")[0]))) == 1


def test_by_another_name_that_a_mount_gives_it(machine: Machine) -> None:
    Mounts(machine.linux()).bind("~/vm", "~/p/vm")
    (found,) = concerns(machine, at(machine, "p"))
    assert found.finding.message == OWN.format("rewrite", home=machine.home)
    assert found.finding.path == f"{machine.home}/p"


def test_all_that_decides_for_colima_is_its_own(machine: Machine) -> None:
    host = machine.host()
    ground = Grounds(host, [Colima()]).reached(f"{machine.home}/.colima/default")
    assert ground is not None
    assert ground.said == f"{machine.home}/.colima, where colima keeps its configuration"
