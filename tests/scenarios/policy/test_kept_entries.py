"""What stands in the policy already is looked at by ``allow`` and ``revoke`` as a lock looks at it."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import profile

WORK = ".colima/work/colima.yaml"
POLICY = ".config/colima-guard/policy.yaml"
BAD = {
    "a control character": r'{path: "~/pro\x00j"}',
    "a line end": r'{path: "~/pro\nj"}',
    "a blank, which old releases misread": '{path: "~/my, dir"}',
    "a variable": "{path: '~/a${b}'}",
    "a quote": "{path: '~/a\"b'}",
    "a file": "{path: ~/file}",
    "a secret that nobody declared": "{path: ~/.ssh}",
}


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", "data", ".ssh")
    machine.write("file", "")
    machine.write(WORK, profile())
    return machine


@pytest.mark.parametrize("entry", BAD.values(), ids=BAD)
@pytest.mark.parametrize("argv", [("allow", "~/data"), ("revoke", "~/projects")], ids=lambda argv: argv[0])
def test_the_same_refusal_as_of_a_lock(colima: Machine, entry: str, argv: tuple[str, ...]) -> None:
    colima.write(POLICY, f"version: 1\nallow:\n  - {entry}\n  - {{path: ~/projects}}\n")
    before = colima.tree()
    lock = colima.run("lock", "--yes")
    assert lock.code in (2, 4)
    done = colima.run(*argv, "--yes")
    assert (done.code, done.err) == (lock.code, lock.err)
    assert colima.tree() == before


@pytest.mark.parametrize("argv", [("allow", "~/data"), ("revoke", "~/projects")], ids=lambda argv: argv[0])
def test_an_exception_is_looked_at_too(colima: Machine, argv: tuple[str, ...]) -> None:
    exception = "exceptions:\n  - {instance: colima/work, allow: [{path: ~/.ssh}]}\n"
    colima.write(POLICY, f"version: 1\nallow:\n  - {{path: ~/projects}}\n{exception}")
    lock = colima.run("lock", "--yes")
    assert lock.code in (2, 4), lock
    done = colima.run(*argv, "--yes")
    assert (done.code, done.err) == (lock.code, lock.err)


def test_what_is_missing_is_kept(colima: Machine) -> None:
    colima.write(POLICY, "version: 1\nallow:\n  - {path: ~/unplugged}\n  - {path: ~/projects}\n")
    assert colima.run("allow", "~/data", "--yes").code == 0
    assert colima.run("revoke", "~/projects", "--yes").code == 0
    assert colima.sees("colima/work") == [("~/data", "rw"), ("~/unplugged", "rw")]


@pytest.mark.parametrize("entry", ['"~/pro\\x00j"', "~/.ssh"])
def test_what_is_wrong_can_be_revoked(colima: Machine, entry: str) -> None:
    colima.write(POLICY, f"version: 1\nallow:\n  - {{path: {entry}}}\n  - {{path: ~/projects}}\n")
    done = colima.run("revoke", "~/.ssh" if "ssh" in entry else "~/pro\0j", "--yes")
    assert done.code == 0, done.err
    assert colima.sees("colima/work") == [("~/projects", "rw")]


def test_what_is_wrong_can_be_declared(colima: Machine) -> None:
    colima.write(POLICY, "version: 1\nallow:\n  - {path: ~/.ssh}\n  - {path: ~/projects}\n")
    assert colima.run("allow", "--dangerous", "~/.ssh", "--yes").code == 1  # written, and SOFT at best
    assert colima.sees("colima/work") == [("~/.ssh", "rw"), ("~/projects", "rw")]
