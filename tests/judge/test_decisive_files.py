"""Which of the files that decide about VMs lie in a directory, there or not, and by links too."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from colima_guard.judge.decisive_files import DecisiveFiles
from tests.conftest import Machine


def decisive(machine: Machine, *paths: str, others: Iterable[str] = ()) -> DecisiveFiles:
    home = str(machine.home)
    return DecisiveFiles(machine.host(), [f"{home}/{path}" for path in paths], lambda: others)


def test_one_that_is_there_and_one_that_is_not(machine: Machine) -> None:
    machine.write("vm/colima.yaml", "")
    found = decisive(machine, "vm/colima.yaml", "vm/missing/lima.yaml")
    home = str(machine.home)
    assert found.within(f"{home}/vm") == f"{home}/vm/colima.yaml"
    assert found.within(f"{home}/vm/missing") == f"{home}/vm/missing/lima.yaml"
    assert found.within(f"{home}/vm/other") is None
    assert found.within(f"{home}/v") is None
    assert found.within(home) == f"{home}/vm/colima.yaml"
    assert found.files() == [f"{home}/vm/colima.yaml"]


def test_what_the_others_look_into_counts_too(machine: Machine) -> None:
    home = str(machine.home)
    found = decisive(machine, "vm/colima.yaml", others=[f"{home}/lima/lima.yaml"])
    assert found.within(f"{home}/lima") == f"{home}/lima/lima.yaml"


def test_the_others_are_looked_for_once_and_only_where_somebody_asks(machine: Machine) -> None:
    asked = []

    def others() -> list[str]:
        asked.append(1)
        return []

    found = DecisiveFiles(machine.host(), [f"{machine.home}/vm/colima.yaml"], others)
    assert not asked
    assert [found.within(f"{machine.home}/{name}") is None for name in ("vm", "x", "vm")] == [False, True, False]
    found.files()
    assert asked == [1]


def test_what_is_no_path_decides_nothing(machine: Machine) -> None:
    found = DecisiveFiles(machine.host(), ["colima.yaml", "vm/colima.yaml"], list)
    assert found.within(str(machine.home)) is None
    assert found.files() == []


@pytest.mark.parametrize("runs", ["ha.sock", "ha.pid", "a"])
@pytest.mark.parametrize("says", ["lima.yaml", "settings-store.json"])
def test_of_several_it_is_the_one_that_says_what_is_shared(machine: Machine, says: str, runs: str) -> None:
    found = decisive(machine, f"vm/{runs}", f"vm/{says}", "vm/zz.yaml")
    assert found.within(f"{machine.home}/vm") == f"{machine.home}/vm/{says}"


def test_where_a_link_lies_and_where_it_leads(machine: Machine) -> None:
    machine.write("real/colima.yaml", "")
    machine.mkdir("bin", "vm", "unrelated")
    (machine.home / "bin/dotfiles").symlink_to(machine.home / "real")
    (machine.home / "vm/link.yaml").symlink_to(machine.home / "bin/dotfiles/colima.yaml")
    home, named = str(machine.home), f"{machine.home}/vm/link.yaml"
    found = decisive(machine, "vm/link.yaml")
    for directory in ("vm", "bin", "real"):
        assert found.within(f"{home}/{directory}") == named, directory
    assert found.within(f"{home}/unrelated") is None
    assert found.files() == [f"{home}/real/colima.yaml"]


def test_a_file_by_two_names_is_one(machine: Machine) -> None:
    machine.write("vm/a.yaml", "")
    (machine.home / "vm/b.yaml").symlink_to(machine.home / "vm/a.yaml")
    machine.mkdir("vm/c.yaml")
    assert decisive(machine, "vm/a.yaml", "vm/b.yaml", "vm/c.yaml").files() == [f"{machine.home}/vm/a.yaml"]
