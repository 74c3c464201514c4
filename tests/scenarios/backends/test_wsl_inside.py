"""WSL from inside a distribution: its own two files, and the widest that Windows can serve."""

from __future__ import annotations

import time

import pytest

from colima_guard.backends.wsl import layout
from tests.conftest import Machine

ONLY = ("--backend", "wsl")
UBUNTU = "wsl/Ubuntu"
_MOUNTS = """\
21 1 8:1 / / rw - ext4 /dev/sdc rw
40 21 0:40 / {root}c rw,noatime - 9p C:\\134 rw,aname=drvfs;path=C:\\134;uid=1000
41 21 0:41 / {root}d rw,noatime - 9p D:\\134 rw,aname=drvfs;path=D:\\134;uid=1000
"""


@pytest.fixture
def inside(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine.linux()
    etc = machine.home / "etc"
    etc.mkdir()
    (machine.home / "mnt/c/Users/me/projects").mkdir(parents=True)
    monkeypatch.setattr(layout, "CONF", str(etc / "wsl.conf"))
    monkeypatch.setattr(layout, "FSTAB", str(etc / "fstab"))
    machine.environ["WSL_DISTRO_NAME"] = "Ubuntu"
    machine.mounts = _MOUNTS.format(root=f"{machine.home}/mnt/")
    machine.starts[1] = time.time() + 30
    return machine


def conf(machine: Machine, text: str) -> None:
    machine.write("etc/wsl.conf", f"[automount]\nroot={machine.home}/mnt\n{text}")


def test_every_mounted_drive(inside: Machine) -> None:
    conf(inside, "")
    found = inside.instance(UBUNTU)
    assert (found["verdict"], found["running"]) == ("OPEN", True)
    shares = {(one["location"], one["mount_point"]) for one in found["shares"]}
    assert shares == {("C:\\", f"{inside.home}/mnt/c"), ("D:\\", f"{inside.home}/mnt/d")}
    assert "CG542" in {one["id"] for one in found["findings"]}


def test_lock_and_rollback(inside: Machine) -> None:
    conf(inside, "options=metadata # mine\n")
    before = inside.read("etc/wsl.conf")
    inside.starts[1] = time.time() - 60
    allowed = f"{inside.home}/mnt/c/Users/me/projects"
    done = inside.run("lock", "--yes", *ONLY, allowed)
    assert done.code == 1, done.err
    options = "rw,noatime,uid={uid},gid={uid},umask=022,metadata"
    (line,) = inside.read("etc/fstab").splitlines()
    source, point, kind, given, *_ = line.split()
    assert (source, point, kind) == ("C:/Users/me/projects", allowed, "drvfs")
    assert given.startswith(options.partition("{")[0])
    assert "enabled=false" in inside.read("etc/wsl.conf") and "options=metadata # mine\n" in inside.read("etc/wsl.conf")
    found = inside.instance(UBUNTU)
    assert found["next_start_verdict"] == "SOFT"
    listed = [one for one in found["shares"] if one["mount_point"] == allowed]
    assert [(one["location"], one["allowed"]) for one in listed] == [("C:\\Users\\me\\projects", True)]
    assert "wsl.exe --shutdown" in done.out
    assert "colima-guard lock --nothing, on Windows" in inside.run("check", *ONLY).out
    assert inside.run("rollback", "--yes").code == 0
    assert inside.read("etc/wsl.conf") == before and not (inside.home / "etc/fstab").exists()


def test_a_directory_of_the_distribution_itself_needs_no_share(inside: Machine) -> None:
    conf(inside, "")
    inside.mkdir("projects")
    done = inside.run("lock", "--yes", *ONLY, "~/projects")
    assert "lies in the distribution itself, and needs no share" in done.out
    assert not (inside.home / "etc/fstab").exists()


def test_older_than_its_files(inside: Machine) -> None:
    conf(inside, "enabled=false\n[interop]\nenabled=false\n")
    assert inside.verdicts()[UBUNTU] == "SOFT"
    inside.starts[1] = time.time() - 60
    assert inside.verdicts()[UBUNTU] == "UNKNOWN"


def test_elsewhere_it_costs_nothing(machine: Machine) -> None:
    machine.linux()
    assert machine.run("status", *ONLY).code == 3
    assert machine.last is not None and not any(kind == "run" for kind, _ in machine.last.questions)
