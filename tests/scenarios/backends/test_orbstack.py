"""OrbStack: it is there, it sees all, and what can be done is said."""

from __future__ import annotations

import pytest

from tests.conftest import Machine

ONLY = ("--backend", "orbstack")


def test_it_is_told_of(machine: Machine) -> None:
    machine.mkdir("projects", ".orbstack", ".ssh")
    found = machine.instance("orbstack/vm")
    assert (found["verdict"], found["active"]) == ("OPEN", False)
    assert [(one["location"], one["mount_point"]) for one in found["shares"]] == [("/", "/mnt/mac")]
    assert found["within_reach"] == [str(machine.home / ".ssh")]
    assert "CG568" in {one["id"] for one in found["findings"]}
    assert ": yes, writable\n  through /, which is shared writable\n" in machine.run("why", "~/.ssh", *ONLY).out
    done = machine.run("lock", "--yes", *ONLY, "~/projects")
    assert done.code == 1 and "does not change what OrbStack shares" in done.out
    checked = machine.run("check", *ONLY)
    assert checked.code == 1 and "isolated machine" in checked.out


def test_docker_talks_to_it(machine: Machine) -> None:
    machine.mkdir(".orbstack")
    machine.environ["DOCKER_CONTEXT"] = "orbstack"
    assert machine.instance("orbstack/vm")["active"] is True


@pytest.mark.parametrize("path", [".orbstack/run", "OrbStack"])
def test_its_own_directories_are_not_shared(machine: Machine, path: str) -> None:
    machine.mkdir(".orbstack/run", "OrbStack")
    assert machine.run("lock", "--dry-run", *ONLY, f"~/{path}").code == 4


def test_without_it_there_is_no_row(machine: Machine) -> None:
    assert "orbstack/vm" not in machine.verdicts()
    machine.mkdir(".orbstack")
    assert "orbstack/vm" not in machine.linux().verdicts()
