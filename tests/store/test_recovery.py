"""A run that was killed: what it had done is told by the files alone, and no human is needed."""

from __future__ import annotations

import errno
import os
from typing import Any

import pytest

from colima_guard.errors import GuardError
from colima_guard.model.plan import Plan
from colima_guard.store.atomic import temporary
from colima_guard.store.change import Change
from colima_guard.store.standing import state_of
from tests.machines.store import World


def killed(world: World) -> Change:
    """As a kill between the second rename and its note leaves it: made from a finished change by taking things back."""
    for name in "abc":
        world.put(name, b"old " + name.encode())
    plan = Plan(tuple(world.change(name, b"old " + name.encode(), b"new " + name.encode()) for name in "abc"))
    change = world.store.apply(plan)
    journal = world.journal(change)
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:2]))
    world.put("c", b"old c")
    world.put(temporary(change.id, 2), b"new", 0o600)
    return change


def test_recovery_marks_tells_and_sweeps(world: World) -> None:
    change = killed(world)
    assert [(shown.state, [file.done for file in shown.files]) for shown in world.store.history()] == [
        ("interrupted", [True, False, False])
    ]
    (marked,) = world.store.recover()
    assert (marked.id, marked.state) == (change.id, "interrupted")
    assert [file.done for file in marked.files] == [True, True, False]
    assert [file.found(world.host) for file in marked.files] == ["after", "after", "before"]
    assert world.store.history() == [marked]
    assert state_of(marked, [marked], world.host) == "interrupted"
    assert world.tree() == {"a": (b"new a", 0o644), "b": (b"new b", 0o644), "c": (b"old c", 0o644)}
    journal = world.journal(change).read_bytes()
    assert world.store.recover() == []
    assert world.journal(change).read_bytes() == journal


def test_what_was_written_can_be_taken_back(world: World) -> None:
    (marked,) = (killed(world), *world.store.recover())[1:]
    world.store.apply(world.inverse(marked))
    assert world.tree() == {name: (b"old " + name.encode(), 0o644) for name in "abc"}
    assert state_of(marked, world.store.history(), world.host) == "rolled back"


def test_the_next_apply_recovers_first(world: World) -> None:
    change = killed(world)
    world.store.apply(Plan((world.change("c", b"old c", b"new c"),)))
    assert world.tree() == {name: (b"new " + name.encode(), 0o644) for name in "abc"}
    assert b"INTERRUPTED" in world.journal(change).read_bytes()


def test_somebody_elses_edit_is_kept(world: World) -> None:
    killed(world)
    world.put("b", b"theirs")
    (world.home / "c").unlink()
    (marked,) = world.store.recover()
    assert [file.found(world.host) for file in marked.files] == ["after", "other", "other"]
    assert [file.done for file in marked.files] == [True, False, False]
    assert world.tree() == {"a": (b"new a", 0o644), "b": (b"theirs", 0o644)}


def test_a_directory_that_is_gone_is_no_matter(world: World) -> None:
    world.put("dir/a", b"old")
    change = world.store.apply(Plan((world.change("dir/a", b"old", b"new"),)))
    journal = world.journal(change)
    journal.write_bytes(journal.read_bytes().splitlines(keepends=True)[0])
    (world.home / "dir/a").unlink()
    (world.home / "dir").rmdir()
    assert [marked.id for marked in world.store.recover()] == [change.id]


def test_a_temporary_file_that_cannot_go_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    change = killed(world)
    real = os.unlink

    def refuse(path: Any, **kwargs: Any) -> None:
        if str(path).endswith(".tmp"):
            raise OSError(errno.EACCES, "no")
        real(path, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", refuse)
        assert world.store.recover() == []
        # and does not keep anybody from working
        world.store.apply(Plan((world.change("d", None, b"d"),)))
    assert [marked.id for marked in world.store.recover()] == [change.id]
    assert not (world.home / temporary(change.id, 2)).exists()


def test_a_recovery_that_cannot_be_noted_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    killed(world)

    def full(fd: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(GuardError, match="No space left on device") as refused:
            world.store.recover()
    assert refused.value.do == "free some space and run the command again"
    assert len(world.store.recover()) == 1


def test_leftovers_of_entries_are_swept(world: World) -> None:
    change = killed(world)
    for name in (".20260101-000000-abcd.new", ".20260101-000000-abcd.old"):
        (world.state_dir / "changes" / name).mkdir()
        (world.state_dir / "changes" / name / "journal").write_bytes(b"{")
    assert [shown.id for shown in world.store.history()] == [change.id]
    world.store.recover()
    assert [path.name for path in (world.state_dir / "changes").iterdir()] == [change.id]
