"""A plan goes in, a change comes out, and every file is the old one or the new one."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import Any

import pytest

from colima_guard import exits
from colima_guard.errors import GuardError
from colima_guard.model.plan import DirectoryChange, Plan, sha256
from colima_guard.store.change import ChangedDirectory, PartlyWritten
from colima_guard.store.standing import state_of
from colima_guard.store.store import KEEP
from tests.machines.store import World


def four_kinds(world: World) -> Plan:
    """An edit, an edit through a link, a new file in a new directory, a removal, and a directory of its own."""
    world.put("a.yaml", b"old a", 0o640)
    world.put("dotfiles/b.yaml", b"old b")
    (world.home / "b.yaml").symlink_to("dotfiles/b.yaml")
    world.put("d.yaml", b"old d", 0o600)
    return Plan(
        files=(
            world.change("a.yaml", b"old a", b"new a", 0o600),
            world.change("b.yaml", b"old b", b"new b"),
            world.change("made/c.yaml", None, b"new c", 0o600),
            world.change("d.yaml", b"old d", None),
        ),
        directories=(DirectoryChange(str(world.home / "share/nothing"), 0o555, "placeholder"),),
        command=("lock", "~/projects"),
        keys={"a.yaml": ("mounts", "writable")},
    )


NEW = {
    "a.yaml": (b"new a", 0o600),
    "b.yaml": "dotfiles/b.yaml",
    "dotfiles": "directory 755",
    "dotfiles/b.yaml": (b"new b", 0o644),
    "made": "directory 755",
    "made/c.yaml": (b"new c", 0o600),
    "share": "directory 755",
    "share/nothing": "directory 555",
}


def test_apply_writes_creates_and_removes(world: World) -> None:
    change = world.store.apply(four_kinds(world))

    assert world.tree() == NEW
    assert change.state == "applied"
    assert change.command == ("lock", "~/projects")
    assert change.keys == {"a.yaml": ("mounts", "writable")}
    assert [(file.before_mode, file.after_mode, file.done) for file in change.files] == [
        (0o640, 0o600, True),
        (0o644, 0o644, True),
        (None, 0o600, True),
        (0o600, None, True),
    ]
    assert change.files[1].path == str(world.home / "b.yaml")
    assert change.files[1].real_path == str(world.home / "dotfiles/b.yaml")
    assert change.directories == tuple(
        ChangedDirectory(str(world.home / name), mode)
        for name, mode in (("share", 0o755), ("made", 0o755), ("share/nothing", 0o555))
    )
    assert world.store.history() == [change]
    assert world.store.change(change.id[:17]) == change
    assert world.store.contents(sha256(b"old d"), change) == b"old d"
    assert world.store.contents(None, change) is None
    assert [file.found(world.host) for file in change.files] == ["after"] * 4


def test_the_inverse_plan_gives_back_everything_and_can_be_taken_back_itself(world: World) -> None:
    plan = four_kinds(world)
    old = world.tree()
    change = world.store.apply(plan)

    back = world.store.apply(world.inverse(change))
    assert world.tree() == old
    assert state_of(change, world.store.history(), world.host) == "rolled back"
    assert {gone.path for gone in back.removed_directories} == {made.path for made in change.directories}

    again = world.inverse(back)
    directories = tuple(DirectoryChange(gone.path, gone.mode, "again") for gone in back.removed_directories)
    world.store.apply(Plan(again.files, directories, reverts=back.id))
    assert world.tree() == NEW
    history = world.store.history()
    assert state_of(change, history, world.host) == "applied"
    assert state_of(back, history, world.host) == "rolled back"


def test_nothing_is_made_before_something_is_written(world: World) -> None:
    assert world.store.history() == []
    assert world.store.recover() == []
    with pytest.raises(GuardError, match="there is no change 2026"):
        world.store.change("2026")
    assert not world.state_dir.exists()


def test_a_prefix_that_fits_two_changes_is_refused(world: World) -> None:
    world.put("a", b"1")
    world.store.apply(Plan((world.change("a", b"1", b"2"),)))
    world.store.apply(Plan((world.change("a", b"2", b"3"),)))
    with pytest.raises(GuardError, match="2 changes whose id starts with 2"):
        world.store.change("2")


def test_only_the_mode_changes(world: World) -> None:
    world.put("a", b"same", 0o644)
    change = world.store.apply(Plan((world.change("a", b"same", b"same", 0o600),)))
    assert world.tree() == {"a": (b"same", 0o600)}
    assert change.files[0].found(world.host) == "after"
    world.store.apply(world.inverse(change))
    assert world.tree() == {"a": (b"same", 0o644)}
    assert change.files[0].found(world.host) == "before"
    (world.home / "a").chmod(0o640)
    assert change.files[0].found(world.host) == "other"


def test_a_change_that_changes_nothing_is_not_a_change(world: World) -> None:
    world.put("a", b"same", 0o644)
    with pytest.raises(GuardError, match="nothing to change"):
        world.store.apply(Plan((world.change("a", b"same", b"same", 0o644),)))
    assert world.store.history() == []


def test_two_paths_to_one_file_are_refused(world: World) -> None:
    world.put("a", b"1")
    (world.home / "link").symlink_to("a")
    plan = Plan((world.change("a", b"1", b"2"), world.change("link", b"1", b"3")))
    with pytest.raises(GuardError, match="are the same file"):
        world.store.apply(plan)


@pytest.mark.parametrize("edit", [b"somebody's", None])
def test_a_file_that_changed_since_the_plan_stops_it_before_the_first_write(world: World, edit: bytes | None) -> None:
    plan = four_kinds(world)
    if edit is None:
        (world.home / "d.yaml").unlink()
    else:
        (world.home / "d.yaml").write_bytes(edit)
    tree = world.tree()
    with pytest.raises(GuardError, match=r"d\.yaml has changed since") as refused:
        world.store.apply(plan)
    assert refused.value.exit_code == exits.REFUSED
    assert world.tree() == tree
    assert world.store.history() == []


def test_a_file_that_appeared_since_the_plan_is_not_overwritten(world: World) -> None:
    plan = Plan((world.change("c", None, b"ours"),))
    world.put("c", b"")
    with pytest.raises(GuardError, match="has changed since"):
        world.store.apply(plan)
    assert world.tree() == {"c": (b"", 0o644)}


def on_call(monkeypatch: pytest.MonkeyPatch, name: str, number: int, act: Any) -> None:
    """Has ``act`` called in place of the ``number``-th call of ``os.<name>``."""
    real, calls = getattr(os, name), [0]

    def patched(*args: Any, **kwargs: Any) -> Any:
        calls[0] += 1
        return act(real, *args, **kwargs) if calls[0] == number else real(*args, **kwargs)

    monkeypatch.setattr(os, name, patched)


def test_an_edit_between_two_writes_is_kept_and_the_rest_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = four_kinds(world)

    def edit_b(real: Any, *args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        (world.home / "b.yaml").write_bytes(b"somebody's")

    on_call(monkeypatch, "replace", 1, edit_b)
    with pytest.raises(PartlyWritten, match=r"stopped with 1 of 4 files written: .*b\.yaml has changed") as stopped:
        world.store.apply(plan)

    assert stopped.value.exit_code == exits.FINDINGS
    change = stopped.value.change
    assert [file.done for file in change.files] == [True, False, False, False]
    assert [file.found(world.host) for file in change.files] == ["after", "other", "before", "before"]
    assert world.store.history() == [change]
    assert state_of(change, [change], world.host) == "interrupted"
    assert world.store.recover() == []
    assert world.tree() == {
        "a.yaml": (b"new a", 0o600),
        "b.yaml": "dotfiles/b.yaml",
        "d.yaml": (b"old d", 0o600),
        "dotfiles": "directory 755",
        "dotfiles/b.yaml": (b"somebody's", 0o644),
        "made": "directory 755",
        "share": "directory 755",
        "share/nothing": "directory 555",
    }


@pytest.mark.parametrize(
    ("number", "do"),
    [
        (errno.EBUSY, "by hand"),
        (errno.EXDEV, "by hand"),
        (errno.ENOSPC, "free some space"),
        (errno.EPERM, "permissions"),
    ],
)
def test_what_the_system_refuses_at_the_first_file_leaves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, number: int, do: str
) -> None:
    plan = four_kinds(world)
    tree = world.tree()

    def fail(real: Any, *args: Any, **kwargs: Any) -> None:
        raise OSError(number, os.strerror(number), args[0])

    on_call(monkeypatch, "replace", 1, fail)
    with pytest.raises(GuardError) as refused:
        world.store.apply(plan)
    assert refused.value.what == f"{world.home / 'a.yaml'}: {os.strerror(number)}"
    assert do in refused.value.do
    assert refused.value.exit_code == exits.REFUSED
    assert world.tree() == tree
    assert world.store.history() == []


@pytest.mark.parametrize("call", ["replace", "rename", "fsync", "mkdir", "write", "unlink", "open"])
def test_ctrl_c_leaves_order(new_world: Callable[[], World], monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def interrupt(real: Any, *args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    stopped = True
    number = 0
    while stopped:
        number += 1
        world = new_world()
        plan = four_kinds(world)
        old = world.tree()
        with monkeypatch.context() as patch:
            on_call(patch, call, number, interrupt)
            try:
                world.store.apply(plan)
                stopped = False
            except KeyboardInterrupt:
                pass
        assert world.store.recover() == []
        for change in world.store.history():
            # or stopped after the last line
            assert change.state == "interrupted" or all(file.done for file in change.files)
            assert [file.done for file in change.files] == [f.found(world.host) == "after" for f in change.files]
            world.store.apply(world.inverse(change))
        assert world.tree() == old
    assert number > 1


def test_a_directory_that_is_there_is_left_as_it_is(world: World) -> None:
    (world.home / "nothing").mkdir(0o700)
    plan = Plan((world.change("a", None, b"1"),), (DirectoryChange(str(world.home / "nothing"), 0o555, "placeholder"),))
    change = world.store.apply(plan)
    assert change.directories == ()
    assert world.tree()["nothing"] == "directory 700"


def test_a_directory_that_somebody_makes_meanwhile_stays_theirs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(world.home / "nothing")
    plan = Plan((world.change("sub/a", None, b"1"),), (DirectoryChange(path, 0o555, "placeholder"),))

    real = os.mkdir

    def mkdir(name: str, mode: int = 0o777, **kwargs: Any) -> None:
        if name == "nothing":
            real(path, 0o700)
        real(name, mode, **kwargs)

    monkeypatch.setattr(os, "mkdir", mkdir)
    with pytest.raises(GuardError, match="File exists"):
        world.store.apply(plan)
    assert world.tree() == {"nothing": "directory 700"}
    assert world.store.history() == []


def test_a_stop_after_the_last_line_is_no_stop(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.put("a", b"1")
    real = os.fsync

    def fail(fd: int) -> None:
        real(fd)
        journals = list(world.state_dir.glob("changes/*/journal"))
        if journals and b"END" in journals[0].read_bytes():
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fail)
    change = world.store.apply(Plan((world.change("a", b"1", b"2"),)))
    assert change.state == "applied"
    assert world.store.history() == [change]


def test_a_directory_in_use_or_replaced_is_kept(world: World) -> None:
    paths = [str(world.home / name) for name in ("used", "replaced", "gone", "a-file")]
    change = world.store.apply(Plan(directories=tuple(DirectoryChange(path, 0o755, "") for path in paths)))
    world.put("used/file", b"1")
    for name in ("replaced", "gone", "a-file"):
        (world.home / name).rmdir()
    (world.home / "empty").mkdir()
    (world.home / "replaced").symlink_to("empty")
    world.put("a-file", b"2")
    world.put("b", b"1")
    tree = world.tree()
    world.store.apply(
        Plan((world.change("b", b"1", b"2"),), remove_directories=tuple(made.path for made in change.directories))
    )
    assert world.tree() == {**tree, "b": (b"2", 0o644)}


def test_a_file_in_the_place_of_a_directory_is_refused(world: World) -> None:
    world.put("file", b"")
    with pytest.raises(GuardError, match=r"file is in the way and is not a directory"):
        world.store.apply(Plan(directories=(DirectoryChange(str(world.home / "file"), 0o755, ""),)))
    with pytest.raises(GuardError, match=r"file/sub cannot be looked at"):
        world.store.apply(Plan((world.change("file/sub/x", None, b"1"),)))


def test_modes_are_exact_whatever_the_umask(world: World) -> None:
    plan = four_kinds(world)
    old = os.umask(0o077)
    try:
        world.store.apply(plan)
    finally:
        os.umask(old)
    assert world.tree() == NEW


def test_our_own_files_are_for_us_alone(world: World) -> None:
    plan = four_kinds(world)
    old = os.umask(0)
    try:
        world.store.apply(plan)
    finally:
        os.umask(old)
    for base, directories, files in os.walk(world.state_dir):
        for name in directories:
            assert os.stat(os.path.join(base, name)).st_mode & 0o777 == 0o700
        for name in files:
            assert os.stat(os.path.join(base, name)).st_mode & 0o777 == 0o600
    assert world.state_dir.stat().st_mode & 0o777 == 0o700


def test_ids_sort_as_the_changes_came_whatever_the_clock_says(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.put("a", b"0")
    clock = [1_800_000_000.5, 1_800_000_000.5, 1_700_000_000.0, 1_800_000_000.9]
    ids = []
    for number, now in enumerate(clock):
        monkeypatch.setattr(world.host, "now", lambda now=now: now)
        change = world.store.apply(Plan((world.change("a", b"%d" % number, b"%d" % (number + 1)),)))
        assert change.time == now
        ids.append(change.id)
    assert ids == sorted(ids)
    assert [change.id for change in world.store.history()] == ids[::-1]
    assert ids[0].startswith("20270115-080000-")


def test_the_last_changes_are_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("colima_guard.store.store.KEEP", 3)
    world.put("a", b"0")
    world.put("b", b"0")

    def fail(real: Any, *args: Any, **kwargs: Any) -> None:
        raise OSError(errno.EIO, "no")

    with monkeypatch.context() as patch:
        on_call(patch, "replace", 2, fail)
        with pytest.raises(PartlyWritten) as stopped:
            world.store.apply(Plan((world.change("b", b"0", b"1"), world.change("a", b"0", b"1"))))
    ids = [world.store.apply(Plan((world.change("a", b"%d" % n, b"%d" % (n + 1)),))).id for n in range(5)]
    # one that was interrupted and not taken back stays
    assert [change.id for change in world.store.history()] == [*ids[:1:-1], stopped.value.change.id]
    rollback = Plan((world.change("b", b"1", b"0"),), reverts=stopped.value.change.id)
    back = world.store.apply(rollback).id
    assert [change.id for change in world.store.history()] == [back, *ids[:2:-1]]
    assert KEEP == 50


def test_rewritten_since(world: World) -> None:
    world.put("a", b"1")
    change = world.store.apply(Plan((world.change("a", b"1", b"2"),)))
    assert state_of(change, world.store.history(), world.host) == "applied"
    world.put("a", b"2\n")
    assert state_of(change, world.store.history(), world.host) == "rewritten since"
    (world.home / "a").unlink()
    assert change.files[0].found(world.host) == "other"
    (world.home / "a").mkdir()
    assert change.files[0].found(world.host) == "other"
