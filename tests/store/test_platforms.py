"""The same promises where the system has less, or other things, than Linux. Pretended here, by taking things away."""

from __future__ import annotations

import ctypes
import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.values import Platform
from colima_guard.model.plan import DirectoryChange, Plan
from colima_guard.store import attributes, disk
from colima_guard.store.store import Store
from colima_guard.store.trusted_path import refuse_reason
from tests.machines.store import World

ROOT = Path(__file__).parents[2]


def there_and_back(world: World) -> None:
    world.put("a", b"old", 0o640)
    world.put("gone", b"gone")
    old = world.tree()
    plan = Plan(
        (
            world.change("a", b"old", b"new", 0o640),
            world.change("new/b", None, b"b"),
            world.change("gone", b"gone", None),
        ),
        (DirectoryChange(str(world.home / "nothing"), 0o555, ""),),
    )
    change = world.store.apply(plan)
    assert world.tree()["a"] == (b"new", 0o640)
    assert not (world.home / "gone").exists()
    world.store.apply(world.inverse(change))
    assert world.tree() == old
    assert [change.state for change in world.store.history()] == ["applied", "applied"]


@pytest.mark.parametrize("platform", ["macos", "windows", "linux"])
def test_on_a_pretended_platform(world: World, platform: Platform) -> None:
    world.host = Host({"HOME": str(world.home), "USERPROFILE": str(world.home)}, platform)
    world.store = Store(world.host, str(world.state_dir))
    there_and_back(world)


def test_without_what_windows_lacks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """No directory descriptors, owners, extended attributes, O_NOFOLLOW. What is left goes by whole paths."""
    monkeypatch.setattr(disk, "_BY_FD", False)
    for name in ("geteuid", "fchown", "listxattr"):
        monkeypatch.delattr(os, name)
    for name in ("READ", "CREATE", "APPEND"):
        monkeypatch.setattr(disk, name, getattr(disk, name) & ~disk.NOFOLLOW)
    there_and_back(world)
    os.link(world.home / "a", world.home / "b")
    assert refuse_reason(world.host, str(world.home / "a")) is not None


def test_without_permission_bits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fchmod")
    with (tmp_path / "a").open("w") as file:
        attributes.set_mode(file.fileno(), 0o123, "a")


def test_macos_copies_what_it_keeps_with_fcopyfile(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    class Library:
        def __init__(self, *args: Any, **kwargs: Any) -> None: ...

        def fcopyfile(self, old: int, new: int, state: None, flags: int) -> int:
            calls.append(flags)
            ctypes.set_errno(errno.EPERM)
            return -len(calls) + 1  # well the first time

    monkeypatch.delattr(os, "listxattr")
    monkeypatch.setattr(ctypes, "CDLL", Library)
    world.put("a", b"1")
    world.store.apply(Plan((world.change("a", b"1", b"2"),)))
    with pytest.raises(GuardError, match=r"extended attributes or ACL of .*a cannot be kept: Operation not permitted"):
        world.store.apply(Plan((world.change("a", b"2", b"3"),)))
    assert calls == [0b101, 0b101]  # COPYFILE_ACL | COPYFILE_XATTR
    assert (world.home / "a").read_bytes() == b"2"


def test_windows_copies_the_access_list_by_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, Any]] = []

    class Get:
        argtypes: Any = None

        def __call__(self, path: str, what: int, buffer: Any, size: Any, needed: Any) -> int:
            needed._obj.value = 4
            if buffer is not None:
                buffer.raw = b"dacl"
            calls.append((path, what))
            return int(buffer is not None)

    class Set:
        argtypes: Any = None
        answer = 1

        def __call__(self, path: str, what: int, buffer: Any) -> int:
            calls.append((path, buffer.raw))
            return self.answer

    class Library:
        GetFileSecurityW, SetFileSecurityW = Get(), Set()

    monkeypatch.setattr(ctypes, "WinDLL", lambda name, use_last_error: Library, raising=False)
    monkeypatch.setattr(ctypes, "get_last_error", lambda: 5, raising=False)
    monkeypatch.setattr(ctypes, "WinError", lambda number: PermissionError(13, "Access is denied"), raising=False)
    for name in ("listxattr", "fchown"):
        monkeypatch.delattr(os, name)
    (tmp_path / "old").write_bytes(b"")
    with (tmp_path / "old").open() as old:
        monkeypatch.setattr(os, "name", "nt")
        attributes.keep(old.fileno(), "old", old.fileno(), "new")
        Set.answer = 0
        with pytest.raises(GuardError, match="the access control list of old cannot be kept: Access is denied"):
            attributes.keep(old.fileno(), "old", old.fileno(), "new")
        monkeypatch.undo()
    assert calls == [("old", 4), ("old", 4), ("new", b"dacl")] * 2


def test_macos_syncs_to_the_medium_where_it_can(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    real, asked, works = fcntl.fcntl, [], True

    def pretend(fd: int, command: int, *rest: Any) -> Any:
        if command != 51:
            return real(fd, command, *rest)
        asked.append(fd)
        if not works:
            raise OSError(errno.ENOTSUP, "no")
        return 0

    synced: list[int] = []
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", pretend)
    monkeypatch.setattr(os, "fsync", synced.append)
    world.put("a", b"1")
    world.store.apply(Plan((world.change("a", b"1", b"2"),)))
    assert asked
    assert not synced
    works = False
    world.store.apply(Plan((world.change("a", b"2", b"3"),)))
    assert synced


def test_a_file_system_that_cannot_sync_directories_is_enough(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def files_only(fd: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{fd}"):
            raise OSError(errno.EINVAL, "no")
        real(fd)

    monkeypatch.setattr(os, "fsync", files_only)
    there_and_back(world)


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_imports_where_half_of_it_is_missing() -> None:
    run(
        "import os, sys\n"
        "for name in ('fcntl', 'grp', 'pwd'): sys.modules[name] = None\n"
        "for name in ('geteuid', 'fchmod', 'fchown', 'O_NOFOLLOW', 'O_DIRECTORY', 'O_NONBLOCK', 'listxattr'):\n"
        "    delattr(os, name)\n"
        "os.supports_dir_fd.clear()\n"
        "import colima_guard.store.store, colima_guard.store.note\n"
    )


def test_reading_commands_do_not_pay_for_writing() -> None:
    dear = ("filelock", "json", "ctypes", "tempfile", "shutil")
    said = run(
        "import sys, colima_guard.store.trusted_path, colima_guard.store.store\n"
        f"print([name for name in {dear} if name in sys.modules])"
    )
    assert said == "[]\n"
