"""A file that lies elsewhere since the change, behind a link, is taken back where it lies, and the rest with it."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile

FILE = ".colima/default/colima.yaml"
OTHER = ".colima/work/colima.yaml"
POLICY = ".config/colima-guard/policy.yaml"
TEMPLATE = ".colima/_templates/default.yaml"
MOVED = "dot/colima.yaml"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", "data", "dot")
    machine.write(FILE, profile())
    assert machine.run("lock", "~/projects", "--yes").code == 0
    return machine


def move(machine: Machine, path: str, to: str) -> None:
    """A file or directory that is moved, and a link that leads to it in its place."""
    (machine.home / path).rename(machine.home / to)
    (machine.home / path).symlink_to(machine.home / to)


def test_a_file_that_was_moved(colima: Machine) -> None:
    move(colima, FILE, MOVED)
    assert "applied" in colima.run("history").out
    done = colima.run("rollback", "--yes")
    assert (done.code, done.err) == (0, "")
    assert colima.read(MOVED) == colima.read(FILE) == profile()
    assert (colima.home / FILE).is_symlink()
    assert not any((colima.home / path).exists() for path in (POLICY, TEMPLATE, ".colima/_templates"))
    assert colima.run("rollback", "2", "--yes").code in (2, 4)  # both changes begin so
    newest = colima.run("history", "--json").json["changes"][0]["id"]
    assert colima.run("rollback", newest, "--yes").code == 0
    assert colima.read(MOVED) == profile(LOCKED)
    assert (colima.home / FILE).is_symlink()


def test_a_directory_that_was_moved(colima: Machine) -> None:
    move(colima, ".colima", "dot/colima")
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read("dot/colima/default/colima.yaml") == profile()
    assert not any((colima.home / path).exists() for path in (POLICY, TEMPLATE, "dot/colima/_templates"))


def test_a_file_that_was_moved_and_rewritten(colima: Machine) -> None:
    move(colima, FILE, MOVED)
    colima.edit(MOVED, "cpu: 4", "cpu: 6")
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read(MOVED) == profile(cpu="6")


def test_a_link_that_leads_to_another_file(colima: Machine) -> None:
    move(colima, FILE, MOVED)
    colima.write("dot/other.yaml", profile(LOCKED, cpu="2"))
    (colima.home / FILE).unlink()
    (colima.home / FILE).symlink_to(colima.home / "dot/other.yaml")
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read("dot/other.yaml") == profile(cpu="2")
    assert colima.read(MOVED) == profile(LOCKED)


def test_a_link_that_a_file_replaced(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(MOVED, profile())
    (machine.home / ".colima/default").mkdir(parents=True)
    (machine.home / FILE).symlink_to(machine.home / MOVED)
    assert machine.run("lock", "~/projects", "--yes").code == 0
    (machine.home / FILE).unlink()
    (machine.home / MOVED).rename(machine.home / FILE)
    assert machine.run("rollback", "--yes").code == 0
    assert (machine.read(FILE), (machine.home / MOVED).exists()) == (profile(), False)


def test_a_place_that_must_not_be_written_is_refused_alone(colima: Machine) -> None:
    move(colima, FILE, MOVED)
    (colima.home / "dot").chmod(0o777)
    done = colima.run("rollback", "--yes")
    assert done.code == 1
    assert f"cannot be taken back: ~/{FILE}" in done.out, done.out
    assert "can be written by everyone" in done.out
    assert colima.read(MOVED) == profile(LOCKED)
    assert not any((colima.home / path).exists() for path in (POLICY, TEMPLATE))
    (colima.home / "dot").chmod(0o755)
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read(MOVED) == profile()


@pytest.mark.parametrize("lead", ["away", "round"])
def test_a_link_that_leads_nowhere_is_refused_alone(colima: Machine, lead: str) -> None:
    (colima.home / FILE).unlink()
    (colima.home / FILE).symlink_to(colima.home / ("gone" if lead == "away" else FILE))
    for argv in ([], ["--force"]):
        done = colima.run("rollback", "--yes", *argv)
        assert (done.code, f"cannot be taken back: ~/{FILE}" in done.out) == (4 if argv else 1, True)
    assert not any((colima.home / path).exists() for path in (POLICY, TEMPLATE))


def test_a_file_that_was_made_and_moved_is_left(colima: Machine) -> None:
    move(colima, TEMPLATE, "dot/template.yaml")
    done = colima.run("rollback", "--yes")
    assert done.code == 1
    assert "the change made the file, and it was moved since, to ~/dot/template.yaml" in done.out
    assert (colima.home / "dot/template.yaml").exists()
    assert (colima.read(FILE), (colima.home / POLICY).exists()) == (profile(), False)


def test_two_of_its_files_that_are_one_file_now(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(FILE, profile())
    machine.write(OTHER, profile(cpu="2"))
    assert machine.run("lock", "~/projects", "--yes").code == 0
    (machine.home / OTHER).unlink()
    (machine.home / OTHER).symlink_to(machine.home / FILE)
    done = machine.run("rollback", "--yes")
    assert done.code == 1
    assert f": it leads to ~/{FILE} now, which is ~/{FILE} of the same" in done.out
    assert machine.read(FILE) == profile()
