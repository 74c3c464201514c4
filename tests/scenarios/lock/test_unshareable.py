"""A directory is refused only where an instance that is there cannot take it, each unit for itself."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import profile
from tests.machines.docker_desktop import SPARSE, Desktop

COLIMA = ".colima/default/colima.yaml"
POLICY = ".config/colima-guard/policy.yaml"
BLANK = "~/my data cannot be shared: it holds a blank, which Colima, Lima, QEMU or the guest's fstab would misread"


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
