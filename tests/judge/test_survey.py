"""Which instances are looked at, whose program is asked, and that one mistake hides no other instance."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

import pytest

from colima_guard.backends.interface import Backend, CanBeAsked, Compares
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.judge import survey as looking
from colima_guard.judge.row import Selection, Survey
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.policy import Policy
from colima_guard.model.release import Release, release
from colima_guard.model.share import Access, Exposure
from colima_guard.model.verdict import Verdict
from tests.conftest import Machine
from tests.machines.drawn_exposures import exposure, share
from tests.machines.pretended_backend import Pretended

LOCKED, SOFT, UNKNOWN, OPEN = Verdict
FINE = exposure(share("/p"))
ALLOW = Allowlist((Allowed("/p", Access.RW, "/p"),))


def vm(name: str) -> Instance:
    return Instance(name=name, backend=name.partition("/")[0], home="/vm", release=release("0.10.3"))


class Asked(Pretended, CanBeAsked, Compares):
    """It has a default instance and ``work``, and a program that can be asked, and sees the files otherwise."""

    def __init__(self, name: str = "colima", *, looks: str = "") -> None:
        super().__init__(FINE)
        self.name = name
        self.looks = looks
        self.told: list[object] = []
        #: a mistake of ours, or what the user can mend
        self.fails: Exception | None = None
        self.fails_of = ""

    def find(self, host: Host, releases: Mapping[str, Release], *, asked_for: bool = False) -> Sequence[Instance]:
        self.told.append(("find", dict(releases), asked_for))
        if self.looks:
            host.read(self.looks)
        if self.fails is not None and not self.fails_of:
            raise self.fails
        return [vm(f"{self.name}/default"), vm(f"{self.name}/work")]

    def exposures(self, host: Host, instance: Instance, *, every_class: bool) -> Sequence[Exposure]:
        if self.fails is not None and instance.name == self.fails_of:
            raise self.fails
        return super().exposures(host, instance, every_class=every_class)

    def ask(self, host: Host, instances: Sequence[Instance]) -> Sequence[Instance]:
        assert host.home
        self.told.append("ask")
        return [Instance(**{**vars(one), "findings": (Finding("CG402", "it says", "r"),)}) for one in instances]

    def comparable(self, host: Host) -> bool:
        return True

    def differences(self, host: Host, instances: Sequence[Instance]) -> dict[str, Sequence[Finding]]:
        assert host.home
        self.told.append("differences")
        return {instances[-1].name: [Finding("CG312", "m", "r")]}


@pytest.fixture
def looked(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Survey]:
    """A survey of these backends."""

    def survey(
        selection: Selection, *there: Backend, allow: Allowlist = ALLOW, included: tuple[str, ...] = ()
    ) -> Survey:
        def present(_: Host, names: Sequence[str] = ()) -> list[Backend]:
            return [one for one in there if not names or one.name in names]

        monkeypatch.setattr(looking, "present", present)
        policy = Policy("/policy.yaml", allow, saved=True, included=included)
        return looking.survey(machine.host(), policy, selection)

    return survey


def verdicts(found: Survey) -> dict[str, Verdict]:
    return {row.instance.name: row.verdict for row in found.rows}


@pytest.mark.parametrize(
    ("selection", "deep"),
    [
        (Selection(), False),
        (Selection(deep=True), True),
        (Selection(deep_for=("colima",)), True),
        (Selection(deep_for=("lima",)), False),
        (Selection(deep_for=("lima", "colima")), True),
    ],
)
def test_a_program_is_asked_only_where_that_is_wanted(
    looked: Callable[..., Survey], selection: Selection, deep: bool
) -> None:
    backend = Asked()
    found = looked(selection, backend)
    assert verdicts(found) == {"colima/default": LOCKED, "colima/work": UNKNOWN if deep else LOCKED}
    said = [[finding.id for finding in row.findings] for row in found.rows]
    assert said == ([["CG402"], ["CG312", "CG402"]] if deep else [[], []])
    assert backend.told[1:] == (["ask", "differences"] if deep else [])


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ((), ["colima/default", "colima/work", "lima/default", "lima/work"]),
        (("work",), ["colima/work", "lima/work"]),
        (("lima/work",), ["lima/work"]),
        (("lima/work", "colima/default"), ["colima/default", "lima/work"]),
        (("colima",), []),
    ],
)
def test_the_instances_that_are_named(looked: Callable[..., Survey], names: tuple[str, ...], found: list[str]) -> None:
    assert list(verdicts(looked(Selection(instances=names), Asked(), Asked("lima")))) == found


def test_backends_are_told_what_was_asked_for(looked: Callable[..., Survey]) -> None:
    one, other = Asked(), Asked("lima")
    releases = {"colima": release("0.9.1")}
    looked(Selection(releases=releases), one, other)
    assert one.told == other.told == [("find", releases, False)]
    one, other = Asked(), Asked("lima")
    assert list(verdicts(looked(Selection(backends=("lima",), releases=releases), one, other))) == [
        "lima/default",
        "lima/work",
    ]
    # the others only once somebody asks what else decides
    assert other.told == [("find", releases, True)]
    assert one.told in ([], [("find", releases, False)])


@pytest.mark.parametrize("fails", [None, ValueError("no"), GuardError("no")])
def test_what_those_that_are_not_selected_look_into_decides_too(
    machine: Machine, looked: Callable[..., Survey], fails: Exception | None
) -> None:
    """Whatever goes wrong there is for those to see who select it."""
    other = Asked("lima", looks=f"{machine.home}/p/lima.yaml")
    other.fails = fails
    allow = Allowlist((Allowed(f"{machine.home}/p", Access.RW, "p"),))
    colima = Asked()
    colima.starts = (exposure(share(f"{machine.home}/p")),)
    found = looked(Selection(backends=("colima",)), colima, other, allow=allow)
    assert verdicts(found) == {"colima/default": SOFT, "colima/work": SOFT}
    assert {one.message for row in found.rows for one in row.findings} == {
        f"the VM can rewrite {machine.home}/p/lima.yaml, by which VMs are started"
    }


def test_a_mistake_in_one_backend_hides_no_other(looked: Callable[..., Survey]) -> None:
    wrong = Asked()
    wrong.fails = ValueError("no")
    found = looked(Selection(), wrong, Asked("lima"))
    assert verdicts(found) == {"colima/?": UNKNOWN, "lima/default": LOCKED, "lima/work": LOCKED}
    assert "ValueError" in (found.rows[0].bug or "") and not found.ok
    assert found.rows[0].instance.backend == "colima"


def test_a_mistake_in_one_instance_hides_no_other(looked: Callable[..., Survey]) -> None:
    wrong = Asked()
    wrong.fails, wrong.fails_of = ValueError("no"), "colima/work"
    found = looked(Selection(deep=True), wrong)
    assert verdicts(found) == {"colima/default": LOCKED, "colima/work": UNKNOWN}
    assert [(row.bug is None) for row in found.rows] == [True, False]
    # what its program says is said all the same
    assert [finding.id for finding in found.rows[1].findings] == ["CG312"]


@pytest.mark.parametrize("of", ["", "colima/work"])
def test_what_the_user_can_mend_is_no_mistake(looked: Callable[..., Survey], of: str) -> None:
    wrong = Asked()
    wrong.fails, wrong.fails_of = GuardError("no"), of
    with pytest.raises(GuardError, match="no"):
        looked(Selection(), wrong)


def test_a_program_that_vms_may_write_is_told_of_every_instance(
    machine: Machine, looked: Callable[..., Survey]
) -> None:
    machine.write("p/bin/colima", "#!/bin/sh\n", 0o755)
    machine.environ["PATH"] = f"{machine.home}/p/bin"
    allow = Allowlist((*ALLOW.entries, Allowed(f"{machine.home}/p", Access.RW, "p")))
    found = looked(Selection(deep=True), Asked(), allow=allow)
    ids = [[finding.id for finding in row.findings] for row in found.rows]
    assert ids == [["CG315", "CG402"], ["CG312", "CG315", "CG402"]]
    assert verdicts(found) == {"colima/default": SOFT, "colima/work": UNKNOWN}


@pytest.mark.parametrize("secret", [".ssh/id_rsa", ".config/colima-guard/policy.yaml", "team.yaml", "looked.yaml"])
def test_a_second_name_is_looked_for_where_that_is_wanted(
    machine: Machine, looked: Callable[..., Survey], secret: str
) -> None:
    """Of a secret, of the policy and what it includes, and of what a backend looks into."""
    machine.mkdir("p")
    machine.write(secret, "secret")
    os.link(machine.home / secret, machine.home / "p/name")
    allow = Allowlist((Allowed(f"{machine.home}/p", Access.RW, "p"),))
    backend = Asked(looks=f"{machine.home}/looked.yaml")
    backend.starts = (exposure(share(f"{machine.home}/p")),)
    included = (f"{machine.home}/team.yaml",)
    said: list[str] = []
    found = looked(Selection(deep=True, say=said.append), backend, allow=allow, included=included)
    (finding,) = (one for one in found.rows[0].findings if one.id == "CG115")
    assert finding.message == f"{machine.home}/p/name is the same file as {machine.home}/{secret}, a hard link"
    assert said == [f"looking in {machine.home}/p for second names of 1 secrets ..."]
    assert verdicts(looked(Selection(), backend, allow=allow, included=included))["colima/default"] is LOCKED
