"""An allowed directory that is not there now, as on a disk that is unplugged, keeps its entry and stops nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from colima_guard.host.values import Platform
from tests.conftest import Machine, lines
from tests.machines.colima import QEMU, profile
from tests.machines.docker_desktop import INSTANCE, Desktop
from tests.machines.lima import DEFAULT, HOME, IMAGES, Lima

FILE = ".colima/default/colima.yaml"
TEMPLATE = ".colima/_templates/default.yaml"
POLICY = ".config/colima-guard/policy.yaml"
#: of a mounted disk that is not there on any machine that runs tests
DISKS: dict[Platform, str] = {"macos": "/Volumes/NoSuchDisk/data", "linux": "/mnt/no-such-disk/data"}
KEPT = "kept, and a VM that starts without it gets an empty directory in its place, or does not start"


@pytest.fixture(params=["macos", "linux"])
def colima(request: pytest.FixtureRequest, machine: Machine) -> Machine:
    machine.mkdir("projects", "disk/data")
    return machine if request.param == "macos" else machine.linux()


def on(machine: Machine, text: str = "mounts: []") -> str:
    return profile(text, **(QEMU if machine.platform == "linux" else {}))


def policy(*entries: str) -> str:
    return "version: 1\nallow:\n" + "".join(
        f"  - path: {path}\n    access: {access}\n" for path, access in (entry.split(":") for entry in entries)
    )


def locked(*entries: str) -> str:
    return "mounts:\n" + "\n".join(
        f"  - location: {path}\n    writable: {'true' if access == 'rw' else 'false'}"
        for path, access in (entry.split(":") for entry in entries)
    )


def test_an_unplugged_disk_stops_no_lock(colima: Machine) -> None:
    """Every file is locked all the same; the entry is there when the disk is back, and was never gone."""
    colima.write(FILE, on(colima))
    assert colima.run("lock", "~/disk/data:ro", "~/projects", "--yes").code == 0
    shutil.rmtree(colima.home / "disk")
    colima.write(".colima/work/colima.yaml", on(colima))
    before = colima.read(POLICY)
    for argv in (["lock"], ["lock", "~/disk/data:ro", "~/projects"], ["lock", "--policy", POLICY]):
        colima.write(".colima/work/colima.yaml", on(colima))
        done = colima.run(*argv, "--yes")
        assert done.code == 0, (done.out, done.err)
        assert lines(done.out, ["not there"]) == [f"not there now: ~/disk/data; {KEPT}"]
        assert "mkdir" not in done.out + done.err
        want = on(colima, locked("~/disk/data:ro", "~/projects:rw"))
        assert (colima.read(FILE), colima.read(".colima/work/colima.yaml")) == (want, want)
        assert colima.read(POLICY) == before
        assert set(colima.verdicts().values()) == {"LOCKED"}
        assert colima.run("check").code == 0
    again = colima.run("lock", "--yes")
    assert (again.code, "nothing to change\n" in again.out) == (0, True)
    assert not (colima.home / "disk").exists()


def test_the_others_are_allowed_and_revoked_meanwhile(colima: Machine) -> None:
    colima.mkdir("more")
    colima.write(FILE, on(colima))
    colima.run("lock", "~/disk/data", "~/projects", "--yes")
    shutil.rmtree(colima.home / "disk")
    assert colima.run("allow", "~/more:ro", "--yes").code == 0
    assert colima.run("revoke", "~/projects", "--yes").code == 0
    assert sorted(colima.sees()) == [("~/disk/data", "rw"), ("~/more", "ro")]
    # another access of it may be said, and it may be taken back
    assert colima.run("allow", "~/disk/data:ro", "--yes").code == 0
    assert sorted(colima.sees()) == [("~/disk/data", "ro"), ("~/more", "ro")]
    done = colima.run("revoke", "~/disk/data", "--yes")
    assert (done.code, lines(done.out, ["not there"])) == (0, [])
    assert colima.sees() == [("~/more", "ro")]


def test_a_policy_of_another_machine(colima: Machine) -> None:
    """As the script of `bootstrap` brings it: what is not there is named once and allowed."""
    disk = DISKS[colima.platform]
    colima.write("given.yaml", policy("~/nowhere:rw", f"{disk}:ro", "~/projects:rw"))
    colima.write(FILE, on(colima))
    done = colima.run("lock", "--policy", "given.yaml", "--yes")
    assert done.code == 0, (done.out, done.err)
    assert lines(done.out, ["not there"]) == [f"not there now: {path}; {KEPT}" for path in (disk, "~/nowhere")]
    assert "mkdir" not in done.out + done.err
    assert sorted(colima.sees()) == [(disk, "ro"), ("~/nowhere", "rw"), ("~/projects", "rw")]
    assert not (colima.home / "nowhere").exists()


def test_exceptions_are_named_too(colima: Machine) -> None:
    colima.write(FILE, on(colima))
    exception = "exceptions:\n  - instance: colima/default\n    allow:\n      - path: ~/gone\n"
    colima.write(POLICY, policy("~/projects:rw") + exception)
    done = colima.run("lock", "--yes", "--json")
    assert (done.code, done.json["missing"]) == (0, [f"{colima.home}/gone"])


@pytest.mark.parametrize("command", ["lock", "allow"])
def test_a_new_one_must_be_there(colima: Machine, command: str) -> None:
    """And below a place for disks it is not made by hand: macOS would mount the disk under another name."""
    colima.write(FILE, on(colima))
    assert colima.run("lock", "~/projects", "--yes").code == 0
    before = colima.tree()
    disk = DISKS[colima.platform]
    done = colima.run(command, disk, "--yes")
    assert done.code == 4
    assert done.err == (
        f"colima-guard: {disk} does not exist\n  why: the VM would create it, or not start at all\n"
        f"  do:  connect the disk that is mounted at {Path(disk).parent}, or name another directory\n"
    )
    (colima.home / "usb").symlink_to(disk)
    assert f"connect the disk that is mounted at {Path(disk).parent}, or" in colima.run(command, "~/usb", "--yes").err
    (colima.home / "usb").unlink()
    assert "do:  mkdir -p ~/new, or name another directory" in colima.run(command, "~/new", "--yes").err
    assert colima.tree() == before


@pytest.mark.parametrize(
    ("platform", "path", "advice"),
    [
        ("macos", "/Volumes/NoSuchDisk", "connect the disk that is mounted at /Volumes/NoSuchDisk"),
        ("macos", "/Volumes/NoSuchDisk/a/b", "connect the disk that is mounted at /Volumes/NoSuchDisk"),
        ("macos", "/mnt/no-such-disk", "mkdir -p /mnt/no-such-disk"),
        ("linux", "/Volumes/NoSuchDisk", "mkdir -p /Volumes/NoSuchDisk"),
        ("linux", "/media/no-one/disk/a", "connect the disk that is mounted at /media/no-one/disk"),
        ("linux", "/run/media/no-one/disk", None),
        ("linux", "/mnt/no-such-disk", "connect the disk that is mounted at /mnt/no-such-disk"),
    ],
)
def test_the_advice_is_that_of_the_platform(
    machine: Machine, platform: Platform, path: str, advice: str | None
) -> None:
    if platform == "linux":
        machine.linux()
    done = machine.run("lock", path, "--yes")
    assert done.code == 4
    if advice is None:
        assert "it is a system directory" in done.err
    else:
        assert f"do:  {advice}, or name another directory\n" in done.err


def test_a_file_in_its_place_is_said(colima: Machine) -> None:
    """It is no unplugged disk: the VM would not start with it."""
    colima.write(FILE, on(colima))
    colima.run("lock", "~/disk/data", "--yes")
    shutil.rmtree(colima.home / "disk/data")
    colima.write("disk/data", "")
    done = colima.run("lock", "--yes")
    assert done.code == 4
    assert done.err.startswith("colima-guard: ~/disk/data is not a directory\n")


def test_what_must_not_be_allowed_must_not_be_when_it_is_missing(colima: Machine) -> None:
    colima.write("given.yaml", policy("~/.ssh:ro"))
    done = colima.run("lock", "--policy", "given.yaml", "--yes")
    assert done.code == 4
    assert "~/.ssh must not be allowed" in done.err


@pytest.mark.parametrize("platform", ["macos", "linux"])
def test_lima(machine: Machine, platform: str) -> None:
    machine.mkdir("projects", "disk/data")
    lima = Lima(machine if platform == "macos" else machine.linux())
    lima.instance("a", HOME)
    lima.write(DEFAULT, "mounts:\n- location: ~/disk/data\n  mountPoint: /d\n")
    assert lima.lock("~/projects", "~/disk/data:ro", code=0)
    shutil.rmtree(machine.home / "disk")
    lima.instance("b", HOME)
    done = lima.lock(code=0)
    assert lines(done.out, ["not there"]) == [f"not there now: ~/disk/data; {KEPT}"]
    want = IMAGES + "mounts:\n- location: ~/disk/data\n  writable: false\n- location: ~/projects\n  writable: true\n"
    assert (lima.read("a/lima.yaml"), lima.read("b/lima.yaml")) == (want, want)
    assert lima.read(DEFAULT) == "mounts:\n- location: ~/disk/data\n  mountPoint: /d\n"
    assert lima.verdicts("lima/b", ["2.2.0"]) == {"2.2.0": "LOCKED"}
    assert "nothing to change\n" in lima.lock(code=0).out


@pytest.fixture(params=["macos", "linux"])
def desktop(request: pytest.FixtureRequest, machine: Machine) -> Iterator[Desktop]:
    machine.mkdir("projects", "disk/data")
    yield Desktop(machine, request.param)


def test_docker_desktop_is_not_kept_from_starting(desktop: Desktop) -> None:
    """It does not start with an entry that is not there: none is added, and one that is on the list is the user's."""
    machine = desktop.machine
    only = ("--backend", "docker-desktop", "--yes")
    machine.write(desktop.store, '{"FilesharingDirectories": ["/"], "zeta": 1}')
    machine.write("given.yaml", policy("~/disk/data:rw", "~/projects:rw"))
    shutil.rmtree(machine.home / "disk")
    done = machine.run("lock", "--policy", "given.yaml", *only)
    assert done.code == 0, (done.out, done.err)
    assert desktop.listed() == ["~/projects"]
    assert lines(done.out, ["not there", f"{INSTANCE}: ~"]) == [
        f"not there now: ~/disk/data; {KEPT}",
        f"{INSTANCE}: ~/disk/data is left out, for Docker Desktop does not start without it: lock again once it is "
        "there",
    ]
    assert "nothing to change\n" in machine.run("lock", *only).out
    machine.mkdir("disk/data")
    assert machine.run("lock", *only).code == 0
    assert desktop.listed() == ["~/projects", "~/disk/data"]
    before = machine.read(desktop.store)
    shutil.rmtree(machine.home / "disk")
    done = machine.run("lock", *only)
    assert lines(done.out, [f"{INSTANCE}: ~"]) == [
        f"{INSTANCE}: ~/disk/data stays on the list, and Docker Desktop does not start before it is there"
    ]
    assert machine.read(desktop.store) == before


def test_docker_desktop_with_nothing_that_is_there(desktop: Desktop) -> None:
    machine = desktop.machine
    machine.write(desktop.store, '{"FilesharingDirectories": ["/"]}')
    machine.write("given.yaml", policy("~/gone:rw"))
    done = machine.run("lock", "--policy", "given.yaml", "--backend", "docker-desktop", "--yes")
    assert done.code == 0, (done.out, done.err)
    assert desktop.listed() == ["~/.local/share/colima-guard/nothing-shared"]
    assert machine.instance(INSTANCE)["verdict"] == "LOCKED"
