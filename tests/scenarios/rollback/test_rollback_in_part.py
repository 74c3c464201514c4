"""What a rollback had to leave stays open: the next one takes it, by name or not, and each file goes only once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile
from tests.machines.kills import killed_at

FILE = ".colima/default/colima.yaml"
POLICY = ".config/colima-guard/policy.yaml"
TEMPLATE = ".colima/_templates/default.yaml"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", "data")
    machine.write(FILE, profile())
    assert machine.run("lock", "~/projects", "--yes").code == 0
    return machine


def changes(machine: Machine) -> list[dict[str, Any]]:
    listed = machine.run("history", "--json").json["changes"]
    assert isinstance(listed, list)
    return listed


def states(machine: Machine) -> list[str]:
    return [change["state"] for change in changes(machine)]


def remaining(machine: Machine, change: dict[str, Any]) -> list[str]:
    (now,) = (one for one in changes(machine) if one["id"] == change["id"])
    return [str(Path(file["path"]).relative_to(machine.home)) for file in now["files"] if file["remains"]]


def in_part(machine: Machine, *argv: str) -> None:
    """A rollback that cannot write the profile."""
    (machine.home / FILE).chmod(0o444)
    done = machine.run("rollback", *argv, "--yes")
    assert done.code == 1, done
    assert f"cannot be taken back: ~/{FILE}: " in done.out
    assert "once that is mended, take back the rest: colima-guard rollback 2" in done.out
    (machine.home / FILE).chmod(0o644)


@pytest.mark.parametrize("by_id", [False, True])
def test_the_rest_is_taken_back(colima: Machine, by_id: bool) -> None:
    (lock,) = changes(colima)
    in_part(colima)
    assert (colima.read(FILE), (colima.home / POLICY).exists()) == (profile(LOCKED), False)
    assert states(colima) == ["applied", "taken back in part"]
    assert remaining(colima, lock) == [FILE]
    out = colima.run("history").out
    assert "taken back in part: 2 of 3 files  colima-guard lock ~/projects --yes\n" in out
    assert f"    ~/{FILE} (as written; remains to be taken back)\n    ~/{TEMPLATE} (as before the change)\n" in out
    argv = [lock["id"]] if by_id else []
    dry = colima.run("rollback", *argv, "--dry-run")
    assert (dry.code, f"taking back the rest of {lock['id']}: " in dry.out) == (0, True)
    assert colima.run("rollback", *argv, "--yes").code == 0
    assert colima.read(FILE) == profile()
    assert not any((colima.home / path).exists() for path in (POLICY, TEMPLATE, ".colima/_templates"))
    assert (states(colima)[-1], remaining(colima, lock)) == ("rolled back", [])
    done = colima.run("rollback", *argv, "--yes")
    assert (done.code, done.out) == (4 if by_id else 3, "")


def test_as_often_as_it_takes(colima: Machine) -> None:
    """Before anything older, which is said; and what has nothing left to do is no change."""
    before = len(changes(colima))
    colima.run("allow", "~/data", "--yes")
    in_part(colima)
    (colima.home / FILE).chmod(0o444)
    again = colima.run("rollback", "--yes")
    assert again.code == 4
    assert "an older change is taken back by its ID: colima-guard history" in again.out
    assert len(changes(colima)) == before + 2
    assert colima.run("rollback", "--yes", "--json").json["refused"][0]["path"] == str(colima.home / FILE)
    (colima.home / FILE).chmod(0o644)
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read(FILE) == profile(LOCKED)
    assert colima.run("check").code == 0
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read(FILE) == profile()
    assert colima.run("rollback", "--yes").code == 3


def test_what_was_taken_back_is_not_taken_back_again(colima: Machine) -> None:
    """The files that are back may be written anew by anybody; the rest alone is the matter of the second one."""
    in_part(colima)
    colima.write(TEMPLATE, "mounts:\n  - location: ~/mine\n")
    colima.write(POLICY, "version: 1\nallow: [~/data]\n")
    for argv in (["--dry-run"], ["--force", "--yes"]):
        done = colima.run("rollback", *argv, "--json")
        assert [file["path"] for file in done.json["files"]] == [str(colima.home / FILE)]
    assert colima.read(TEMPLATE) == "mounts:\n  - location: ~/mine\n"
    assert colima.read(FILE) == profile()


def test_the_rest_was_put_right_by_hand(colima: Machine) -> None:
    (lock,) = changes(colima)
    in_part(colima)
    colima.write(FILE, profile())
    assert remaining(colima, lock) == []
    # the directories that it made are still there
    assert states(colima)[1] == "taken back in part"
    assert colima.run("rollback", "--yes").code == 0
    assert not (colima.home / ".colima/_templates").exists()
    assert states(colima)[-1] == "rolled back"
    assert colima.run("rollback", "--yes").code == 3
    # and what rewrites it later does not open it again
    colima.write(FILE, profile(cpu="8"))
    assert remaining(colima, lock) == []


def test_values_that_are_back_already_are_nothing_to_do(colima: Machine) -> None:
    """A change that is all undone by hand is never passed over for an older one."""
    texts = {path: colima.read(path) for path in (POLICY, TEMPLATE, FILE)}
    colima.run("allow", "~/data", "--yes")
    for path, text in texts.items():
        colima.write(path, text)
    colima.edit(FILE, "cpu: 4", "cpu: 5")
    for _ in range(2):
        done = colima.run("rollback", "--yes")
        assert (done.code, "nothing to take back: every file is as it was before\n" in done.out) == (0, True), done
        assert "an older change is taken back by its ID: colima-guard history" in done.out
        assert len(changes(colima)) == 2


def test_the_rest_was_rewritten_since(colima: Machine) -> None:
    in_part(colima)
    colima.edit(FILE, "cpu: 4", "cpu: 6 # faster")
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read(FILE) == profile(cpu="6 # faster")
    assert states(colima)[-1] == "rolled back"


def test_a_later_change_goes_first(colima: Machine) -> None:
    (lock,) = changes(colima)
    in_part(colima)
    assert colima.run("lock", "~/data", "--yes").code == 0
    assert colima.run("rollback", "--yes").code == 0
    assert (colima.read(FILE), remaining(colima, lock)) == (profile(LOCKED), [FILE])
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read(FILE) == profile()
    assert colima.run("rollback", "--yes").code == 3


def test_a_rollback_of_a_rollback_in_part(colima: Machine) -> None:
    (lock,) = changes(colima)
    locked = colima.files()
    colima.run("rollback", "--yes")
    back = changes(colima)[0]
    in_part(colima, back["id"])
    # each of the two is undone in part: one for the profile, the other for the rest
    assert states(colima)[1:] == ["taken back in part", "taken back in part"]
    assert remaining(colima, back) == [FILE]
    assert remaining(colima, lock) == [POLICY, TEMPLATE]
    # what was begun last is finished first
    done = colima.run("rollback", "--yes")
    assert (done.code, f"taking back the rest of {back['id']}: " in done.out) == (0, True)
    assert colima.files() == locked
    assert [states(colima)[at] for at in (2, 3)] == ["rolled back", "applied"]
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read(FILE) == profile()


def test_a_rollback_in_part_taken_back(colima: Machine) -> None:
    """It did what it did, and that goes; what it left was never its matter."""
    (lock,) = changes(colima)
    locked = colima.files()
    in_part(colima)
    assert colima.run("rollback", changes(colima)[0]["id"], "--yes").code == 0
    assert colima.files() == locked
    assert states(colima) == ["applied", "rolled back", "applied"]
    assert remaining(colima, lock) == [POLICY, FILE, TEMPLATE]
    assert colima.run("rollback", "--yes").code == 0
    assert states(colima)[-1] == "rolled back"


def test_both_parts_taken_back(colima: Machine) -> None:
    locked = colima.files()
    in_part(colima)
    assert colima.run("rollback", "--yes").code == 0
    two, one, lock = changes(colima)
    assert colima.run("rollback", two["id"], "--yes").code == 0
    assert remaining(colima, lock) == [FILE]
    assert colima.run("rollback", one["id"], "--yes").code == 0
    assert colima.files() == locked
    assert states(colima)[-3:] == ["rolled back", "rolled back", "applied"]


def interrupt(machine: Machine, written: int) -> str:
    """The newest change as a kill after so many of its files leaves it; all of them were written by it."""
    change = changes(machine)[0]
    journal = machine.home / ".local/state/colima-guard/changes" / change["id"] / "journal"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[: 1 + written]))
    return str(change["id"])


@pytest.mark.parametrize("written", [0, 1, 2])
def test_an_interrupted_rollback(colima: Machine, written: int) -> None:
    (lock,) = changes(colima)
    locked = {path: colima.read(path) for path in (POLICY, FILE, TEMPLATE)}
    colima.run("rollback", "--yes")
    interrupt(colima, written)
    for path in (POLICY, FILE, TEMPLATE)[written:]:
        colima.write(path, locked[path])
    assert states(colima)[1] == ("taken back in part" if written else "applied")
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read(FILE) == profile()
    assert not (colima.home / POLICY).exists()
    assert states(colima)[-1] == "rolled back"
    assert remaining(colima, lock) == []
    assert colima.run("rollback", "--yes").code == 3


def test_an_interrupted_rollback_that_wrote_all_but_the_directories(colima: Machine) -> None:
    (lock,) = changes(colima)
    colima.run("rollback", "--yes")
    assert not (colima.home / ".colima/_templates").exists()
    interrupt(colima, 3)
    colima.mkdir(".colima/_templates")
    assert states(colima)[1] == "taken back in part"
    assert colima.run("rollback", "--yes").code == 0
    assert not (colima.home / ".colima/_templates").exists()
    assert states(colima)[-1] == "rolled back"
    assert colima.run("rollback", lock["id"], "--yes").code == 4


# -- a newest change that cannot be told -------------------------------------------------------------------------------


def journals(machine: Machine) -> list[Path]:
    return sorted((machine.home / ".local/state/colima-guard/changes").glob("*/journal"), reverse=True)


@pytest.fixture
def two(colima: Machine) -> Machine:
    colima.run("allow", "~/data", "--yes")
    return colima


@pytest.mark.parametrize("bit", [0, 40, -200, -1])
def test_a_damaged_newest_change_stops_it(two: Machine, bit: int) -> None:
    data = bytearray(journals(two)[0].read_bytes())
    data[bit] ^= 4
    journals(two)[0].write_bytes(data)
    newest, oldest = changes(two)
    before = two.tree()
    for argv in (["--yes"], ["--dry-run"], ["--yes", "--force"], ["--yes", "--json"]):
        done = two.run("rollback", *argv)
        assert done.code == 4
        assert f"what the journal holds of change {newest['id']} is damaged\n" in done.err
        assert f"it names ~/{POLICY}, ~/{FILE}, ~/{TEMPLATE}; " in done.err
        assert f"{oldest['id']} (colima-guard lock ~/projects --yes), which is older, would be taken back" in done.err
        assert f"on purpose: colima-guard rollback {oldest['id']}\n" in done.err
    assert two.run("rollback", newest["id"], "--yes").code == 4
    assert two.tree() == before
    assert two.run("rollback", oldest["id"], "--yes").code == 1
    assert two.sees() == [("~", "rw")]


def test_a_damaged_change_is_mentioned(two: Machine) -> None:
    journals(two)[0].write_bytes(b"\0" + journals(two)[0].read_bytes()[1:])
    id_ = changes(two)[0]["id"]
    line = f"change {id_} cannot be taken back, for its journal is damaged; it names ~/{POLICY}, ~/{FILE}, ~/{TEMPLATE}"
    assert f"    it names ~/{POLICY}, ~/{FILE}, ~/{TEMPLATE}\n" in two.run("history").out
    assert line in two.run("status").out
    check = two.run("check")
    assert (check.code, check.out, line in check.err) == (0, "", True)
    for command in ("status", "check"):
        document = two.run(command, "--json").json
        assert (document["damaged"]["id"], document["interrupted"]) == (id_, None)
        assert document["damaged"]["named"] == [str(two.home / path) for path in (POLICY, FILE, TEMPLATE)]
    two.edit(FILE, "~/data", "~/")
    check = two.run("check")
    assert (check.code, line in check.out) == (1, True)
    # a change that comes after has put its files right
    assert two.run("lock", "--yes").code == 0
    assert "damaged" not in two.run("status").out
    assert two.run("check").err == ""
    assert two.run("rollback", "--yes").code == 0
    assert two.run("rollback", "--yes").code == 4


def test_a_journal_that_cannot_be_looked_at_is_said_and_is_no_matter_of_a_verdict(
    two: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Host.names

    def refused(self: Host, path: str) -> list[str]:
        if path.endswith("/changes"):
            raise Unreadable(f"{path} cannot be read: Permission denied")
        return names(self, path)

    assert two.run("check").code == 0
    before = two.verdicts()
    monkeypatch.setattr(Host, "names", refused)
    status = two.run("status", "--json")
    assert {one["name"]: one["verdict"] for one in status.json["instances"]} == before
    # but a change that was not finished would be passed over
    for command in ("check", "status", "history", "rollback"):
        done = two.run(command)
        assert (done.code, "changes cannot be read" in done.err) == (4, True)


def test_of_a_journal_that_is_gone_nothing_is_known(two: Machine) -> None:
    journals(two)[0].unlink()
    done = two.run("rollback", "--yes")
    assert (done.code, "its files are not known" in done.err) == (4, True)


def test_a_damaged_rollback_stops_it_too(two: Machine) -> None:
    """Whether it took back the newest change, or what, cannot be told."""
    two.run("rollback", "--yes")
    journals(two)[0].write_bytes(b"")
    assert two.run("rollback", "--yes").code == 4
    assert two.run("rollback", changes(two)[1]["id"], "--yes").code == 0


def test_an_older_one_that_is_damaged_is_met_in_its_turn(two: Machine) -> None:
    journals(two)[1].write_bytes(b"")
    assert two.run("rollback", "--yes").code == 0
    assert two.sees() == [("~/projects", "rw")]
    done = two.run("rollback", "--yes")
    assert (done.code, "would be taken back" in done.err) == (4, False)


def test_stored_bytes_that_are_damaged_keep_their_file(two: Machine) -> None:
    """The others are taken back; the journal is asked again at the next rollback."""
    allow = changes(two)[0]
    begun = json.loads(journals(two)[0].read_bytes().split(b"\n")[0])
    (digest,) = (file["before_sha256"] for file in begun["files"] if file["path"].endswith(FILE))
    stored = journals(two)[0].with_name(digest)
    data = stored.read_bytes()
    stored.write_bytes(data.replace(b"projects", b"projectz"))
    done = two.run("rollback", "--yes")
    assert (done.code, "does not have the bytes" in done.out) == (1, True)
    assert remaining(two, allow) == [FILE]
    stored.write_bytes(data)
    assert two.run("rollback", "--yes").code == 0
    assert two.sees() == [("~/projects", "rw")]


def test_an_interrupted_newest_change_is_not_passed_over(two: Machine) -> None:
    """What it wrote was read from the files of the older one: taking that back would leave neither's state."""
    id_ = interrupt(two, 2)
    older = changes(two)[1]["id"]
    before = two.tree()
    done = two.run("rollback", "--yes")
    assert done.code == 4
    assert f"change {id_} (colima-guard allow ~/data --yes) was not finished\n" in done.err
    assert f"{older} (colima-guard lock ~/projects --yes), which is older, would be taken back in its place" in done.err
    assert f"to take back what it wrote: colima-guard rollback {id_}; " in done.err
    assert two.tree() == before
    assert two.run("rollback", id_, "--yes").code == 0
    assert two.sees() == [("~/projects", "rw")]
    assert two.run("rollback", "--yes").code == 0
    assert two.read(FILE) == profile()


def test_an_interrupted_change_that_wrote_nothing_is_passed_over(colima: Machine) -> None:
    files = {path: colima.read(path) for path in (POLICY, FILE, TEMPLATE)}
    assert colima.run("allow", "~/data", "--yes").code == 0
    interrupt(colima, 0)
    for path, text in files.items():
        colima.write(path, text)
    assert states(colima) == ["interrupted", "applied"]
    assert colima.run("rollback", "--yes").code == 0
    assert colima.read(FILE) == profile()


def test_an_interrupted_change_alone_is_named(colima: Machine) -> None:
    id_ = interrupt(colima, 1)
    done = colima.run("rollback", "--yes")
    assert done.code == 3
    assert done.err.splitlines()[1:] == [f"  why: change {id_} was not finished", f"  do:  colima-guard rollback {id_}"]


# -- what is no ID -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", ["", " ", "\t\n"])
def test_an_empty_id_is_none(colima: Machine, id_: str) -> None:
    before = colima.tree()
    done = colima.run("rollback", id_, "--yes")
    assert (done.code, "an empty ID names no change" in done.err, done.out) == (2, True, "")
    assert colima.tree() == before


@pytest.mark.parametrize(
    "id_",
    [
        "x",
        "../x",
        "/",
        "..",
        "%",
        "*",
        "2*",
        " 2",
        "2 ",
        "20260101_000000",
        "20260101-120000-1A2B",
        "é",
        "2\n",
        "\udcff",
        "2" * 5000,
    ],
)
def test_what_is_written_like_no_id(colima: Machine, id_: str) -> None:
    before = colima.tree()
    done = colima.run("rollback", id_, "--yes")
    assert (done.code, "there is no change " in done.err, done.out) == (4, True, "")
    assert "an ID is written like 20260131-235959-1a2b, and its start is enough" in done.err
    assert len(done.err.splitlines()) == 3
    assert colima.tree() == before


def test_an_id_that_several_begin_with_names_them(two: Machine) -> None:
    done = two.run("rollback", "2", "--yes")
    assert done.code == 4
    assert f"they are {', '.join(change['id'] for change in changes(two))}\n" in done.err
    none = two.run("rollback", "1999", "--yes")
    assert (none.code, "written like" in none.err) == (4, False)


# -- killed anywhere ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", range(0, 70, 7))
def test_a_rollback_in_part_that_is_killed(colima: Machine, step: int) -> None:
    """The next ones end where the whole one would have ended, and each file holds what it held before or after."""
    locked = {path: colima.read(path) for path in (POLICY, FILE, TEMPLATE)}
    (colima.home / FILE).chmod(0o444)
    with killed_at(step):
        colima.run("rollback", "--yes")
    (colima.home / FILE).chmod(0o644)
    for path, text in locked.items():
        assert (colima.home / path).exists() or path != FILE
        assert not (colima.home / path).exists() or colima.read(path) == text
    with killed_at(step):
        colima.run("rollback", "--yes")
    for _ in range(3):
        done = colima.run("rollback", "--yes")
        assert done.code in (0, 3), done
    assert done.code == 3
    assert colima.read(FILE) == profile()
    assert not any((colima.home / path).exists() for path in (POLICY, TEMPLATE, ".colima/_templates"))
    assert states(colima)[-1] == "rolled back"
