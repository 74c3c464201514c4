"""A proposal: what a lock would write, what it would refuse, and what it says beside."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from colima_guard.backends.lima.backend import Lima
from colima_guard.errors import GuardError
from colima_guard.host.own_files import policy_path
from colima_guard.judge.row import Row, Selection
from colima_guard.lock.proposal import Proposal
from colima_guard.lock.propose import propose, with_programs_asked
from colima_guard.model.allowlist import Allowed
from colima_guard.model.plan import Refusal
from colima_guard.model.policy import Looked
from colima_guard.model.share import Access
from colima_guard.policy.choose import from_file
from colima_guard.store.trusted_path import refuse_reason
from tests.conftest import Machine
from tests.machines.colima import profile

COLIMA, LIMA = ".colima/default/colima.yaml", ".lima/box/lima.yaml"
POLICY = ".config/colima-guard/policy.yaml"
IMAGES = "images:\n- location: /x\n"
WIDE = f"{IMAGES}mounts:\n- location: '~'\n"


def allowed(machine: Machine, name: str, access: Access = Access.RW) -> Allowed:
    return Allowed(f"{machine.home}/{name}", access, f"{machine.home}/{name}")


def proposed(
    machine: Machine,
    *names: str,
    backends: Sequence[str] = ("colima",),
    confine: bool = False,
    projects: Sequence[Looked] | None = None,
) -> Proposal:
    """What a lock to these directories would do, each read-only that ends with ``:ro``."""
    entries = [
        allowed(machine, *((name[:-3], Access.RO) if name.endswith(":ro") else (name, Access.RW))) for name in names
    ]
    selection, command = Selection(backends=tuple(backends)), ("lock", *names)
    return propose(machine.host(), entries, confine=confine, selection=selection, command=command, projects=projects)


@pytest.fixture
def home(machine: Machine) -> Machine:
    machine.mkdir("p", "q")
    machine.write(COLIMA, profile("mounts: []"))
    return machine


def paths(proposal: Proposal, machine: Machine) -> list[str]:
    return [file.path.removeprefix(f"{machine.home}/") for file in proposal.plan.files]


def test_the_policy_is_part_of_the_plan_and_comes_first(home: Machine) -> None:
    found = proposed(home, "p")
    assert paths(found, home)[:2] == [POLICY, COLIMA]
    assert found.plan.command == ("lock", "p")
    assert found.plan.keys[f"{home.home}/{POLICY}"] == ("allow", "confine", "projects")
    assert found.refused == ()
    # judged by the new policy, both times
    assert {row.counted.name for row in found.before.rows} == {"OPEN"}
    assert {row.counted.name for row in found.after.rows} == {"LOCKED"}
    assert found.before.policy is found.after.policy
    assert found.after.policy.saved


def test_where_the_policy_says_so_already_it_is_not_written(home: Machine) -> None:
    assert home.run("lock", "~/p", "--yes").code == 0
    assert not proposed(home, "p").plan
    # another word of it is enough
    assert paths(proposed(home, "p", confine=True), home) == [POLICY]
    place = Looked(f"{home.home}/q")
    found = proposed(home, "p", projects=[place])
    assert (paths(found, home), found.after.policy.projects) == ([POLICY], (place,))


def test_a_policy_that_replaces_the_text_sets_every_key(home: Machine) -> None:
    home.write("new.yaml", "version: 1\nallow: [{path: ~/p}]\nconfine: true\n")
    host = home.host()
    given = from_file(host, "new.yaml")
    selection = Selection(backends=("colima",))
    entries = given.policy.allow.entries
    found = propose(host, entries, confine=False, selection=selection, command=(), given=given)
    assert paths(found, home)[0] == POLICY
    assert found.plan.files[0].after == (home.home / "new.yaml").read_bytes()
    keys = found.plan.keys[policy_path(host)]
    assert {"allow", "exceptions", "accepted", "include"} <= set(keys) and "version" not in keys
    # one that holds for this once alone is not saved
    once = propose(host, entries, confine=False, selection=selection, command=(), given=given._replace(text=None))
    assert POLICY not in paths(once, home) and COLIMA in paths(once, home)


def test_a_policy_where_others_may_write_is_not_written(home: Machine) -> None:
    home.mkdir(".config/colima-guard")
    (home.home / ".config/colima-guard").chmod(0o777)
    with pytest.raises(GuardError) as refused:
        proposed(home, "p")
    assert refused.value.what.startswith(f"{home.home}/{POLICY} cannot be written: ")
    assert refused.value.why == "the policy is part of the lock"
    assert refused.value.do == "put this right, then run the command again"
    assert home.read(COLIMA) == profile("mounts: []")


def test_what_is_allowed_no_longer(home: Machine) -> None:
    home.mkdir("r")
    assert home.run("lock", "~/p", "~/q", "~/r:ro", "--yes").code == 0
    found = proposed(home, "p:ro")
    assert [one.path for one in found.no_longer_allowed] == [f"{home.home}/q", f"{home.home}/r"]
    assert [one.path for one in found.no_longer_writable] == [f"{home.home}/p"]
    same = proposed(home, "p", "q", "r")
    assert (same.no_longer_allowed, same.no_longer_writable) == ((), ())


def test_what_is_allowed_and_not_there(home: Machine) -> None:
    exception = "exceptions: [{instance: colima/default, allow: [{path: ~/disk}, {path: ~/gone}]}]\n"
    home.write(POLICY, f"version: 1\nallow: [{{path: ~/p}}]\n{exception}")
    disk, gone = f"{home.home}/disk", f"{home.home}/gone"
    assert [one.path for one in proposed(home, "p").missing] == [disk, gone]
    assert [one.path for one in proposed(home, "p", "gone").missing] == [gone, disk]


def test_one_reason_is_said_once_of_all_that_it_holds_for(home: Machine) -> None:
    """Of instances that share a file, under other allowlists."""
    home.write(LIMA, WIDE)
    home.mkdir(".lima/other")
    (home.home / ".lima/other/lima.yaml").symlink_to(home.home / LIMA)
    (home.home / ".lima/box").chmod(0o777)
    home.write(
        POLICY,
        "version: 1\nallow: [{path: ~/p}]\nexceptions: [{instance: lima/other, allow: [{path: ~/q}]}]\n",
    )
    found = proposed(home, "p", backends=["lima"])
    assert all(one.instances for one in found.refused)
    alike = [one._replace(instances=()) for one in found.refused]
    assert len(alike) == len(set(alike))
    names = [name for one in found.refused for name in one.instances]
    assert len(names) == len(set(names)) and {"lima/box", "lima/other"} <= set(names)


def test_what_is_refused_stays_as_it_is_in_what_comes_after(home: Machine) -> None:
    home.write(LIMA, WIDE)
    (home.home / ".lima/box").chmod(0o777)
    found = proposed(home, "p", backends=["colima", "lima"])
    (refused,) = (one for one in found.refused if "lima/box" in one.instances)
    assert isinstance(refused, Refusal) and refused.path == f"{home.home}/{LIMA}"
    assert refused.reason == refuse_reason(home.host(), refused.path) and "everyone" in refused.reason
    assert "~/p" in refused.paste or f"{home.home}/p" in refused.paste
    after = {row.instance.name: row.verdict.name for row in found.after.rows}
    assert (after["colima/default"], after["lima/box"]) == ("LOCKED", "OPEN")
    assert COLIMA in paths(found, home) and LIMA not in paths(found, home)


@pytest.mark.parametrize(("answers", "asked"), [(True, ("lima",)), (False, ())])
def test_the_program_of_what_was_changed_is_asked(
    home: Machine, monkeypatch: pytest.MonkeyPatch, answers: bool, asked: tuple[str, ...]
) -> None:
    monkeypatch.setattr(Lima, "comparable", lambda *_: answers)
    home.write(LIMA, WIDE)
    both = ["colima", "lima"]
    before = Selection(backends=("colima", "lima"), instances=("box",))
    found = proposed(home, "p", backends=both)
    assert with_programs_asked(home.host(), found, before) == before._replace(deep_for=asked)
    # what only new instances are born from changes no file of one that is there
    births = found._replace(after=found.after._replace(rows=tuple(one for one in found.after.rows if birth(one))))
    assert births.after.rows and with_programs_asked(home.host(), births, before).deep_for == ()
    # and Lima's file is as wanted then
    monkeypatch.undo()
    assert home.run("lock", "~/p", "--yes", "--backend", "lima").code == 0
    monkeypatch.setattr(Lima, "comparable", lambda *_: answers)
    again = proposed(home, "p", backends=both)
    assert COLIMA in paths(again, home) and LIMA not in paths(again, home)
    assert with_programs_asked(home.host(), again, before).deep_for == ()


def birth(row: Row) -> bool:
    return row.instance.birthplace
