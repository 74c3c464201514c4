"""A value that a program keeps is changed like a file: journal, proof, recovery, rollback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.overlay import Overlay
from colima_guard.lock.rollback import plan_rollback
from colima_guard.model.plan import FileChange, Plan, Setting, setting_change
from colima_guard.store.change import Change, PartlyWritten
from colima_guard.store.standing import state_of
from colima_guard.store.store import Store
from tests.machines.store import World

NAME = "keeper shared-home"
SETTING = Setting(("keeper", "get", "shared-home"), ("keeper", "set", "shared-home={}"))
#: keeps one value in a file beside it; what lies in ``trouble`` runs before (get) or after (set) it does its work
PROGRAM = """\
#!/bin/sh
cd "${0%/*}" || exit 9
case $1 in
get) . ./trouble-get; cat value ;;
set) . ./trouble-before; printf '%s\\n' "${2#shared-home=}" > value; . ./trouble-after ;;
esac
"""


class Keeper:
    """A store on a machine with a program that keeps a value."""

    def __init__(self, home: Path) -> None:
        self.at = home / "bin"
        self.at.mkdir()
        (self.at / "keeper").write_text(PROGRAM)
        (self.at / "keeper").chmod(0o755)
        self.world = World(home)
        self.host = Host({"HOME": str(home), "PATH": f"{self.at}:{os.environ['PATH']}"})
        self.store = Store(self.host, str(home / ".local/state/colima-guard"))
        self.is_told("true")
        for when in ("get", "before", "after"):
            self.trouble(when, "")

    def trouble(self, when: str, script: str) -> None:
        (self.at / f"trouble-{when}").write_text(script)

    def is_told(self, value: str) -> None:
        (self.at / "value").write_text(f"{value}\n")

    @property
    def value(self) -> str:
        return (self.at / "value").read_text()

    @property
    def lock(self) -> FileChange:
        return setting_change(NAME, SETTING, "true", "false", "the home is shared")

    def state(self, change: Change) -> str:
        history = self.store.history()
        return state_of(next(one for one in history if one.id == change.id), history, self.host)

    def roll_back(self, *, force: bool = False) -> Change:
        undone = plan_rollback(self.host, self.store, None, force=force)
        assert not undone.refused, undone.refused
        return self.store.apply(undone.plan)


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    home = tmp_path / "home"
    home.mkdir()
    yield Keeper(home)


def test_it_is_set_told_in_the_history_and_taken_back(keeper: Keeper) -> None:
    change = keeper.store.apply(Plan((keeper.lock,), command=("lock",)))
    assert keeper.value == "false\n"
    recorded = keeper.store.history()[0]
    assert recorded == change
    assert (recorded.files[0].path, recorded.files[0].setting) == (NAME, SETTING)
    assert keeper.store.contents(recorded.files[0].before_sha256, change) == b"true\n"
    assert keeper.state(change) == "applied"
    keeper.roll_back()
    assert keeper.value == "true\n"
    assert keeper.state(change) == "rolled back"
    with pytest.raises(GuardError, match="no change to take back"):
        keeper.roll_back()


def test_a_file_and_a_value_are_one_change(keeper: Keeper) -> None:
    keeper.world.put("settings", b"old")
    change = keeper.store.apply(Plan((keeper.lock, keeper.world.change("settings", b"old", b"new"))))
    assert keeper.state(change) == "applied"
    keeper.roll_back()
    assert (keeper.value, (keeper.world.home / "settings").read_bytes()) == ("true\n", b"old")


def test_what_is_as_wanted_is_no_change(keeper: Keeper) -> None:
    with pytest.raises(GuardError, match="nothing to change"):
        keeper.store.apply(Plan((setting_change(NAME, SETTING, "true", "true", "none"),)))


def test_a_value_that_changed_since_the_plan_is_left(keeper: Keeper) -> None:
    keeper.is_told("perhaps")
    with pytest.raises(GuardError, match="has changed since"):
        keeper.store.apply(Plan((keeper.lock,)))
    assert (keeper.value, keeper.store.history()) == ("perhaps\n", [])


@pytest.mark.parametrize(
    ("when", "script", "why"),
    [
        ("before", "echo 'the daemon does not answer' >&2; exit 2", "the daemon does not answer"),
        ("before", "exit 1", "it printed nothing"),
        ("get", "exit 5", "it printed nothing"),
        ("get", "echo twice", "printed 2 lines"),
    ],
)
def test_a_program_that_does_not_do_it_leaves_no_change(keeper: Keeper, when: str, script: str, why: str) -> None:
    keeper.trouble(when, script)
    with pytest.raises(GuardError) as raised:
        keeper.store.apply(Plan((keeper.lock,)))
    assert why in f"{raised.value.what} {raised.value.why}"
    assert keeper.value == "true\n"
    assert keeper.store.history() == []


def test_a_program_that_says_yes_and_does_not_keep_it(keeper: Keeper) -> None:
    keeper.trouble("after", "echo true > value")
    with pytest.raises(GuardError, match="ended well, and the value is 'true'"):
        keeper.store.apply(Plan((keeper.lock,)))
    assert keeper.store.history() == []


def test_a_daemon_that_starts_anew_by_it_is_waited_for(keeper: Keeper) -> None:
    keeper.trouble("after", "echo '[ -e up ] || { : > up; exit 2; }' > trouble-get")
    keeper.store.apply(Plan((keeper.lock,)))
    assert (keeper.value, (keeper.at / "up").exists()) == ("false\n", True)


def test_a_program_that_does_it_and_fails_is_a_part_that_can_be_taken_back(keeper: Keeper) -> None:
    keeper.trouble("after", "echo 'cannot restart' >&2; exit 3")
    with pytest.raises(PartlyWritten, match="ended with 3") as raised:
        keeper.store.apply(Plan((keeper.lock,)))
    assert keeper.state(raised.value.change) == "interrupted"
    keeper.trouble("after", "")
    undone = plan_rollback(keeper.host, keeper.store, raised.value.change.id, force=False)
    keeper.store.apply(undone.plan)
    assert keeper.value == "true\n"


@pytest.mark.parametrize(("when", "then"), [("before", "true\n"), ("after", "false\n")])
def test_killed_in_the_middle_the_next_run_knows(keeper: Keeper, when: str, then: str) -> None:
    keeper.trouble(when, "kill -9 $PPID; sleep 1; exit 1")
    if (child := os.fork()) == 0:
        keeper.store.apply(Plan((keeper.lock,)))
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -9
    keeper.trouble(when, "")
    (found,) = keeper.store.recover()
    assert keeper.value == then
    assert found.files[0].done is (then == "false\n")
    assert found.files[0].found(keeper.host) == ("after" if found.files[0].done else "before")


def test_a_value_that_somebody_else_set_is_not_taken_back(keeper: Keeper) -> None:
    keeper.store.apply(Plan((keeper.lock,)))
    keeper.is_told("perhaps")
    undone = plan_rollback(keeper.host, keeper.store, None, force=False)
    assert [refusal.reason for refusal in undone.refused] == [
        "the value was set to another one since; --force sets the old one"
    ]
    assert not undone.plan
    keeper.roll_back(force=True)
    assert keeper.value == "true\n"


def test_the_machine_on_which_it_is_done_says_so(keeper: Keeper) -> None:
    then = Overlay(keeper.host, Plan((keeper.lock,)))
    assert then.run(list(SETTING.read)).out == "false\n"
    assert keeper.host.run(list(SETTING.read)).out == "true\n"
