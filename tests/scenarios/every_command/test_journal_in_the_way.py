"""A journal that cannot be read is not taken for one without an unfinished change: whoever would tell of it says so."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Machine
from tests.machines.colima import profile

STATE = ".local/state/colima-guard"


def file_for_state(home: Path) -> Path:
    (home / STATE).rename(home / "kept")
    (home / STATE).write_text("")
    return home / STATE


def file_above(home: Path) -> Path:
    (home / STATE).parent.rename(home / "kept")
    (home / STATE).parent.write_text("")
    return (home / STATE).parent


def file_for_changes(home: Path) -> Path:
    (home / STATE / "changes").rename(home / "kept")
    (home / STATE / "changes").write_text("")
    return home / STATE / "changes"


def dead_link(home: Path) -> Path:
    (home / STATE / "changes").rename(home / "kept")
    (home / STATE / "changes").symlink_to(home / "nowhere")
    return home / STATE / "changes"


WAYS = [file_for_state, file_above, file_for_changes, dead_link]


@pytest.fixture
def locked(machine: Machine) -> Machine:
    machine.mkdir("projects")
    machine.write(".colima/default/colima.yaml", profile())
    assert machine.run("lock", "~/projects", "--yes").code == 0
    assert machine.run("check").code == 0
    return machine


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("command", ["check", "status", "history", "rollback"])
def test_it_is_said(locked: Machine, way: Callable[[Path], Path], command: str) -> None:
    shown = str(way(locked.home)).replace(str(locked.home), "~")
    done = locked.run(command)
    assert done.code == 4, done.out + done.err
    what, why, do = done.err.splitlines()
    assert what == f"colima-guard: the journal cannot be read: {shown} is in the way and is not a directory"
    assert "cannot be told" in why and shown in do
    # what was judged is shown all the same
    assert ("colima/default" in done.out) is (command == "status")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("command", ["check", "status"])
def test_it_is_in_the_json(locked: Machine, way: Callable[[Path], Path], command: str) -> None:
    path = way(locked.home)
    done = locked.run(command, "--json")
    assert (done.code, done.json["ok"]) == (4, False)
    assert done.json["error"]["what"] == f"the journal cannot be read: {path} is in the way and is not a directory"
    assert bool(done.json["instances"]) is (command == "status")


def test_beside_offences_check_says_both(locked: Machine) -> None:
    locked.write(".colima/default/colima.yaml", profile())
    file_for_state(locked.home)
    done = locked.run("check")
    assert (done.code, "colima/default OPEN" in done.out) == (1, True)
    assert "the journal cannot be read" in done.err
    assert locked.run("status").code == 4


def test_it_is_news(locked: Machine) -> None:
    file_for_state(locked.home)
    done = locked.run("check", "--notify")
    assert (done.code, done.out) == (4, "")
    assert "colima-guard: new: the journal cannot be read" in done.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
@pytest.mark.parametrize("command", ["check", "status", "history"])
def test_one_that_nobody_may_look_into(locked: Machine, command: str) -> None:
    (locked.home / STATE).chmod(0)
    try:
        done = locked.run(command)
    finally:
        (locked.home / STATE).chmod(0o700)
    assert (done.code, str(STATE) in done.err) == (4, True)
