"""What is read back from the journal, whatever state it is in."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from typing import Any

import pytest

from colima_guard.errors import GuardError
from colima_guard.host.values import MAX_BYTES
from colima_guard.model.plan import DirectoryChange, Plan, sha256
from colima_guard.store import lines
from colima_guard.store.change import Change
from colima_guard.store.journal import append
from colima_guard.store.sealed import opened
from colima_guard.store.standing import state_of
from tests.machines.store import World


def applied(world: World) -> Change:
    world.put("a", b"old")
    plan = Plan(
        (world.change("a", b"old", b"new"), world.change("b", None, b"b", 0o600)),
        (DirectoryChange(str(world.home / "dir"), 0o555, ""),),
        command=("lock", "--yes"),
        keys={"a": ("mounts",)},
    )
    return world.store.apply(plan)


def test_the_format(world: World) -> None:
    change = applied(world)
    home = str(world.home)
    old, new, made = (sha256(data) for data in (b"old", b"new", b"b"))
    told = [json.loads(line) for line in world.journal(change).read_bytes().splitlines()]
    before = ""
    for record in told:
        sum_ = record.pop("sum")
        text = json.dumps(record, separators=(",", ":"))
        assert sum_ == hashlib.sha256((before + text).encode()).hexdigest()[:16]
        before = sum_
    assert told == [
        {
            "type": "BEGIN",
            "version": 2,
            "id": change.id,
            "time": change.time,
            "command": ["lock", "--yes"],
            "reverts": None,
            "files": [
                {
                    "path": f"{home}/a",
                    "real_path": f"{home}/a",
                    "before_sha256": old,
                    "after_sha256": new,
                    "before_mode": 0o644,
                    "after_mode": 0o644,
                    "reason": "because",
                    "format": None,
                },
                {
                    "path": f"{home}/b",
                    "real_path": f"{home}/b",
                    "before_sha256": None,
                    "after_sha256": made,
                    "before_mode": None,
                    "after_mode": 0o600,
                    "reason": "because",
                    "format": None,
                },
            ],
            "directories": [{"path": f"{home}/dir", "mode": 0o555}],
            "removed_directories": [],
            "keys": {"a": ["mounts"]},
            "left": [],
        },
        {"type": "DONE", "file": 0},
        {"type": "DONE", "file": 1},
        {"type": "END"},
    ]
    assert {path.name for path in world.journal(change).parent.iterdir()} == {"journal", old, new, made}


def test_a_journal_cut_anywhere_is_read_and_recovered(world: World) -> None:
    """As a power cut may leave it: a torn line was never written, and the files tell the rest."""
    change = applied(world)
    journal = world.journal(change)
    whole = journal.read_bytes()
    tree = world.tree()
    for length in range(len(whole)):
        journal.write_bytes(whole[:length])
        cut = world.store.history()[0]
        begun = length > whole.index(b"\n")
        assert cut.state == ("interrupted" if begun else "damaged")
        marked = world.store.recover()
        assert [done.id for done in marked] == ([change.id] if begun else [])
        if begun:
            assert all(file.done for file in marked[0].files)
            assert world.store.history() == marked
        assert world.store.recover() == []
        assert world.tree() == tree


def sealed(records: Iterable[Any]) -> bytes:
    """Records as lines with sums that are right, whatever they say."""
    data = b""
    for record in records:
        data += lines.line(json.dumps(record, separators=(",", ":")).encode(), data)
    return data


def records(data: bytes) -> list[Any]:
    return [json.loads(record) for record in opened(data.splitlines())]


def damage(data: bytes, **values: Any) -> bytes:
    first, *rest = records(data)
    return sealed([{**first, **values}, *rest])


def of_version_1(data: bytes) -> bytes:
    """The same journal as it was written before there were sums."""
    first, *rest = records(data)
    del first["left"]
    return b"".join(json.dumps(record).encode() + b"\n" for record in [{**first, "version": 1}, *rest])


@pytest.mark.parametrize(
    "damaged",
    [
        lambda data: b"",
        lambda data: b"\0" * len(data),
        lambda data: b"[]\n",
        lambda data: b"null\n" + data,
        lambda data: b"[" * 100_000 + b"\n" + data,
        lambda data: damage(data, version=1),
        lambda data: damage(data, version=3),
        lambda data: damage(data, type="START"),
        lambda data: damage(data, id="20200101-000000-0000"),
        lambda data: damage(data, files=[{}]),
        lambda data: damage(data, files=None),
        lambda data: damage(data, files=[{**records(data)[0]["files"][0], "format": "xml"}] * 2),
        lambda data: damage(data, command="lock"),
        lambda data: damage(data, keys=[]),
        lambda data: damage(data, time="now"),
        lambda data: damage(data, time=float("nan")),
        lambda data: damage(data, time=1e300),
        lambda data: damage(data, time=10**400),
        lambda data: damage(data, left="a"),
        lambda data: damage(data, directories=[{"path": 1, "mode": 0o755}]),
        lambda data: data.replace(b'"file":1', b'"file":2'),
        lambda data: data.replace(b'"file":1', b'"file":-1'),
        lambda data: data.replace(b"DONE", b"MORE"),
        lambda data: data + b'{"type":"DONE","file":0}\n',
        lambda data: sealed([*records(data), {"type": "DONE", "file": 0}]),
        lambda data: sealed([*records(data), {"type": "END"}]),
        lambda data: sealed([*records(data)[:-1], {"type": "DONE", "file": 2}]),
        lambda data: sealed([*records(data)[:-1], {"type": "DONE", "file": -1}]),
        lambda data: sealed([*records(data)[:-1], {"type": "MORE"}]),
        lambda data: sealed([*records(data)[:-1], {"type": "INTERRUPTED", "files": [2]}]),
        lambda data: of_version_1(data).replace(b'"file": 1', b'"file": 2'),
        lambda data: of_version_1(data).replace(b"DONE", b"MORE"),
        lambda data: of_version_1(data) + b'{"type": "END"}\n',
        lambda data: of_version_1(data).replace(b"BEGIN", b"START"),
        lambda data: of_version_1(data).replace(b'"version": 1', b'"version": 2'),
        lambda data: of_version_1(data).replace(b'"time": ', b'"time": NaN, "or": '),
        lambda data: data + b"x" * (1 << 20),
    ],
)
def test_a_damaged_entry_is_shown_and_harms_nothing_else(world: World, damaged: Any) -> None:
    change = applied(world)
    world.journal(change).write_bytes(damaged(world.journal(change).read_bytes()))
    other = world.store.apply(Plan((world.change("c", None, b"c"),)))
    shown = world.store.history()
    assert shown[0] == other
    assert (shown[1].id, shown[1].state, shown[1].files) == (change.id, "damaged", ())
    assert abs(shown[1].time - change.time) <= 1
    assert state_of(shown[1], shown, world.host) == "damaged"
    assert world.store.recover() == []


def test_an_entry_that_is_something_else_is_damaged(world: World) -> None:
    change = applied(world)
    for make in (os.mkfifo, os.mkdir, lambda path: os.symlink("nowhere", path)):
        path = world.journal(change)
        path.unlink() if path.is_file() else None
        make(path)
        assert [(shown.id, shown.state) for shown in world.store.history()] == [(change.id, "damaged")]
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_a_name_that_is_no_change_is_not_one(world: World) -> None:
    change = applied(world)
    (world.state_dir / "changes/notes").mkdir()
    (world.state_dir / "changes/99999999-999999-ffff").mkdir()
    shown = world.store.history()
    assert [entry.id for entry in shown] == ["99999999-999999-ffff", change.id]
    assert (shown[0].state, shown[0].time) == ("damaged", 0.0)
    world.store.apply(Plan((world.change("c", None, b"c"),)))


@pytest.mark.parametrize(("data", "why"), [(b"altered", "was altered"), (None, "is missing")])
def test_contents_are_checked_against_their_hash(world: World, data: bytes | None, why: str) -> None:
    change = applied(world)
    digest = sha256(b"old")
    stored = world.journal(change).with_name(str(digest))
    assert world.store.contents(digest, change) == b"old"
    stored.unlink()
    if data is not None:
        stored.write_bytes(data)
    with pytest.raises(GuardError, match="does not have the bytes") as refused:
        world.store.contents(digest, change)
    assert why in refused.value.why


def test_a_path_that_is_no_text_comes_back_as_it_was(world: World) -> None:
    name = os.fsdecode(b"caf\xe9.yaml")
    try:
        world.put(name, b"old")
    except OSError:
        pytest.skip("this file system takes only names that are text")
    change = world.store.apply(Plan((world.change(name, b"old", b"new"),), command=("lock", name)))
    assert world.store.history() == [change]
    world.store.apply(world.inverse(change))
    assert (world.home / name).read_bytes() == b"old"


def test_a_note_after_the_end_that_could_not_be_read_back_harms_nothing(world: World) -> None:
    change = applied(world)
    append(str(world.state_dir / "changes"), change.id, lines.interrupted(change))
    assert b"INTERRUPTED" in world.journal(change).read_bytes()
    assert world.store.history() == [change]


def test_a_journal_without_sums_is_read_as_before(world: World) -> None:
    change = applied(world)
    old = of_version_1(world.journal(change).read_bytes())
    world.journal(change).write_bytes(old)
    assert world.store.history() == [change]
    # a last line that was cut off does not count, and what is added is of its version
    world.journal(change).write_bytes(old[:-3])
    assert [one.state for one in world.store.history()] == ["interrupted"]
    (marked,) = world.store.recover()
    assert world.journal(change).read_bytes().endswith(b'\n{"type":"INTERRUPTED","files":[0,1]}\n')
    assert world.store.history() == [marked]
    world.store.apply(world.inverse(marked))
    assert world.tree() == {"a": (b"old", 0o644)}


@pytest.mark.parametrize(("name", "format"), [("a.json", "json"), ("a.yaml", "yaml"), ("a", "yaml")])
def test_a_journal_that_tells_no_format_has_it_by_the_name(world: World, name: str, format: str) -> None:
    change = world.store.apply(Plan((world.change(name, None, b"a"),)))
    first, *rest = records(world.journal(change).read_bytes())
    assert first["files"][0].pop("format", "none") is None
    world.journal(change).write_bytes(sealed([first, *rest]))
    assert [file.format for file in world.store.change(change.id).files] == [format]


def test_the_files_of_a_damaged_entry_are_told_as_far_as_they_are_known(world: World) -> None:
    change = applied(world)
    journal = world.journal(change)
    whole = journal.read_bytes()
    named = (f"{world.home}/a", f"{world.home}/b")
    for data, known in [
        (whole.replace(b"END", b"AND"), named),
        (whole.replace(b'"mode"', b'"made"'), named),
        (whole.replace(b'/a","real_path"', b'/a","deal_path"'), named[1:]),
        (whole.replace(b'/a","real', b'\\u12x","real'), named[1:]),
        (whole[: whole.index(b'"real_path"') + 20], named[:1]),
        (b"", ()),
    ]:
        journal.write_bytes(data)
        (shown,) = world.store.history()
        assert (shown.state, shown.named) == ("damaged", known)


def test_a_change_that_could_not_be_read_back_is_not_made(world: World) -> None:
    for plan in (
        Plan((world.change("a", None, b"a"),), command=("lock", "x" * MAX_BYTES)),
        Plan((world.change("a", None, b"a" * (MAX_BYTES + 1)),)),
    ):
        with pytest.raises(GuardError, match="larger than the journal can hold"):
            world.store.apply(plan)
        assert (world.tree(), world.store.history()) == ({}, [])
    world.store.apply(Plan((world.change("a", None, b"a" * MAX_BYTES),)))
