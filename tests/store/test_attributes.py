"""What a file is besides its bytes goes over to the new one, or the change stops."""

from __future__ import annotations

import errno
import os
import struct
from pathlib import Path
from typing import Any

import pytest

from colima_guard.errors import GuardError
from colima_guard.model.plan import Plan
from tests.machines.store import World

ACL = "system.posix_acl_access"
DEFAULT_ACL = "system.posix_acl_default"
#: <linux/posix_acl_xattr.h>: version 2, then tag, permissions and id of each entry. user::rw- user:1234:r-- group::---
#: mask::r-- other::---
READABLE_BY_1234 = struct.pack(
    "<I" + "HHI" * 5,
    *(2, 0x01, 6, 0xFFFFFFFF, 0x02, 4, 1234, 0x04, 0, 0xFFFFFFFF, 0x10, 4, 0xFFFFFFFF, 0x20, 0, 0xFFFFFFFF),
)


def set_or_skip(path: Path, name: str, value: bytes) -> None:
    if not hasattr(os, "setxattr"):
        pytest.skip("this system has no extended attributes that Python could set")
    try:
        os.setxattr(path, name, value)
    except OSError as error:
        pytest.skip(f"this file system does not take {name}: {error.strerror}")


def edit(world: World, mode: int = 0o640) -> None:
    world.store.apply(Plan((world.change("a", b"old", b"new", mode),)))
    assert (world.home / "a").read_bytes() == b"new"


def test_extended_attributes_are_kept(world: World) -> None:
    path = world.put("a", b"old", 0o640)
    set_or_skip(path, "user.origin", b"dotfiles")
    edit(world)
    assert os.getxattr(path, "user.origin") == b"dotfiles"


def test_an_access_control_list_is_kept(world: World) -> None:
    path = world.put("a", b"old")
    set_or_skip(path, ACL, READABLE_BY_1234)
    mode = path.stat().st_mode & 0o7777
    edit(world, mode)
    assert os.getxattr(path, ACL) == READABLE_BY_1234
    assert path.stat().st_mode & 0o7777 == mode


def test_a_default_list_of_the_directory_does_not_open_the_file(world: World) -> None:
    path = world.put("dir/a", b"old", 0o640)
    set_or_skip(path.parent, DEFAULT_ACL, READABLE_BY_1234)
    world.store.apply(Plan((world.change("dir/a", b"old", b"new", 0o640),)))
    assert ACL not in os.listxattr(path)
    assert path.stat().st_mode & 0o7777 == 0o640


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_the_group_is_kept(world: World) -> None:
    path = world.put("a", b"old", 0o640)
    os.chown(path, -1, 4321)
    edit(world)
    assert (path.stat().st_uid, path.stat().st_gid) == (0, 4321)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("setxattr", "the extended attributes or ACL of a cannot be kept: Operation not permitted"),
        ("fchown", "the owner of a cannot be kept: Operation not permitted"),
        ("fchmod", "the permission bits of a cannot be kept: Operation not permitted"),
    ],
)
def test_what_cannot_be_kept_stops_the_change(
    world: World, monkeypatch: pytest.MonkeyPatch, call: str, message: str
) -> None:
    path = world.put("a", b"old", 0o640)
    set_or_skip(path, "user.origin", b"dotfiles")
    stat = os.fstat

    def refuse(*args: Any) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    def another_owner(fd: int) -> os.stat_result:
        found = stat(fd)
        # the old and the new file, which are three bytes long, and nothing else
        return os.stat_result((*found[:4], found.st_ino, *found[5:10])) if found.st_size == 3 else found

    monkeypatch.setattr(os, call, refuse)
    if call == "fchown":
        monkeypatch.setattr(os, "fstat", another_owner)
    with pytest.raises(GuardError) as refused:
        edit(world)
    monkeypatch.undo()
    assert refused.value.what.replace(str(path), "a") == message
    assert world.tree() == {"a": (b"old", 0o640)}
    assert world.store.history() == []


def test_a_file_system_with_bits_of_its_own_stops_the_change(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.put("a", b"old", 0o640)
    monkeypatch.setattr(os, "fchmod", lambda fd, mode: None)
    with pytest.raises(GuardError, match=r"permission bits of .*a cannot be kept"):
        edit(world)
    assert world.tree() == {"a": (b"old", 0o640)}
