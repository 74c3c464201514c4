"""Where else lies what a directory shows: by which mount, under which name in it, and whether that came later."""

from __future__ import annotations

import pytest

from colima_guard.judge.appearances import appearances
from tests.conftest import Machine
from tests.machines.mountinfo import Mounts

Found = tuple[str, str, bool]


@pytest.fixture
def mounts(machine: Machine) -> Mounts:
    return Mounts(machine.linux())


def found(mounts: Mounts, directory: str = "~/p") -> set[Found]:
    """What appears elsewhere: at which path, which name in the directory, and whether that was mounted later."""
    host, here = mounts.machine.host(), mounts.path(directory)
    seen = appearances(host, host.mounts([here]), here)
    assert all(one.mount.point in (one.point, "/") or one.point.startswith(one.mount.point) for one in seen)
    return {(one.point.replace(mounts.home, "~"), one.inside.replace(mounts.home, "~"), one.later) for one in seen}


def test_nothing_is_mounted_elsewhere(mounts: Mounts) -> None:
    assert found(mounts) == set()


@pytest.mark.parametrize(
    ("source", "point", "seen"),
    [
        ("~/p", "~/q", {("~/q", "~/p", True)}),
        ("~/p/a", "~/q", {("~/q", "~/p/a", True)}),
        # the directory lies in what is shown there
        ("~", "/me", {("/me/p", "~/p", True)}),
        # beside it, and within itself
        ("~/pp", "~/q", set()),
        ("~/p/a", "~/p/b", set()),
        ("~/p", "~/p", set()),
    ],
)
def test_a_bind(mounts: Mounts, source: str, point: str, seen: set[Found]) -> None:
    assert found(mounts.bind(source, point)) == seen


def test_what_is_mounted_in_it_is_looked_for_too(mounts: Mounts) -> None:
    mounts.add("~/q", "/", device="8:17", source="/dev/sdb1").add("~/p/disk", "/", device="8:17", source="/dev/sdb1")
    # q was there first
    assert found(mounts) == {("~/q", "~/p/disk", False)}
    mounts.add("~/r", "/deep", device="8:17", source="/dev/sdb1")
    assert found(mounts) == {("~/q", "~/p/disk", False), ("~/r", "~/p/disk/deep", True)}


@pytest.mark.parametrize("source", ["~/p", "~/p/a"])
def test_one_that_names_its_source_by_path_came_later(mounts: Mounts, source: str) -> None:
    """Such as bindfs: there was a directory of that name before."""
    mounts.add("~/q", "/", kind="fuse.bindfs", source=mounts.path(source), device="0:40")
    assert found(mounts) == {("~/q", source, True)}


@pytest.mark.parametrize(("source", "point"), [("~/pp", "~/q"), ("~", "~/q"), ("~/p/a", "~/p/b")])
def test_one_that_names_another_source_by_path(mounts: Mounts, source: str, point: str) -> None:
    mounts.add(point, "/", kind="fuse.bindfs", source=mounts.path(source), device="0:40")
    assert found(mounts) == set()


def test_what_is_hidden_does_not_appear(mounts: Mounts) -> None:
    mounts.bind("~/p", "~/q").add("~/r", "/", kind="fuse.bindfs", source=mounts.path("~/p"), device="0:40")
    for point in ("~/q", "~/r"):
        mounts.add(point, "/", kind="tmpfs", source="tmpfs", device="0:41")
    assert found(mounts) == set()


def test_a_file_system_of_a_path_is_not_asked_for_its_names(mounts: Mounts) -> None:
    """Two mounts of one bindfs have one device: what lies there is the source's, which is looked for by path."""
    for point in ("~/p", "~/q"):
        mounts.add(point, "/", kind="fuse.bindfs", source="/srv", device="0:40")
    assert found(mounts) == set()


def test_a_directory_is_looked_for_once_while_the_machine_is_steady(mounts: Mounts) -> None:
    host = mounts.bind("~/p", "~/q").machine.host()
    with host.steady():
        table = host.mounts([])
        first = appearances(host, table, mounts.path("~/p"))
        assert appearances(host, table, mounts.path("~/p")) is first
        assert appearances(host, table, mounts.path("~/r")) == ()
