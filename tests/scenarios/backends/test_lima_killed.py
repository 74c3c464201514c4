"""A lock across a shared file and the instances that it reaches, killed in the middle: recovered, and taken back."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.conftest import Machine
from tests.machines.command import environment
from tests.machines.lima import DEFAULT, HOME, IMAGES, OVERRIDE, SHADOW, Lima

LOCKED = IMAGES + "mounts:\n- location: ~/projects\n  writable: true\n"
BEFORE = {
    DEFAULT: "cpus: 2 # two\nmounts:\n- location: '~'\n  mountPoint: /work\n",
    OVERRIDE: "# all of them\nmounts:\n- location: ~/data\n  writable: true\n",
    "a/lima.yaml": HOME,
    "b/lima.yaml": HOME,
}
AFTER = {
    DEFAULT: "cpus: 2 # two\n",
    OVERRIDE: "# all of them\n",
    "a/lima.yaml": LOCKED,
    "b/lima.yaml": LOCKED,
}
#: the real command line, that kills itself at a renaming below the Lima home: before the one with this number is done
#: (journal and policy come first and are not counted), or right behind it
DRIVER = """\
import os, signal, sys
at, behind = int(sys.argv[1]), sys.argv[2] == "behind"
replace, count = os.replace, 0
def counted(old, new, **more):
    global count
    ours = "/.lima/" in os.readlink(f"/proc/self/fd/{more['dst_dir_fd']}") + "/" if "dst_dir_fd" in more else False
    count += ours
    if ours and count == at and not behind:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(old, new, **more)
    if ours and count == at and behind:
        os.kill(os.getpid(), signal.SIGKILL)
os.replace = counted
from colima_guard.cli.main import main
sys.exit(main(sys.argv[3:]))
"""
LOCK = ("lock", "~/projects", "--yes", "--backend", "lima")


@pytest.fixture
def lima(machine: Machine) -> Lima:
    if not sys.platform.startswith("linux"):
        pytest.skip("asks /proc where a directory is")
    lima = Lima(machine.linux())
    machine.mkdir("projects", "data")
    for name in ("a", "b"):
        lima.instance(name, "")
    for path, text in BEFORE.items():
        lima.write(path, text, 0o640)
    return lima


def killed(lima: Lima, at: int, how: str) -> None:
    argv = [sys.executable, "-c", DRIVER, str(at), how, *LOCK]
    home = lima.machine.home
    done = subprocess.run(argv, env=environment(home), cwd=home, capture_output=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.parametrize("how", ["before", "behind"])
@pytest.mark.parametrize("at", [1, 2, 3, 4, 5])
def test_killed_recovered_taken_back(lima: Lima, at: int, how: str) -> None:
    """The files are written shared ones first, then the instances, the shadow last. Each is the old or the new one."""
    machine = lima.machine
    files = machine.files()
    killed(lima, at, how)
    written = at if how == "behind" else at - 1
    expected = {path: AFTER[path] if number < written else BEFORE[path] for number, path in enumerate(BEFORE)}
    assert {path: lima.read(path) for path in BEFORE} == expected
    assert lima.exists(SHADOW) is (written == 5)
    # what is half done is said, and judged as it lies
    document = machine.run("status", "--json", "--backend", "lima", "--release", "lima=2.2.0").json
    assert document["interrupted"] is not None
    verdicts = {one["name"]: one["verdict"] for one in document["instances"]}
    assert (verdicts["lima/b"] == "LOCKED") is (written >= 4)
    (change,) = machine.run("history", "--json").json["changes"]
    assert change["state"] == "interrupted"
    # the next run goes on
    assert machine.run(*LOCK).code == 0
    assert {path: lima.read(path) for path in BEFORE} == AFTER
    if written < 5:  # else there was nothing left to write, and the change stays the newest
        assert machine.run("status", "--json", "--backend", "lima").json["interrupted"] is None
    assert machine.run("check", "--backend", "lima").code == 0
    left = [path for path in machine.home.rglob("*") if path.name.endswith(".tmp") or ".colima-guard" in path.name]
    assert left == []
    # and both are taken back, the newest first
    for _ in machine.run("history", "--json").json["changes"]:
        newest = next((one for one in machine.run("history", "--json").json["changes"] if _open(one)), None)
        if newest is not None:
            assert machine.run("rollback", newest["id"], "--yes").code == 0
    assert machine.files() == files


def _open(change: dict[str, object]) -> bool:
    return change["state"] in ("applied", "interrupted") and change["reverts"] is None


@pytest.mark.parametrize("at", [1, 3, 5])
def test_killed_and_taken_back_at_once(lima: Lima, at: int) -> None:
    machine = lima.machine
    files = machine.files()
    killed(lima, at, "behind")
    (change,) = machine.run("history", "--json").json["changes"]
    done = machine.run("rollback", change["id"], "--yes")
    assert done.code == 0, done.err
    assert machine.files() == files


def test_a_rollback_that_is_killed(lima: Lima) -> None:
    """It is a change as well: the next one goes on with it."""
    machine = lima.machine
    files = machine.files()
    assert machine.run(*LOCK).code == 0
    argv = [sys.executable, "-c", DRIVER, "2", "behind", "rollback", "--yes"]
    done = subprocess.run(
        argv, env=environment(machine.home), cwd=machine.home, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    changes = machine.run("history", "--json").json["changes"]
    assert machine.run("rollback", changes[-1]["id"], "--yes").code == 0
    assert machine.files() == files


def test_somebody_elses_edit_in_between_is_kept(lima: Lima) -> None:
    machine = lima.machine
    killed(lima, 3, "behind")
    edited = lima.read("a/lima.yaml") + "cpus: 8\n"
    lima.write("a/lima.yaml", edited)
    (change,) = machine.run("history", "--json").json["changes"]
    assert machine.run("rollback", change["id"], "--yes").code == 0
    assert lima.read("a/lima.yaml") == HOME + "cpus: 8\n"
    assert lima.read(DEFAULT) == BEFORE[DEFAULT]
