"""What somebody could put in the way, before the plan or between the plan and the write."""

from __future__ import annotations

import os
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from colima_guard import exits
from colima_guard.errors import GuardError
from colima_guard.model.plan import DirectoryChange, Plan
from colima_guard.store.trusted_path import directory_refuse_reason, refuse_reason
from tests.machines.store import World

as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can make files of another user"
)
STRANGER = 54321


def foreign(world: World) -> str:
    world.put("a", b"")
    os.chown(world.home / "a", STRANGER, -1)
    return f"{world.home}/a belongs to another user (uid 54321)"


def foreign_link(world: World) -> str:
    world.put("real", b"")
    (world.home / "a").symlink_to("real")
    os.lchown(world.home / "a", STRANGER, -1)
    return f"the link {world.home}/a belongs to another user (uid 54321)"


def foreign_target(world: World) -> str:
    os.chown(world.put("real", b""), STRANGER, -1)
    (world.home / "a").symlink_to("real")
    return f"{world.home}/real belongs to another user (uid 54321)"


def foreign_link_in_between(world: World) -> str:
    world.put("dir/file", b"")
    (world.home / "second").symlink_to("dir")
    (world.home / "a").symlink_to("second/file")
    os.lchown(world.home / "second", STRANGER, -1)
    return f"the link {world.home}/second belongs to another user (uid 54321)"


def foreign_directory(world: World) -> str:
    world.put("dir/file", b"")
    os.chown(world.home / "dir", STRANGER, -1)
    (world.home / "a").symlink_to("dir/file")
    return f"the directory {world.home}/dir belongs to another user (uid 54321)"


def hard_link(world: World) -> str:
    os.link(world.put("other", b""), world.home / "a")
    return f"{world.home}/a has 2 hard links, and a new file would leave the others behind"


def fifo(world: World) -> str:
    os.mkfifo(world.home / "a")
    return f"{world.home}/a is not a regular file"


def directory(world: World) -> str:
    (world.home / "a").mkdir()
    return f"{world.home}/a is not a regular file"


def device(world: World) -> str:
    (world.home / "a").symlink_to("/dev/null")
    return "/dev/null is not a regular file"


def dangling_link(world: World) -> str:
    (world.home / "a").symlink_to("nowhere")
    return f"{world.home}/a goes through a link that leads to nothing ({world.home}/nowhere)"


def dangling_further_on(world: World) -> str:
    (world.home / "a").symlink_to("second")
    (world.home / "second").symlink_to("no/where")
    return f"{world.home}/a goes through a link that leads to nothing ({world.home}/no)"


def loop(world: World) -> str:
    (world.home / "a").symlink_to("b")
    (world.home / "b").symlink_to("a")
    return f"{world.home}/a goes through more than 40 links"


def read_only(world: World) -> str:
    world.put("a", b"", 0o444)
    return f"{world.home}/a is read-only"


def read_only_directory(world: World) -> str:
    (world.home / "a").symlink_to("store/file")
    world.put("store/file", b"").parent.chmod(0o555)
    return f"the directory {world.home}/store is read-only"


def open_to_everyone(world: World) -> str:
    (world.home / "a").symlink_to("dir/sub/file")
    world.put("dir/sub/file", b"")
    (world.home / "dir").chmod(0o777)
    return f"the directory {world.home}/dir can be written by everyone"


def open_to_a_group(world: World) -> str:
    (world.home / "a").symlink_to("dir/file")
    world.put("dir/file", b"")
    os.chown(world.home / "dir", -1, STRANGER)
    (world.home / "dir").chmod(0o775)
    return f"the directory {world.home}/dir can be written by its group (gid 54321)"


PLANTED = [
    hard_link,
    fifo,
    directory,
    device,
    dangling_link,
    dangling_further_on,
    loop,
    read_only,
    read_only_directory,
    open_to_everyone,
    *(
        pytest.param(plant, marks=as_root)
        for plant in (
            foreign,
            foreign_link,
            foreign_target,
            foreign_link_in_between,
            foreign_directory,
            open_to_a_group,
        )
    ),
]


@pytest.mark.parametrize("plant", PLANTED)
def test_what_must_not_be_written_is_refused_and_named(world: World, plant: Callable[[World], str]) -> None:
    reason = plant(world)
    assert refuse_reason(world.host, str(world.home / "a")) == reason
    world.put("first", b"1")
    tree = world.tree()
    with pytest.raises(GuardError) as refused:
        world.store.apply(Plan((world.change("first", b"1", b"2"), world.change("a", b"", b"ours"))))
    assert refused.value.what == f"{world.home}/a is not written: {reason}"
    assert refused.value.exit_code == exits.REFUSED
    assert world.tree() == tree
    assert world.store.history() == []


def sticky(world: World) -> None:
    (world.home / "a").symlink_to("dir/file")
    world.put("dir/file", b"")
    (world.home / "dir").chmod(0o1777)


def chain(world: World) -> None:
    world.put("dotfiles/colima/file", b"")
    (world.home / "one").symlink_to(world.home / "dotfiles")
    (world.home / "two").symlink_to("one/../one/./colima")
    (world.home / "a").symlink_to("two/file")


def plain(world: World) -> None:
    world.put("a", b"", 0o200)


@pytest.mark.parametrize("plant", [sticky, chain, plain])
def test_what_may_be_written_is(world: World, plant: Callable[[World], None]) -> None:
    plant(world)
    assert refuse_reason(world.host, str(world.home / "a")) is None


@as_root
@pytest.mark.parametrize(
    ("members", "name", "alone"),
    [((), "me", True), (("me",), "me", True), (("me", "you"), "me", False), ((), "staff", False), (None, "", False)],
)
def test_a_group_of_our_own_may_write(
    world: World, monkeypatch: pytest.MonkeyPatch, members: tuple[str, ...] | None, name: str, alone: bool
) -> None:
    import grp
    import pwd

    def group(gid: int) -> SimpleNamespace:
        if members is None:
            raise KeyError(gid)
        return SimpleNamespace(gr_name=name, gr_mem=list(members))

    open_to_a_group(world)
    monkeypatch.setattr(grp, "getgrgid", group)
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: SimpleNamespace(pw_name="me"))
    assert (refuse_reason(world.host, str(world.home / "a")) is None) is alone


def test_a_file_to_be_created_is_judged_by_what_is_there(world: World) -> None:
    (world.home / "dotfiles").mkdir()
    (world.home / "link").symlink_to("dotfiles")
    assert refuse_reason(world.host, f"{world.home}/link/new/a") is None
    assert directory_refuse_reason(world.host, f"{world.home}/link/new") is None
    (world.home / "dotfiles").chmod(0o555)
    reason = f"the directory {world.home}/dotfiles is read-only"
    assert refuse_reason(world.host, f"{world.home}/link/new/a") == reason
    assert directory_refuse_reason(world.host, f"{world.home}/link/new") == reason
    assert directory_refuse_reason(world.host, f"{world.home}/link") is None


def test_creating_through_a_link_keeps_the_link(world: World) -> None:
    (world.home / "dotfiles").mkdir()
    (world.home / ".colima").symlink_to("dotfiles")
    plan = Plan(
        (world.change(".colima/default/colima.yaml", None, b"new"),),
        (DirectoryChange(f"{world.home}/.colima/share", 0o555, ""),),
    )
    change = world.store.apply(plan)
    assert world.tree() == {
        ".colima": "dotfiles",
        "dotfiles": "directory 755",
        "dotfiles/share": "directory 555",
        "dotfiles/default": "directory 755",
        "dotfiles/default/colima.yaml": (b"new", 0o644),
    }
    assert change.files[0].real_path == f"{world.home}/dotfiles/default/colima.yaml"


def test_a_link_that_leads_elsewhere_than_when_planned_is_refused(world: World) -> None:
    world.put("one", b"same")
    world.put("two", b"same")
    (world.home / "a").symlink_to("one")
    plan = Plan((world.change("a", b"same", b"ours"),))
    (world.home / "a").unlink()
    (world.home / "a").symlink_to("two")
    with pytest.raises(GuardError, match="leads to another file than when") as refused:
        world.store.apply(plan)
    assert refused.value.why == f"it was {world.home}/one and is {world.home}/two"
    assert world.tree() == {"a": "two", "one": (b"same", 0o644), "two": (b"same", 0o644)}


def swap_file_for_link(world: World) -> None:
    (world.home / "dir/a").rename(world.home / "dir/b")
    (world.home / "dir/a").symlink_to(world.home / "victim")


def swap_directory_for_link(world: World) -> None:
    (world.home / "dir").rename(world.home / "moved")
    (world.home / "dir").symlink_to("elsewhere")


def swap_directory(world: World) -> None:
    (world.home / "dir").rename(world.home / "moved")
    (world.home / "elsewhere").rename(world.home / "dir")


def swap_file_for_fifo(world: World) -> None:
    (world.home / "dir/a").unlink()
    os.mkfifo(world.home / "dir/a")


def another_mode(world: World) -> None:
    (world.home / "dir/a").chmod(0o600)


SWAPS = [swap_file_for_link, swap_directory_for_link, swap_file_for_fifo, another_mode]


@pytest.mark.parametrize(
    ("swap", "removed"),
    # a directory that is exchanged before it is opened for a removal holds the planned bytes at the planned path
    [(swap_directory, False), *((swap, removed) for swap in SWAPS for removed in (False, True))],
)
def test_a_swap_at_the_last_moment_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch, swap: Callable[[World], None], removed: bool
) -> None:
    """The swap comes after the first look at the file and before the second, while we sync what we have written."""
    world.put("victim", b"same")
    world.put("elsewhere/a", b"same")
    world.put("dir/a", b"same")
    plan = Plan((world.change("dir/a", b"same", None if removed else b"ours"),))
    real = os.fsync
    done: list[bool] = []

    def late(fd: int) -> None:
        real(fd)
        begun = list(world.state_dir.glob("changes/2*") if removed else world.home.rglob(".colima-guard-*.tmp"))
        if begun and not done:
            done.append(True)
            swap(world)

    monkeypatch.setattr(os, "fsync", late)
    with pytest.raises(GuardError):
        world.store.apply(plan)
    assert done
    tree = {name: found for name, found in world.tree().items() if isinstance(found, tuple)}
    assert all(data in (b"same", b"") for data, _ in tree.values())
    assert (world.home / "victim").read_bytes() == b"same"
    world.store.recover()
    assert not list(world.home.rglob(".colima-guard-*.tmp"))


@pytest.mark.parametrize("what", ["link", "file", "fifo", "directory"])
def test_something_at_the_temporary_name_is_not_written_through(
    world: World, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr("colima_guard.store.carry_out.atomic.temporary", lambda *_: "guessed")
    monkeypatch.setattr("colima_guard.store.recovery.temporary", lambda *_: "guessed")
    world.put("victim", b"untouched")
    world.put("a", b"old")
    guessed = world.home / "guessed"
    make: dict[str, Callable[[], Any]] = {
        "link": lambda: guessed.symlink_to("victim"),
        "file": lambda: world.put("guessed", b"theirs"),
        "fifo": lambda: os.mkfifo(guessed),
        "directory": guessed.mkdir,
    }
    make[what]()
    with pytest.raises(GuardError, match="File exists"):
        world.store.apply(Plan((world.change("a", b"old", b"new"),)))
    assert (world.home / "a").read_bytes() == b"old"
    assert (world.home / "victim").read_bytes() == b"untouched"
    # a regular file of ours under that name is a temporary file of ours; anything else is not
    assert os.path.lexists(guessed) is (what != "file")


def link_as_state(world: World) -> str:
    (world.home / "elsewhere").mkdir()
    world.state_dir.parent.mkdir(parents=True)
    world.state_dir.symlink_to(world.home / "elsewhere")
    return "it is a symbolic link"


def open_state(world: World) -> str:
    world.state_dir.mkdir(parents=True)
    world.state_dir.chmod(0o777)
    return f"the directory {world.state_dir} can be written by everyone"


def group_state(world: World) -> str:
    world.state_dir.mkdir(parents=True)
    world.state_dir.chmod(0o770)
    return ""  # in one word or another: in many systems the group is the user's own


def file_as_state(world: World) -> str:
    world.put(".local/state/colima-guard", b"")
    return f"{world.state_dir} is in the way and is not a directory"


def link_as_changes(world: World) -> str:
    world.state_dir.mkdir(parents=True, mode=0o700)
    (world.home / "elsewhere").mkdir()
    (world.state_dir / "changes").symlink_to(world.home / "elsewhere")
    return "it is a symbolic link"


def link_as_lock(world: World) -> str:
    world.state_dir.mkdir(parents=True, mode=0o700)
    (world.state_dir / "lock").symlink_to(world.put("victim", b""))
    return "it is not a regular file with one name"


def open_lock(world: World) -> str:
    world.put(".local/state/colima-guard/lock", b"", 0o666)
    return "others can write it"


def foreign_state(world: World) -> str:
    world.state_dir.mkdir(parents=True, mode=0o700)
    os.chown(world.state_dir, STRANGER, -1)
    return f"the directory {world.state_dir} belongs to another user (uid 54321)"


def foreign_lock(world: World) -> str:
    os.chown(world.put(".local/state/colima-guard/lock", b"", 0o600), STRANGER, -1)
    return "it belongs to another user (uid 54321)"


@pytest.mark.parametrize(
    "plant",
    [
        link_as_state,
        open_state,
        group_state,
        file_as_state,
        link_as_changes,
        link_as_lock,
        open_lock,
        pytest.param(foreign_state, marks=as_root),
        pytest.param(foreign_lock, marks=as_root),
    ],
)
def test_a_state_directory_that_others_have_a_hand_in_is_refused(world: World, plant: Callable[[World], str]) -> None:
    reason = plant(world)
    world.put("a", b"old")
    with pytest.raises(GuardError) as refused:
        world.store.apply(Plan((world.change("a", b"old", b"new"),)))
    assert f" cannot hold our journal: {reason}" in refused.value.what
    assert (world.home / "a").read_bytes() == b"old"
    if plant is file_as_state:  # what the journal held is not known, which is not that it held nothing
        with pytest.raises(GuardError, match="the journal cannot be read"):
            world.store.history()
    else:
        assert world.store.history() == []
    if (world.home / "elsewhere").exists():
        assert not list((world.home / "elsewhere").iterdir())
