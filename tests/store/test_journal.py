"""What is read back from the journal, whatever state it is in."""

from __future__ import annotations

import json
import os
import shutil
from typing import Any

import pytest

from colima_guard.errors import GuardError
from colima_guard.model.plan import DirectoryChange, Plan, sha256
from colima_guard.store.change import Change, state_of
from tests.store.world import World


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
    lines = [json.loads(line) for line in world.journal(change).read_bytes().splitlines()]
    assert lines == [
        {
            "type": "BEGIN",
            "version": 1,
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
                },
                {
                    "path": f"{home}/b",
                    "real_path": f"{home}/b",
                    "before_sha256": None,
                    "after_sha256": made,
                    "before_mode": None,
                    "after_mode": 0o600,
                    "reason": "because",
                },
            ],
            "directories": [{"path": f"{home}/dir", "mode": 0o555}],
            "removed_directories": [],
            "keys": {"a": ["mounts"]},
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


def damage(data: bytes, **values: Any) -> bytes:
    first, rest = data.split(b"\n", 1)
    return json.dumps({**json.loads(first), **values}).encode() + b"\n" + rest


@pytest.mark.parametrize(
    "damaged",
    [
        lambda data: b"",
        lambda data: b"\0" * len(data),
        lambda data: b"[]\n",
        lambda data: b"null\n" + data,
        lambda data: b"[" * 100_000 + b"\n" + data,
        lambda data: damage(data, version=2),
        lambda data: damage(data, type="START"),
        lambda data: damage(data, id="20200101-000000-0000"),
        lambda data: damage(data, files=[{}]),
        lambda data: damage(data, files=None),
        lambda data: damage(data, command="lock"),
        lambda data: damage(data, keys=[]),
        lambda data: damage(data, time="now"),
        lambda data: damage(data, directories=[{"path": 1, "mode": 0o755}]),
        lambda data: data.replace(b'"file":1', b'"file":2'),
        lambda data: data.replace(b'"file":1', b'"file":-1'),
        lambda data: data.replace(b"DONE", b"MORE"),
        lambda data: data + b'{"type":"DONE","file":0}\n',
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
    with world.journal(change).open("ab") as journal:
        journal.write(b'{"type":"INTERRUPTED","files":[0,1]}\n')
    assert world.store.history() == [change]
