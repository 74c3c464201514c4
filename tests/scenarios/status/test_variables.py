"""Paths that are filled in from the environment: the VM may be started in another one than ours."""

from __future__ import annotations

import os

import pytest

from colima_guard.backends.lima.running.tags import tag
from tests.conftest import Machine
from tests.machines.colima import LOCKED, QEMU, profile
from tests.machines.docker_desktop import INSTANCE, Desktop
from tests.machines.lima import Lima
from tests.machines.lima_boot import START, Boot, cidata, qemu, virtfs

FILE = ".colima/default/colima.yaml"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    """A locked machine, in whose environment every variable leads into the allowed directory."""
    machine.mkdir("projects/a", "data")
    machine.write(FILE, profile())
    assert machine.run("lock", "~/projects", "--yes").code == 0
    machine.environ |= {"WORK": f"{machine.home}/projects", "A": "a", "1": "a", "TMPDIR": f"{machine.home}/projects"}
    return machine


BY_VARIABLE = {
    "a variable": ("{location: $WORK, writable: true}", "$WORK", "WORK"),
    "in braces": ("{location: '${WORK}/a'}", "${WORK}/a", "WORK"),
    "behind the home": ("{location: $HOME/projects/$A}", "$HOME/projects/$A", "A"),
    "one that is not set": ("{location: ~/projects/$UNSET}", "~/projects/$UNSET", "UNSET"),
    "a digit": ("{location: ~/projects/$1}", "~/projects/$1", "1"),
    "in the guest": ("{location: ~/projects, mountPoint: '/w/$A', writable: true}", "/w/$A", "A"),
}


@pytest.mark.parametrize("case", BY_VARIABLE)
def test_is_not_known(colima: Machine, case: str) -> None:
    """Here it leads into the allowed directory; where Colima is started it may lead anywhere."""
    entry, path, name = BY_VARIABLE[case]
    colima.write(FILE, profile(f"mounts:\n  - {entry}"))
    instance = colima.instance()
    assert (instance["verdict"], instance["next_start_verdict"]) == ("UNKNOWN", "UNKNOWN")
    assert [share["allowed"] for share in instance["shares"]] == [True]
    (found,) = (one for one in instance["findings"] if one["id"] == "CG212")
    said = f"{path!r} is filled in from the variable {name}, which may have another value where Colima is started"
    assert (found["severity"], found["message"], found["line"]) == ("high", said, 11)
    check = colima.run("check", "--allow-soft")
    assert (check.code, said in check.out, "[CG212]" in check.out) == (1, True, True)
    # the list can be replaced all the same
    assert colima.run("lock", "--yes").code == 0
    assert colima.read(FILE) == profile(LOCKED)
    assert colima.verdicts()["colima/default"] == "LOCKED"


def test_several_variables_are_all_named(colima: Machine) -> None:
    colima.write(FILE, profile("mounts:\n  - location: ${WORK}/$A/$A"))
    assert "the variables WORK and A, which may have another value" in colima.run("check").out


def test_what_is_outside_by_our_variables_stays_open(colima: Machine) -> None:
    colima.write(FILE, profile("mounts:\n  - location: /${UNSET}"))
    assert colima.instance()["verdict"] == "OPEN"


@pytest.mark.parametrize("location", ["$HOME/projects", "${HOME}/projects", "~/projects"])
def test_the_home_is_known(colima: Machine, location: str) -> None:
    """Colima takes everything else from HOME too."""
    colima.write(FILE, profile(f"mounts:\n  - {{location: '{location}', writable: true}}"))
    assert colima.verdicts()["colima/default"] == "LOCKED"


def test_a_variable_that_this_release_does_not_read(colima: Machine) -> None:
    colima.write(FILE, profile("mounts:\n  - {location: ~/projects, mountPoint: /$A}"))
    named = ("--release", "colima=0.4.0")
    assert colima.instance("colima/default", *named)["verdict"] == "LOCKED"


def test_in_the_template(colima: Machine) -> None:
    """The next VM is not known, nor is one that has lost its profile."""
    colima.write(".colima/_templates/default.yaml", profile("mounts:\n  - location: $WORK/a"))
    assert colima.verdicts() == {"colima/(new)": "UNKNOWN", "colima/default": "LOCKED"}
    (colima.home / FILE).unlink()
    colima.write(".colima/_lima/colima/lima.yaml", "{}\n")
    named = ("--release", "colima=0.10.3")
    assert colima.verdicts(*named) == {"colima/(new)": "UNKNOWN", "colima/default": "UNKNOWN"}
    assert "the variable WORK" in colima.run("check", "--instance", "colima/default", *named).out


def runs_with(machine: Machine, directory: str, location: str) -> None:
    """A VM that was started with this share."""
    machine.write(f"{directory}/lima.yaml", "{}\n")
    pid = machine.write(f"{directory}/ha.pid", f"{os.getpid()}\n")
    os.utime(pid, (START, START))
    machine.starts[os.getpid()] = START
    name = tag(location, location, ":")
    Boot(pid.parent).log(qemu(virtfs(name, location))).image(cidata("9p", (name, location, "rw")))


def test_what_runs_is_judged_by_what_it_has(colima: Machine) -> None:
    """A running VM shows what it has attached; its next start stays unknown."""
    colima.linux()
    colima.write(FILE, profile("mounts:\n  - {location: $WORK, writable: true}", **QEMU))
    runs_with(colima, ".colima/_lima/colima", f"{colima.home}/projects")
    instance = colima.instance()
    assert [share["allowed"] for share in instance["running_shares"]] == [True]
    assert (instance["verdict"], instance["next_start_verdict"]) == ("UNKNOWN", "UNKNOWN")
    runs_with(colima, ".colima/_lima/colima", f"{colima.home}/data")
    instance = colima.instance()
    assert (instance["verdict"], instance["next_start_verdict"]) == ("OPEN", "UNKNOWN")


# -- Lima --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def lima(colima: Machine) -> Lima:
    lima = Lima(colima.linux())
    lima.instance("a")
    lima.lock("~/projects", code=0)
    return lima


def test_limas_temporary_directory(lima: Lima) -> None:
    """``{{.TempDir}}`` is Go's os.TempDir, which is TMPDIR."""
    before = lima.read("a/lima.yaml")
    lima.instance("a", before.replace("location: ~/projects", "location: '{{.TempDir}}'"))
    row = lima.row()
    assert (row["verdict"], [share["allowed"] for share in row["shares"]]) == ("UNKNOWN", [True])
    (found,) = (one for one in row["findings"] if one["id"] == "CG212")
    said = "'{{.TempDir}}' is filled in from the variable TMPDIR, which may have another value where Lima is started"
    assert found["message"] == said
    assert said in lima.machine.run("check", "--backend", "lima", "--release", "lima=2.2.0").out
    lima.lock(code=0)
    assert lima.read("a/lima.yaml") == before
    assert lima.row()["verdict"] == "LOCKED"


def test_limas_temporary_directory_under_colima(colima: Machine) -> None:
    colima.write(".colima/_lima/_config/default.yaml", "mounts:\n- location: '{{.TempDir}}/a'\n")
    assert colima.verdicts() == {"colima/(new)": "UNKNOWN", "colima/default": "UNKNOWN"}
    assert "the variable TMPDIR" in colima.run("check").out
    assert colima.run("lock", "--yes").code == 0
    assert set(colima.verdicts().values()) == {"LOCKED"}


def test_the_directory_in_which_lima_is_started(lima: Lima) -> None:
    """Lima 1.1 and 1.2 take a relative location from there; other releases refuse it."""
    lima.machine.cwd = str(lima.machine.home / "projects")
    lima.instance("a", lima.read("a/lima.yaml").replace("location: ~/projects", "location: a"))
    row = lima.row(release="1.2.0")
    assert (row["verdict"], [share["allowed"] for share in row["shares"]]) == ("UNKNOWN", [True])
    said = lima.machine.run("check", "--backend", "lima", "--release", "lima=1.2.0").out
    assert "'a' is taken from the directory in which Lima is started" in said
    lima.lock(code=0)
    assert lima.row(release="1.2.0")["verdict"] == "LOCKED"


# -- Docker Desktop ----------------------------------------------------------------------------------------------------


def test_docker_desktops_temporary_directory(machine: Machine) -> None:
    machine.mkdir("projects")
    desktop = Desktop(machine, "macos")
    machine.environ["TMP"] = f"{machine.home}/projects"
    machine.write(desktop.store, '{"FilesharingDirectories": ["$TMP"]}')
    machine.run("lock", "~/projects", "--yes", "--backend", "colima")
    row = machine.instance(INSTANCE)
    assert (row["verdict"], [share["allowed"] for share in row["shares"]]) == ("UNKNOWN", [True])
    assert "the variable TMP, which" in machine.run("check").out
    assert machine.run("lock", "--yes").code == 0
    assert machine.instance(INSTANCE)["verdict"] == "LOCKED"
