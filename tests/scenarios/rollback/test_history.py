"""Every change is listed with its state, and can be taken back, be it whole or in part."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile

FILE = ".colima/default/colima.yaml"
WORK = ".colima/work/colima.yaml"
POLICY = ".config/colima-guard/policy.yaml"
TEMPLATE = ".colima/_templates/default.yaml"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", "data")
    machine.write(FILE, profile())
    return machine


def states(machine: Machine) -> list[str]:
    return [change["state"] for change in machine.run("history", "--json").json["changes"]]


def test_nothing_yet(colima: Machine) -> None:
    done = colima.run("history")
    assert (done.code, done.out) == (0, "no change was made yet\n")
    assert colima.run("history", "--json").json == {"schema": "colima-guard/1", "ok": True, "changes": []}
    back = colima.run("rollback", "--yes")
    assert (back.code, "there is no change to take back" in back.err) == (3, True)
    assert not (colima.home / ".local").exists()


def test_the_list(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    colima.run("allow", "~/data:ro", "--yes")
    colima.run("rollback", "--yes")
    out = colima.run("history").out
    ids = re.findall(r"^(\d{8}-\d{6}-[0-9a-f]{4})  ", out, re.MULTILINE)
    assert ids == sorted(ids, reverse=True)
    first = [re.sub(r"^\S+  \S+ \S+  ", "", line) for line in out.splitlines() if not line.startswith(" ")]
    assert first == [
        "applied          colima-guard rollback " + ids[1],
        "rolled back      colima-guard allow ~/data:ro --yes",
        "applied          colima-guard lock ~/projects --yes",
    ]
    assert out.count(f"    ~/{FILE} (as written)\n") == 2
    assert out.count(f"    ~/{FILE} (as before the change)\n") == 1
    colima.edit(FILE, "cpu: 4", "cpu: 5")
    assert states(colima) == ["rewritten since", "rolled back", "rewritten since"]


def test_modes_come_back(colima: Machine) -> None:
    (colima.home / FILE).chmod(0o600)
    before = colima.files()
    colima.run("lock", "~/projects", "--yes")
    assert colima.tree()[FILE][0] == 0o600
    assert colima.run("rollback", "--yes").code == 0
    assert colima.files() == before


def test_the_question_and_the_dry_run(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    before = colima.tree()
    asked = colima.run("rollback")
    assert asked.code == 2
    assert "nobody can be asked" in asked.err
    dry = colima.run("rollback", "-n")
    assert dry.code == 0
    assert "-  - location: ~/projects\n" in dry.out
    assert "+mounts: []\n" in dry.out
    json = colima.run("rollback", "-n", "--json").json
    assert (json["applied"], json["change"]) == (False, None)
    assert len(json["files"]) == 3
    assert colima.tree() == before


def test_by_the_beginning_of_its_id(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    (change,) = colima.run("history", "--json").json["changes"]
    assert colima.run("rollback", "2", "--yes").code == 0
    assert colima.read(FILE) == profile()
    again = colima.run("rollback", change["id"], "--yes")
    assert (again.code, "was taken back already" in again.err) == (4, True)
    many = colima.run("rollback", "2", "--yes")
    assert (many.code, "there are 2 changes whose id starts with 2" in many.err) == (4, True)
    none = colima.run("rollback", "x", "--yes")
    assert (none.code, "there is no change x" in none.err) == (4, True)


def test_a_rollback_of_a_rollback_of_a_rollback(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    locked = colima.files()
    for number in range(3):
        id_ = colima.run("history", "--json").json["changes"][0]["id"]
        assert colima.run("rollback", id_, "--yes").code == 0
        assert (colima.files() == locked) == (number % 2 == 1)
    # without an id a rollback is never taken back
    assert colima.run("rollback", "--yes").code == 3


def test_one_after_the_other(colima: Machine) -> None:
    start = colima.files()
    colima.run("lock", "~/projects", "--yes")
    one = colima.files()
    colima.run("allow", "~/data", "--yes")
    two = colima.files()
    colima.run("revoke", "~/projects", "--yes")
    for before in (two, one, start):
        assert colima.run("rollback", "--yes").code == 0
        assert colima.files() == before
    assert colima.run("rollback", "--yes").code == 3


def test_an_older_one_than_the_newest(colima: Machine) -> None:
    """The values of its keys come back into what came later; a policy that it created stays, for others changed it."""
    colima.run("lock", "~/projects", "--yes")
    colima.run("lock", "~/data", "--yes")
    (_, first) = colima.run("history", "--json").json["changes"]
    done = colima.run("rollback", first["id"], "--yes")
    assert done.code == 1
    assert "cannot be taken back" in done.out
    assert "did not exist before and was rewritten since; --force removes it" in done.out
    assert colima.sees() == [("~", "rw")]
    assert colima.run("check").code == 1


def test_somebody_elses_edit_stays(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    colima.edit(FILE, "cpu: 4", "cpu: 6 # faster")
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read(FILE) == profile(cpu="6 # faster")


def test_an_edit_of_the_value_itself_gives_way(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    colima.edit(FILE, "  - location: ~/projects\n    writable: true", "  - location: ~/data")
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read(FILE) == profile()


def test_what_cannot_be_spliced_needs_force(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    colima.write(FILE, "runtime: docker\nmounts: &a [x]\nenv: {X: *a}\n")
    done = colima.run("rollback", "--yes")
    assert done.code == 1  # the rest is taken back
    assert f"cannot be taken back: ~/{FILE}: the old values cannot be put into the present text" in done.out
    assert not (colima.home / POLICY).exists()
    change = colima.run("history", "--json").json["changes"][1]
    forced = colima.run("rollback", change["id"], "--force", "--yes")
    assert forced.code == 0, forced.err
    assert colima.read(FILE) == profile()


def test_force_restores_the_bytes(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    colima.edit(FILE, "cpu: 4", "cpu: 6")
    assert colima.run("rollback", "--force", "--yes").code == 0
    assert colima.read(FILE) == profile()


def test_a_file_that_was_removed_since(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    (colima.home / FILE).unlink()
    done = colima.run("rollback", "--yes")
    assert done.code == 1
    assert "was removed since; --force brings the old one back" in done.out
    assert not (colima.home / FILE).exists()


def test_a_created_file_that_was_removed_since(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    (colima.home / TEMPLATE).unlink()
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read(FILE) == profile()


def test_a_created_directory_in_use_by_now_stays(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    colima.write(".colima/_templates/mine.yaml", "x")
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read(".colima/_templates/mine.yaml") == "x"
    assert not (colima.home / TEMPLATE).exists()


# -- interrupted -----------------------------------------------------------------------------------------------------


def interrupt(machine: Machine, written: int) -> str:
    """The newest change as a kill after so many of its files would leave it; all of them were written by it."""
    change = machine.run("history", "--json").json["changes"][0]
    journal = machine.home / ".local/state/colima-guard/changes" / change["id"] / "journal"
    kept = journal.read_bytes().splitlines(keepends=True)[: 1 + written]
    journal.write_bytes(b"".join(kept))
    return str(change["id"])


def test_an_interrupted_change_is_said(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    id_ = interrupt(colima, 2)
    colima.write(FILE, profile())  # the third one was not written
    assert states(colima) == ["interrupted"]
    line = (
        f"change {id_} (colima-guard lock ~/projects --yes) was not finished: ~/{POLICY} as written, "
        f"~/{FILE} as before, ~/{TEMPLATE} as written; do: colima-guard lock, or colima-guard rollback {id_} [CG307]"
    )
    assert line in colima.run("status").out.splitlines()
    assert line in colima.run("check").out.splitlines()
    for command in ("status", "check"):
        said = colima.run(command, "--json").json["interrupted"]
        assert (said["id"], [one["holds"] for one in said["files"]]) == (id_, ["after", "before", "after"])
    # lock plans anew from what is there
    assert colima.run("lock", "--yes").code == 0
    assert colima.read(FILE) == profile(LOCKED)
    assert states(colima) == ["applied", "interrupted"]
    assert "was not finished" not in colima.run("status").out
    assert colima.run("check").out == ""
    assert colima.run("status", "--json").json["interrupted"] is None


def test_an_interrupted_change_is_taken_back(colima: Machine) -> None:
    before = colima.files()
    colima.run("lock", "~/projects", "--yes")
    id_ = interrupt(colima, 1)
    colima.write(FILE, profile())
    # not by itself: it is not an applied one
    assert colima.run("rollback", "--yes").code == 3
    assert colima.run("rollback", id_, "--yes").code == 0
    assert colima.files() == before
    assert states(colima) == ["applied", "rolled back"]
    assert "was not finished" not in colima.run("status").out


def test_a_damaged_journal_stops_nothing(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--yes")
    journal = next(Path(colima.home / ".local/state/colima-guard/changes").glob("*/journal"))
    journal.write_bytes(os.urandom(100))
    assert states(colima) == ["damaged"]
    for argv in (["status"], ["check"], ["history"], ["lock", "--yes"]):
        assert colima.run(*argv).code == 0
    assert colima.run("rollback", "--yes").code in (3, 4)


def test_the_history_is_private(colima: Machine) -> None:
    """It holds the bytes of the user's files."""
    colima.run("lock", "~/projects", "--yes")
    for path, (mode, _) in colima.tree().items():
        if path.startswith(".local/state/colima-guard") and not path.endswith("/."):
            assert mode & 0o077 == 0, path
    assert (colima.home / POLICY).stat().st_mode & 0o7777 == 0o600


def test_a_file_that_changes_between_plan_and_write(colima: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else's edit is overwritten: not the one that came while the question stood there."""
    from colima_guard.store.store import Store

    apply = Store.apply

    def late(self: Store, plan: object) -> object:
        colima.write(FILE, profile(cpu="9"))
        return apply(self, plan)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "apply", late)
    done = colima.run("lock", "~/projects", "--yes")
    assert done.code == 4
    assert f"~/{FILE} has changed since the change was planned" in done.err
    assert colima.read(FILE) == profile(cpu="9")
    assert not (colima.home / POLICY).exists()
    assert states(colima) == []
