"""An entry of the journal that is not where it was put stands for a change all the same: none is passed over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import Machine
from tests.machines.colima import profile

FILE = ".colima/default/colima.yaml"
STATE = ".local/state/colima-guard"


@pytest.fixture
def locked(machine: Machine) -> Machine:
    """A machine with two changes."""
    machine.mkdir("projects", "data")
    machine.write(FILE, profile())
    for directory in ("~/projects", "~/data"):
        assert machine.run("lock", directory, "--yes").code == 0
    return machine


def entries(machine: Machine) -> list[Path]:
    """What lies in the journal, newest last."""
    return sorted(state(machine).joinpath("changes").iterdir())


def state(machine: Machine) -> Path:
    (found,) = (path for path in machine.home.rglob("colima-guard/changes"))
    return found.parent


def files(machine: Machine) -> dict[str, tuple[int, bytes | None]]:
    return {path: what for path, what in machine.files().items() if not path.startswith("Library")}


def stops(machine: Machine, *said: str) -> None:
    before = files(machine)
    done = machine.run("rollback", "--yes")
    assert done.code == 4, done
    assert all(text in done.err for text in said), done.err
    assert files(machine) == before


@pytest.mark.parametrize("name", ["{}-x", "{}.bak", "{} copy", "old", "x{}", "{}0"])
def test_a_renamed_entry_is_damaged(locked: Machine, name: str) -> None:
    newest = entries(locked)[-1]
    renamed = newest.rename(newest.with_name(name.format(newest.name)))
    assert locked.run("history", "--json").json["changes"][0]["state"] == "damaged"
    stops(locked, f"change {renamed.name} is damaged", f"its own name back: {newest.name}")
    assert "CG319" in locked.run("check").err
    renamed.rename(newest)
    assert locked.run("rollback", "--yes").code == 0
    assert locked.sees() == [("~/projects", "rw")]


def test_an_older_one_that_was_renamed_stops_nothing(locked: Machine) -> None:
    older = entries(locked)[-2]
    older.rename(older.with_name("0"))
    assert locked.run("check").err == ""
    assert locked.run("rollback", "--yes").code == 0
    assert [change["state"] for change in locked.run("history", "--json").json["changes"]][1:] == [
        "rolled back",
        "damaged",
    ]
    stops(locked, "change 0 is damaged")


def test_a_renamed_one_whose_journal_is_gone(locked: Machine) -> None:
    newest = entries(locked)[-1]
    (newest / "journal").unlink()
    newest.rename(newest.with_name(f"{newest.name}-x"))
    stops(locked, f"change {newest.name}-x is damaged")


def test_a_file_in_place_of_an_entry(locked: Machine) -> None:
    newest = entries(locked)[-1]
    shutil.rmtree(newest)
    newest.write_text("")
    stops(locked, f"change {newest.name} is damaged")
    assert "CG319" in locked.run("check").err


def test_a_copy_and_foreign_files_are_no_changes(locked: Machine) -> None:
    newest = entries(locked)[-1]
    shutil.copytree(newest, newest.with_name(f"{newest.name}-copy"))
    for name in (".DS_Store", "desktop.ini", "notes.txt"):
        newest.with_name(name).write_text("")
    newest.with_name("empty").mkdir()
    assert len(locked.run("history", "--json").json["changes"]) == 2
    assert locked.run("check").err == ""
    assert locked.run("rollback", "--yes").code == 0
    assert locked.sees() == [("~/projects", "rw")]
    assert newest.with_name(".DS_Store").exists()


def test_a_later_change_is_newer_than_a_renamed_one(locked: Machine) -> None:
    newest = entries(locked)[-1]
    later = "29991231-235959-ffff"
    newest.rename(newest.with_name(f"{later}-x"))
    assert locked.run("lock", "~/projects", "--yes").code == 0
    assert locked.run("check").err == ""
    assert locked.run("rollback", "--yes").code == 0


@pytest.mark.parametrize("what", ["changes", ""])
@pytest.mark.parametrize("by", ["file", "link"])
def test_something_else_in_place_of_the_journal(locked: Machine, what: str, by: str) -> None:
    place = state(locked) / what
    shutil.rmtree(place)
    if by == "file":
        place.write_text("")
    else:
        place.symlink_to(locked.home / "gone")
    done = locked.run("history")
    assert (done.code, done.out) == (4, "")
    assert "is in the way and is not a directory" in done.err
    before = files(locked)
    assert locked.run("rollback", "--yes").code == 4
    assert files(locked) == before


def test_the_advice_for_a_damaged_journal_helps(locked: Machine) -> None:
    newest = entries(locked)[-1]
    (newest / "journal").write_text("nothing\n")
    said = locked.run("check").err
    assert f"move ~/{newest.relative_to(locked.home)} out of the journal [CG319]" in said
    assert locked.run("lock", "--yes").code == 0
    assert locked.run("check").err == said
    newest.rename(locked.home / "aside")
    assert locked.run("check").err == ""
