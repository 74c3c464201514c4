"""Exit code 4 is said on standard error in three lines, and in JSON as an error, whichever way it comes about."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile

FILE = ".colima/default/colima.yaml"
ONE = ("--instance", "default")


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", ".ssh")
    return machine


def refused(colima: Machine) -> None:
    colima.write(FILE, "mounts: [\n")


def policy(colima: Machine) -> None:
    colima.write(".config/colima-guard/policy.yaml", "version: 1\nallow:\n  - path: ~/projects\n    access: rw\n")


def held_back(colima: Machine) -> None:
    refused(colima)
    colima.write(".colima/work/colima.yaml", profile())


def taken_back(colima: Machine) -> None:
    colima.write(FILE, profile())
    assert colima.run("lock", "~/projects", "--yes", *ONE).code == 0
    colima.write(FILE, profile(f"{LOCKED}\n  - location: ~/other"))
    (colima.home / FILE).write_text("runtime: docker\nmounts: [\n")
    colima.write(".config/colima-guard/policy.yaml", "version: 1\nallow: [\n")


#: what the home is like, and the command that ends with 4 on it
CASES = {
    "a file that does not load": (refused, ("lock", "--yes", *ONE)),
    "allow": (refused, ("allow", "~/projects", "--yes", *ONE)),
    "all or nothing": (held_back, ("lock", "--yes", "--all-or-nothing")),
    "a directory": (refused, ("lock", "~/.ssh", "--yes")),
}


@pytest.mark.parametrize("case", CASES)
def test_nothing_written(colima: Machine, case: str) -> None:
    prepare, argv = CASES[case]
    policy(colima)
    prepare(colima)
    before = colima.files()
    done = colima.run(*argv)
    assert done.code == 4, done.out
    check_lines(done.err)
    json_ = colima.run(*argv, "--json")
    assert json_.code == 4
    assert json_.json["ok"] is False
    assert set(json_.json["error"]) == {"what", "why", "do"}
    assert all(json_.json["error"].values())
    check_lines(json_.err)
    assert colima.files() == before


def check_lines(err: str) -> None:
    what, why, do = err.splitlines()
    assert what.startswith("colima-guard: ")
    assert why.startswith("  why: ")
    assert do.startswith("  do:  ")


def test_a_rollback_of_which_nothing_can_be_done(colima: Machine) -> None:
    taken_back(colima)
    done = colima.run("rollback", "--yes")
    assert (done.code, done.err.count("\n")) == (4, 3), done.out
    assert "nothing was written: " in done.err
    document = colima.run("rollback", "--yes", "--json")
    assert document.code == 4
    assert document.json["refused"]
    assert document.json["error"]["what"].startswith("nothing was written: ")


def test_a_render_that_is_refused(colima: Machine) -> None:
    done = colima.run("render", "colima", "--allow", "~/projects", stdin=b"mounts: [\n")
    assert (done.code, done.out) == (4, "")
    assert done.err.startswith("colima-guard: ")


def test_done_in_part_is_no_error(colima: Machine) -> None:
    """Then the document has what was written, and no error."""
    held_back(colima)
    done = colima.run("lock", "~/projects", "--yes", "--json")
    assert (done.code, done.err) == (1, "")
    assert done.json["refused"]
    assert "error" not in done.json
