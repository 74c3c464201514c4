"""A directory is refused only where an instance that is there cannot take it, each unit for itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Machine
from tests.machines.colima import profile
from tests.machines.docker_desktop import SPARSE, Desktop

COLIMA = ".colima/default/colima.yaml"
POLICY = ".config/colima-guard/policy.yaml"
BLANK = "~/my data cannot be shared: it holds a blank, which Colima, Lima, QEMU or the VM's fstab would misread"


@pytest.fixture
def desktop(machine: Machine) -> Machine:
    """A machine with Docker Desktop alone."""
    desktop = Desktop(machine, "macos")
    machine.write(desktop.store, SPARSE)
    machine.mkdir("my data", "projects")
    return machine


@pytest.fixture
def both(desktop: Machine) -> Machine:
    desktop.write(COLIMA, profile())
    return desktop


def test_with_docker_desktop_alone_it_is_taken(desktop: Machine) -> None:
    done = desktop.run("lock", "~/my data", "--backend", "docker-desktop", "--yes")
    assert (done.code, done.err) == (0, "")
    assert Desktop(desktop, "macos").listed() == ["~/my data"]
    assert "path: ~/my data" in desktop.read(POLICY)


@pytest.mark.parametrize("command", ["lock", "allow"])
def test_each_unit_refuses_for_itself(both: Machine, command: str) -> None:
    if command == "allow":
        assert both.run("lock", "~/projects", "--yes").code == 0
    before = both.read(COLIMA)
    done = both.run(command, "~/my data", "--yes")
    assert done.code == 1
    assert f"cannot be locked: ~/{COLIMA}: {BLANK}" in done.out
    assert both.read(COLIMA) == before
    assert "~/my data" in (Desktop(both, "macos").listed() or [])
    assert "path: ~/my data" in both.read(POLICY)


def test_what_no_instance_takes_is_refused_before_anything(both: Machine) -> None:
    """The policy is not saved either: nothing could ever be locked by it."""
    both.mkdir("cost$")
    before = both.tree()
    for command in (
        ["lock", "~/cost$"],
        ["lock", "~/projects", "~/cost$"],
        ["lock", "~/my data", "--backend", "colima"],
    ):
        done = both.run(*command, "--yes")
        assert done.code == 4
        assert "cannot be shared: it holds" in done.err.splitlines()[0]
        assert both.run(*command, "--dry-run").code == 4
    assert both.tree() == before


def test_a_saved_directory_does_not_stop_a_command_about_another(both: Machine) -> None:
    assert both.run("lock", "~/my data", "--yes").code == 1
    done = both.run("allow", "~/projects", "--yes")
    assert done.code == 1
    assert BLANK in done.out
    assert Desktop(both, "macos").listed() == ["~/my data", "~/projects"]
    assert both.run("revoke", "~/my data", "--yes").code == 0
    assert Desktop(both, "macos").listed() == ["~/projects"]


def test_an_exception_is_refused_where_it_holds(both: Machine) -> None:
    exception = "  - instance: docker-desktop/settings\n    allow:\n      - path: ~/my data\n"
    both.write(POLICY, f"version: 1\nallow:\n  - path: ~/projects\nexceptions:\n{exception}")
    done = both.run("lock", "--yes")
    assert done.code == 0, done.out + done.err
    assert Desktop(both, "macos").listed() == ["~/my data", "~/projects"]


@pytest.mark.parametrize(("backend", "code"), [("colima", 4), ("docker-desktop", 0)])
def test_a_filter_refuses_for_its_own_backend(desktop: Machine, backend: str, code: int) -> None:
    done = desktop.run("render", backend, "--allow", "~/my data", stdin=b"")
    assert done.code == code
    assert ("my data" in done.out) is (code == 0)
    assert ("~/my data cannot be shared" in done.err) is (code != 0)


NOTE = (
    "if Colima is installed here later, its VMs will not see ~/my data: it holds a blank, which Colima, Lima, QEMU or "
    "the VM's fstab would misread; rename the directory if they are to"
)
TEMPLATE = ".colima/_templates/default.yaml"


@pytest.fixture(params=["macos", "linux"])
def alone(request: pytest.FixtureRequest, machine: Machine) -> Desktop:
    """Docker Desktop alone, on a Mac and on Linux."""
    desktop = Desktop(machine, request.param)
    machine.write(desktop.store, SPARSE)
    machine.mkdir("my data", "projects")
    return desktop


class TestNothingOfColimaIsThere:
    """Its birthplace is shown all the same: it does without what it cannot take, and stops nothing."""

    def test_the_lock_is_a_good_one(self, alone: Desktop) -> None:
        machine = alone.machine
        done = machine.run("lock", "~/my data", "--yes")
        assert (done.code, done.err) == (0, "")
        assert done.out.splitlines().count(NOTE) == 1
        assert "cannot be locked" not in done.out
        assert alone.listed() == ["~/my data"]
        assert "path: ~/my data" in machine.read(POLICY)
        assert machine.run("check").code == 0
        assert machine.sees("colima/(new)") == [("~/.local/share/colima-guard/nothing-shared", "ro")]

    def test_the_rest_is_shared(self, alone: Desktop) -> None:
        machine = alone.machine
        assert machine.run("lock", "~/my data", "~/projects", "--yes").code == 0
        assert machine.sees("colima/(new)") == [("~/projects", "rw")]
        assert alone.listed() == ["~/my data", "~/projects"]

    def test_what_a_lock_left_there_is_no_trace(self, alone: Desktop) -> None:
        machine = alone.machine
        assert machine.run("lock", "~/projects", "--yes").code == 0
        (template,) = machine.home.glob("**/_templates/default.yaml")
        (template.parents[1] / ".DS_Store").write_bytes(b"")
        done = machine.run("allow", "~/my data", "--yes")
        assert (done.code, NOTE in done.out) == (0, True)
        again = machine.run("lock", "--yes")
        assert (again.code, "nothing to change" in again.out, NOTE in again.out) == (0, True, True)

    def test_a_dry_run_says_it_and_json_too(self, alone: Desktop) -> None:
        machine = alone.machine
        machine.write("said", "")  # what the pretended program was told
        before = machine.tree().keys()
        dry = machine.run("lock", "~/my data", "--dry-run")
        assert (dry.code, NOTE in dry.out) == (0, True)
        document = machine.run("lock", "~/my data", "--dry-run", "--json").json
        assert document["refused"] == []
        (note,) = document["notes"]
        assert f"will not see {machine.home}/my data: it holds a blank" in note
        assert machine.tree().keys() == before

    def test_several_systems_are_one_line(self, alone: Desktop) -> None:
        machine = alone.machine
        of = ("--backend", "colima", "--backend", "lima", "--backend", "docker-desktop")
        done = machine.run("lock", "~/my data", "--yes", *of)
        assert done.code == 0, done.out + done.err
        assert NOTE.replace("Colima is", "Colima or Lima is") in done.out
        again = machine.run("lock", "--yes", *of)
        assert (again.code, "nothing to change" in again.out) == (0, True)
        assert machine.run("check").code == 0

    def test_by_name_it_is_refused(self, alone: Desktop) -> None:
        """Whoever asks for Colima alone wants the directory to be seen there."""
        before = alone.machine.tree()
        done = alone.machine.run("lock", "~/my data", "--backend", "colima", "--yes")
        assert (done.code, "cannot be shared" in done.err) == (4, True)
        assert alone.machine.tree() == before

    def test_installed_later_it_counts(self, alone: Desktop) -> None:
        machine = alone.machine
        assert machine.run("lock", "~/my data", "--yes").code == 0
        machine.command("colima", "echo colima version 0.10.3")
        done = machine.run("lock", "--yes")
        assert (done.code, BLANK in done.out, NOTE in done.out) == (4, True, False)  # nothing else was left to write
        # what is born sees less than is allowed, and nothing else
        assert machine.run("check").code == 0


def _linked_template(machine: Machine) -> None:
    machine.mkdir(".colima/_templates")
    (machine.home / TEMPLATE).symlink_to(machine.home / "template.yaml")


TRACES: dict[str, Callable[[Machine], Any]] = {
    "its program": lambda machine: machine.command("colima", "echo colima version 0.10.3"),
    "a profile": lambda machine: machine.write(COLIMA, profile()),
    "a directory": lambda machine: machine.mkdir(".colima"),
    "its other directory": lambda machine: machine.mkdir(".config/colima"),
    "its Lima home": lambda machine: machine.mkdir(".colima/_lima"),
    "a second template": lambda machine: machine.write(".colima/_templates/old.yaml", ""),
    "a link": lambda machine: (machine.home / ".colima").symlink_to(machine.home / "dotfiles"),
    "a linked template": _linked_template,
    "a file of an old release": lambda machine: machine.write(".colima-work/colima.yaml", profile()),
    "its variable": lambda machine: machine.environ.update(COLIMA_HOME=str(machine.home / "vms")),
    "its cache": lambda machine: machine.mkdir("Library/Caches/colima", ".cache/colima"),
}


@pytest.mark.parametrize("trace", TRACES)
def test_with_a_trace_of_colima_it_counts(alone: Desktop, trace: str) -> None:
    TRACES[trace](alone.machine)
    done = alone.machine.run("lock", "~/my data", "--yes")
    assert done.code == 1, done.out + done.err
    assert BLANK in done.out
    assert "installed here later" not in done.out
    assert alone.listed() == ["~/my data"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_where_it_cannot_be_told_it_counts(alone: Desktop) -> None:
    alone.machine.mkdir(".colima")
    (alone.machine.home / ".colima").chmod(0)
    try:
        assert alone.machine.run("lock", "~/my data", "--yes").code == 1
    finally:
        (alone.machine.home / ".colima").chmod(0o755)


LIMA_TRACES: dict[str, Callable[[Machine], Any]] = {
    "its program": lambda machine: machine.command("limactl", "echo limactl version 2.2.0"),
    "an instance": lambda machine: machine.write(".lima/default/lima.yaml", "mounts: []\n"),
    "its configuration": lambda machine: machine.mkdir(".lima/_config"),
    "its variable": lambda machine: machine.environ.update(LIMA_HOME=str(machine.home / ".lima")),
}


@pytest.mark.parametrize("trace", LIMA_TRACES)
def test_with_a_trace_of_lima_it_counts(alone: Desktop, trace: str) -> None:
    machine = alone.machine
    of = ("--backend", "lima", "--backend", "docker-desktop")
    LIMA_TRACES[trace](machine)
    done = machine.run("lock", "~/my data", "--yes", *of)
    assert done.code == 1, done.out + done.err
    assert BLANK in done.out
    assert alone.listed() == ["~/my data"]


class TestValidate:
    """Only what a VM system that is there would misread is an error."""

    TEXT = b"version: 1\nallow:\n  - path: ~/my data\n"

    def test_what_is_not_there_is_a_note(self, alone: Desktop) -> None:
        done = alone.machine.run("policy", "validate", "-", stdin=self.TEXT)
        note = NOTE.replace("Colima is", "Colima or Lima is")
        assert (done.code, done.out, done.err) == (0, f"standard input: a policy that is understood\n{note}\n", "")
        document = alone.machine.run("policy", "validate", "-", "--json", stdin=self.TEXT).json
        assert (document["ok"], len(document["notes"])) == (True, 1)

    def test_what_is_there_refuses(self, alone: Desktop) -> None:
        alone.machine.write(COLIMA, profile())
        done = alone.machine.run("policy", "validate", "-", stdin=self.TEXT)
        assert (done.code, BLANK in done.err) == (4, True)

    def test_docker_desktop_refuses_what_it_misreads(self, alone: Desktop) -> None:
        done = alone.machine.run("policy", "validate", "-", stdin=b"version: 1\nallow:\n  - path: ~/cost$\n")
        assert (done.code, "behind which Docker Desktop looks for a variable" in done.err) == (4, True)

    def test_an_exception_is_asked_of_its_own_system(self, alone: Desktop) -> None:
        alone.machine.write(COLIMA, profile())
        text = "version: 1\nallow: []\nexceptions:\n  - instance: {}\n    allow:\n      - path: ~/my data\n"
        for instance, code in (("docker-desktop/settings", 0), ("colima/default", 4), ("lima/default", 0)):
            done = alone.machine.run("policy", "validate", "-", stdin=text.format(instance).encode())
            assert done.code == code, (instance, done.out, done.err)
            assert ("if Lima is installed" in done.out) is (instance == "lima/default")

    def test_on_a_machine_without_any_it_is_understood(self, machine: Machine) -> None:
        """As where a repository of dotfiles is checked."""
        done = machine.run("policy", "validate", "-", stdin=self.TEXT)
        assert (done.code, "if Colima or Lima is installed here later" in done.out) == (0, True)
