"""Directories that a VM system cannot take: who refuses them, and where they are left out.

Colima and Lima take no blank, Docker Desktop does, and none of the three takes ``$``; Multipass writes no path at all.
"""

from __future__ import annotations

import pytest

from colima_guard.backends.interface import Backend
from colima_guard.backends.registry import backend
from colima_guard.errors import GuardError
from colima_guard.judge.row import Row, Survey
from colima_guard.lock import shareable
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.instance import Instance
from colima_guard.model.policy import Exemption, Policy
from colima_guard.model.share import Access, Place
from colima_guard.model.verdict import Verdict, judge
from tests.conftest import Machine
from tests.machines.drawn_exposures import exposure
from tests.machines.pretended_backend import Pretended

NOTHING = "/home/me/nothing"


def allowed(path: str, typed: str | None = None) -> Allowed:
    return Allowed(path, Access.RW, typed or path)


PLAIN, BLANK, COST = allowed("/p"), allowed("/my data"), allowed("/cost$")
LED = allowed("/my data", "/link")
BY_BLANK = "it holds a blank, which Colima, Lima, QEMU or the VM's fstab would misread"


def row(name: str, birthplace: bool = False) -> Row:
    instance = Instance(name=name, backend=name.partition("/")[0], home="/vm", birthplace=birthplace)
    way = judge(exposure(), Allowlist())
    return Row(instance, (way,), way, None, Verdict.LOCKED, (), (), Verdict.LOCKED)


def survey(*names: str, entries: tuple[Allowed, ...] = (), own: dict[str, Allowed] | None = None) -> Survey:
    """Instances under a policy; ``/(new)`` is a birthplace, and some have a directory of their ``own``."""
    exceptions = tuple(Exemption(name, (entry,), (), Place("/policy.yaml", 3)) for name, entry in (own or {}).items())
    policy = Policy("/policy.yaml", Allowlist(entries, NOTHING), exceptions=exceptions)
    return Survey(policy, tuple(row(name, name.endswith("/(new)")) for name in names))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Multipass, as a VM system that no lock changes."""

    def one(name: str) -> Backend:
        return Pretended() if name == "multipass" else backend(name)

    monkeypatch.setattr(shareable, "backend", one)


@pytest.mark.parametrize(
    ("names", "entry", "why"),
    [
        (["colima/default"], PLAIN, None),
        (["colima/default"], BLANK, f"/my data cannot be shared: {BY_BLANK}"),
        (["colima/default"], LED, f"/link, which leads to /my data, cannot be shared: {BY_BLANK}"),
        (["colima/default", "colima/(new)", "lima/box"], BLANK, f"/my data cannot be shared: {BY_BLANK}"),
        # one of them takes it, whichever that is
        (["colima/default", "docker-desktop/settings"], BLANK, None),
        (["docker-desktop/settings", "colima/default"], BLANK, None),
        (["docker-desktop/settings", "colima/default", "multipass/primary"], COST, None),
        # the first that refuses says why
        (["docker-desktop/settings", "colima/default"], COST, "behind which Docker Desktop looks for a variable"),
        ([], BLANK, None),
    ],
)
def test_what_no_instance_takes(names: list[str], entry: Allowed, why: str | None) -> None:
    for entries in ((entry,), (PLAIN, entry)) if entry is not PLAIN else ((entry,),):
        looked = survey(*names, entries=entries)
        if why is None:
            shareable.require_shareable_somewhere(looked)
            assert shareable.unshareable_anywhere(looked, entry) is None
        else:
            with pytest.raises(GuardError) as refused:
                shareable.require_shareable_somewhere(looked)
            assert why in refused.value.what
            assert refused.value.why.startswith(f"{names[0].partition('/')[0]} could then share something else")
            # for whoever suggests it, the reason alone
            found = shareable.unshareable_anywhere(looked, entry)
            assert found is not None and (found.endswith(why) or why.endswith(found))


@pytest.mark.usefixtures("told")
def test_one_that_no_lock_changes_takes_nothing_and_refuses_nothing() -> None:
    shareable.require_shareable_somewhere(survey("multipass/primary", entries=(BLANK,)))
    assert shareable.unshareable_anywhere(survey("multipass/primary"), BLANK) is None
    for names in (["colima/default", "multipass/primary"], ["multipass/primary", "colima/default"]):
        with pytest.raises(GuardError):
            shareable.require_shareable_somewhere(survey(*names, entries=(BLANK,)))
        assert shareable.unshareable_anywhere(survey(*names), BLANK) == BY_BLANK


def test_it_is_asked_of_the_instances_that_are_to_see_it() -> None:
    own = {"docker-desktop/settings": BLANK}
    shareable.require_shareable_somewhere(survey("colima/default", "docker-desktop/settings", own=own))
    # a directory of all that one of them does not have
    without = Exemption("docker-desktop/settings", (), (BLANK.path,), Place("/policy.yaml", 3))
    looked = survey("colima/default", "docker-desktop/settings", entries=(BLANK,))
    shareable.require_shareable_somewhere(looked)
    with pytest.raises(GuardError):
        shareable.require_shareable_somewhere(looked._replace(policy=looked.policy._replace(exceptions=(without,))))
    # nobody is to see it: nobody refuses it
    both = (without, without._replace(instance="colima/default"))
    shareable.require_shareable_somewhere(looked._replace(policy=looked.policy._replace(exceptions=both)))


def test_by_another_link_it_is_another_entry() -> None:
    """An instance that has the same directory by a path that can be shared says nothing of the one that cannot."""
    own = {"docker-desktop/settings": LED}
    with pytest.raises(GuardError):
        shareable.require_shareable_somewhere(
            survey("colima/default", "docker-desktop/settings", entries=(BLANK,), own=own)
        )


@pytest.mark.parametrize(
    ("names", "trace", "entries", "kept"),
    [
        (["colima/(new)"], False, (PLAIN, BLANK), (PLAIN,)),
        (["colima/(new)"], False, (BLANK,), ()),
        (["colima/(new)"], False, (PLAIN,), (PLAIN,)),
        (["colima/(new)", "docker-desktop/settings"], False, (PLAIN, BLANK), (PLAIN,)),
        # where there is something of it, the lock is refused
        (["colima/(new)"], True, (PLAIN, BLANK), (PLAIN, BLANK)),
        (["colima/(new)", "colima/default"], False, (PLAIN, BLANK), (PLAIN, BLANK)),
        (["colima/default", "colima/(new)"], False, (PLAIN, BLANK), (PLAIN, BLANK)),
    ],
)
def test_what_birthplaces_do_without(
    machine: Machine, names: list[str], trace: bool, entries: tuple[Allowed, ...], kept: tuple[Allowed, ...]
) -> None:
    if trace:
        machine.mkdir(".colima")
    looked = survey(*names, entries=entries)
    found = shareable.shareable(machine.host(), looked, backend("colima"), looked.policy.allow)
    assert (found.entries, found.placeholder) == (kept, NOTHING)
    note = f"if Colima is installed here later, its VMs will not see /my data: {BY_BLANK}; "
    expected = [f"{note}rename the directory if they are to"] if kept != entries else []
    assert shareable.left_out(machine.host(), looked) == expected


def test_of_each_system_what_it_would_not_see(machine: Machine) -> None:
    """One line a directory, that names every system; what all of them take is in none."""
    looked = survey("colima/(new)", "lima/(new)", "docker-desktop/(new)", entries=(PLAIN, BLANK))
    (line,) = shareable.left_out(machine.host(), looked)
    assert line.startswith("if Colima or Lima is installed here later, its VMs will not see /my data: ")
    assert shareable.left_out(machine.host(), survey("colima/(new)", entries=(PLAIN,))) == []
    two = survey("colima/(new)", entries=(BLANK, allowed("/other data")))
    assert len(shareable.left_out(machine.host(), two)) == 2


@pytest.mark.usefixtures("told")
def test_one_that_no_lock_changes_leaves_nothing_out(machine: Machine) -> None:
    assert shareable.left_out(machine.host(), survey("multipass/(new)", entries=(BLANK,))) == []
