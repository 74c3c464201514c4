"""The file of a release before 0.4.0, ``~/.colima/colima.yaml``: up to 0.8.4 new profiles are copied from it."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile

#: its mounts stand where no later release looks
OLD = "vm:\n  cpu: 2\n  mounts: []\nruntime: docker\n"
FILE, NEW = ".colima/colima.yaml", "colima/(new)"


@pytest.fixture
def machine(machine: Machine) -> Machine:
    """A Mac whose template is locked, and nothing else there."""
    machine.mkdir("projects")
    assert machine.run("lock", "~/projects", "--yes").code == 0
    return machine


@pytest.mark.parametrize("release", ["0.4.0", "0.5.0", "0.7.0", "0.8.3", "0.9.0", "0.10.3"])
@pytest.mark.parametrize("path", [FILE, ".colima-work/colima.yaml"])
def test_what_is_born_from_it(machine: Machine, path: str, release: str) -> None:
    """Seen in Colima 0.5.0 to 0.8.3; removed in 0.9.0."""
    machine.write(path, OLD)
    found = machine.instance(NEW, "--release", f"colima={release}")
    migrates = release < "0.9" and release != "0.10.3"
    assert found["verdict"] == ("OPEN" if migrates else "LOCKED")
    if migrates:
        (share, *_) = found["shares"]
        assert (share["location"], share["file"]) == (str(machine.home), str(machine.home / path))
    assert "CG306" in {one["id"] for one in found["findings"]}
    check = machine.run("check", "--release", f"colima={release}")
    assert (check.code, "has no `mounts`" in check.out) == (int(migrates), migrates)


def test_where_no_release_is_known_the_older_ones_are_named(machine: Machine) -> None:
    machine.write(FILE, OLD)
    found = machine.instance(NEW)
    said = {one["id"]: one["message"] for one in found["findings"]}
    assert found["verdict"] == "LOCKED" and said["CG304"].endswith(" open: 0.4.0 and later, before 0.9.0")
    assert said["CG306"].endswith("would copy it and share the whole home")


def test_lock_narrows_it_and_a_rollback_gives_it_back(machine: Machine) -> None:
    machine.write(FILE, OLD)
    done = machine.run("lock", "--yes", "--release", "colima=0.8.3")
    assert done.code == 0, done.out
    assert machine.read(FILE) == f"{OLD}{LOCKED}\n"
    # the old file names no transport, which was sshfs then
    for release, verdict in (("0.4.0", "SOFT"), ("0.8.3", "LOCKED"), ("0.10.3", "LOCKED")):
        assert machine.verdicts("--release", f"colima={release}")[NEW] == verdict
    assert "share what its `mounts` lists" in machine.run("status", "--verbose").out
    assert "nothing to change\n" in machine.run("lock", "--yes").out
    assert machine.run("rollback", "--yes").code == 0
    assert machine.read(FILE) == OLD


def test_a_profile_of_that_name_is_not_copied(machine: Machine) -> None:
    machine.write(FILE, OLD)
    machine.write(".colima/default/colima.yaml", profile(LOCKED))
    found = machine.verdicts("--release", "colima=0.8.3")
    assert found == {"colima/default": "LOCKED", NEW: "LOCKED"}
    (machine.home / ".colima/default/colima.yaml").unlink()
    assert machine.verdicts("--release", "colima=0.8.3") == {NEW: "OPEN"}


def test_what_colima_does_not_take_is_left_alone(machine: Machine) -> None:
    """Without a `runtime` the template is taken."""
    machine.write(FILE, "vm:\n  mounts: []\n")
    assert machine.verdicts("--release", "colima=0.8.3") == {NEW: "LOCKED"}
    assert "nothing to change\n" in machine.run("lock", "--yes").out


def test_what_cannot_be_edited_is_to_be_removed(machine: Machine) -> None:
    machine.write(FILE, f"{OLD}cpu: two\n")
    done = machine.run("lock", "--yes", "--release", "colima=0.8.3")
    assert done.code != 0
    assert "remove it, for no release after 0.8.4 reads it" in done.out
    (machine.home / FILE).unlink()
    assert machine.run("lock", "--yes", "--release", "colima=0.8.3").code == 0


@pytest.mark.parametrize("release", ["0.8.3", "0.10.3"])
def test_what_cannot_be_read_is_not_known(user: Machine, release: str) -> None:
    user.mkdir("projects")
    assert user.run("lock", "~/projects", "--yes").code == 0
    user.write(FILE, OLD, 0)
    assert user.verdicts("--release", f"colima={release}")[NEW] == ("UNKNOWN" if release == "0.8.3" else "LOCKED")


def test_a_named_profile_is_found_in_a_home_of_many_names(machine: Machine) -> None:
    for name in (".colima-a", ".colimax", ".colima-", ".colima-b"):
        machine.write(f"{name}/colima.yaml", OLD)
    found = machine.instance(NEW, "--release", "colima=0.8.3")["findings"]
    assert {one["file"] for one in found if one["id"] == "CG306"} == {
        str(machine.home / name / "colima.yaml") for name in (".colima-a", ".colima-b")
    }
