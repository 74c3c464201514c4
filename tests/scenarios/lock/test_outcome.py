"""The last line of a lock says in one sentence what is locked, what is not and why, and what cannot start."""

from __future__ import annotations

import pytest

from tests.conftest import Machine, Run
from tests.machines.colima import QEMU, SSHFS, profile
from tests.machines.docker_desktop import SPARSE, Desktop
from tests.machines.lima import HOME, IMAGES, Lima

FILE = ".colima/default/colima.yaml"
WORK = ".colima/work/colima.yaml"


@pytest.fixture(params=["macos", "linux"])
def colima(request: pytest.FixtureRequest, machine: Machine) -> Machine:
    machine.mkdir("projects")
    machine.command("colima", "echo colima version 0.10.3")
    return machine if request.param == "macos" else machine.linux()


def on(machine: Machine, text: str = "mounts: []") -> str:
    return profile(text, **(QEMU if machine.platform == "linux" else {}))


def last(done: Run) -> str:
    return done.out.splitlines()[-1]


def both(machine: Machine, *argv: str) -> tuple[Run, str]:
    """The command as a person sees it, and its sentence, which the document holds too."""
    done = machine.run(*argv)
    document = machine.run(*argv, "--json")
    if done.code in (0, 4):  # where it changes nothing, or was done the first time
        assert document.json["summary"].replace(str(machine.home), "~") == last(done).removeprefix("would be: ")
    return done, last(done)


def test_all_is_locked(colima: Machine) -> None:
    colima.write(FILE, on(colima))
    assert both(colima, "lock", "~/projects", "--yes")[1] == "2 instances LOCKED"
    assert both(colima, "lock", "--yes")[1] == "2 instances LOCKED"


def test_a_file_is_refused_and_what_it_is_for_is_locked(colima: Machine) -> None:
    """The profile sets no `runtime`, so Colima takes the template, which is right: nothing of it is used."""
    colima.write(".colima/_templates/default.yaml", on(colima))
    colima.write(FILE, "{}\n")
    said = f"2 instances LOCKED; ~/{FILE} stays as it is, for it cannot be changed"
    done, sentence = both(colima, "lock", "~/projects", "--yes")
    assert (done.code, sentence) == (1, said)
    # now nothing is left to write
    done, sentence = both(colima, "lock", "--yes")
    assert (done.code, sentence) == (4, said)
    assert colima.run("check").code == 0


def test_a_file_is_refused_and_what_it_is_for_is_open(colima: Machine) -> None:
    colima.write(FILE, on(colima))
    colima.write(WORK, "mounts: [\n")
    colima.write(".colima/_templates/default.yaml", "cpu: two\nruntime: docker\n")
    done = colima.run("lock", "~/projects", "--yes")
    assert done.code == 1
    why = "a file of it cannot be changed"
    assert last(done) == f"1 of 3 instances LOCKED; colima/work OPEN ({why}); colima/(new) OPEN ({why})"
    json = colima.run("lock", "--yes", "--json")
    assert (json.code, json.json["summary"]) == (4, last(done))


def test_a_dry_run_of_which_something_is_refused(colima: Machine) -> None:
    colima.write(FILE, on(colima))
    colima.write(WORK, "runtime: docker\nmounts: &a []\nenv: *a\n")
    before = colima.tree()
    done = colima.run("lock", "~/projects", "--dry-run")
    assert done.code == 1
    assert last(done) == "would be: 2 of 3 instances LOCKED; colima/work OPEN (a file of it cannot be changed)"
    (colima.home / WORK).unlink()
    done = colima.run("lock", "~/projects", "--dry-run")
    assert (done.code, last(done)) == (0, "would be: 2 instances LOCKED")
    colima.write(WORK, "runtime: docker\nmounts: &a []\nenv: *a\n")
    assert colima.tree() == before


def test_all_or_nothing(colima: Machine) -> None:
    colima.write(FILE, on(colima))
    colima.write(WORK, "runtime: docker\nmounts: &a []\nenv: *a\n")
    done = colima.run("lock", "~/projects", "--yes", "--all-or-nothing")
    assert done.code == 4
    assert last(done).startswith("none of 3 instances LOCKED; colima/default OPEN (")
    assert "colima/work OPEN (a file of it cannot be changed)" in last(done)


def test_what_cannot_start(colima: Machine) -> None:
    """It is judged by the shares that it names, and so LOCKED; that it does not start is said."""
    colima.write(FILE, on(colima).replace("runtime: docker", "runtime: podman"))
    colima.run("lock", "~/projects", "--yes")
    assert colima.instance()["will_start"] is False
    done, sentence = both(colima, "lock", "--yes")
    assert (done.code, sentence) == (
        0,
        "2 instances LOCKED; colima/default cannot start: unsupported container runtime 'podman'",
    )


def test_a_transport_and_a_restart(machine: Machine) -> None:
    machine.linux().mkdir("projects")
    machine.command("colima", "echo colima version 0.10.3")
    machine.write(FILE, profile(**SSHFS))
    machine.write(WORK, profile(**QEMU))
    done = machine.run("lock", "~/projects", "--yes")
    assert done.code == 1
    assert (
        last(done)
        == "2 of 3 instances LOCKED; colima/default SOFT (its transport does not keep the VM within its shares)"
    )


def test_one_instance(colima: Machine) -> None:
    colima.write(FILE, on(colima, "mounts: &a []").replace("env: {}", "env: *a"))
    done = colima.run("lock", "~/projects", "--yes", "--instance", "colima/default")
    assert last(done) == "colima/default OPEN (a file of it cannot be changed)"
    colima.write(FILE, on(colima))
    done = colima.run("lock", "~/projects", "--yes", "--instance", "colima/default")
    assert last(done) == "1 instance LOCKED"


@pytest.mark.parametrize("platform", ["macos", "linux"])
def test_lima(machine: Machine, platform: str) -> None:
    machine.mkdir("projects")
    lima = Lima(machine if platform == "macos" else machine.linux())
    lima.instance("a", HOME)
    lima.instance("b", IMAGES + "mounts: &all\n- location: '~'\nx: *all\n")
    lima.instance("c", IMAGES + "mounts:\n- location: ~/projects\n  mountPoint: /usr\n  writable: true\n")
    done = lima.lock("~/projects", code=1)
    assert last(done).startswith("3 of 4 instances LOCKED; lima/b OPEN (a file of it cannot be changed); lima/c cannot")
    assert "must not be a system path" in last(done)


def test_docker_desktop_that_runs(machine: Machine) -> None:
    machine.mkdir("projects")
    desktop = Desktop(machine, "macos")
    machine.write(desktop.store, SPARSE)
    machine.write(FILE, profile())
    desktop.runs()
    done = machine.run("lock", "~/projects", "--yes")
    assert done.code == 1
    assert last(done) == "2 of 3 instances LOCKED; docker-desktop/settings OPEN (a file of it cannot be changed)"
