"""``verify`` through a real engine: one whose VM has the allowed directory alone, and one whose VM has the home."""

from __future__ import annotations

import shutil

import pytest

from tests.conftest import Machine
from tests.machines.colima import QEMU, profile
from tests.machines.guest import started
from tests.machines.real_engine import Engine, running

SOCKET = ".colima/default/docker.sock"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    """A locked profile that runs, its engine's socket where Colima has it, and the real client."""
    machine.linux()
    machine.mkdir("projects", ".ssh")
    machine.write(".colima/default/colima.yaml", profile(**QEMU))
    machine.command("colima", "exit 1")
    machine.run("lock", "--yes", "~/projects")
    started(machine, "projects")
    (machine.home / SOCKET).symlink_to(machine.home.parent / "docker.sock")
    client = shutil.which("docker")
    if client is not None:
        (machine.home / "path/docker").symlink_to(client)
    return machine


def left(engine: Engine) -> tuple[str, list[str]]:
    """The containers, and the images, that an engine has."""
    return engine("ps", "--all", "--quiet"), engine("images", "--format", "{{.Repository}}").split()


def test_a_vm_with_the_allowed_directory_alone_is_proved(colima: Machine) -> None:
    with running(colima.home.parent, colima.home, {"projects": f"{colima.home}/projects"}) as engine:
        engine.start("app", "--volume", f"{colima.home}/projects:/app")
        done = colima.run("verify", "--containers")
        assert done.code == 0, done.out
        assert "our file in ~/projects, bound by docker: read" in done.out
        assert "our file in ~, bound by docker: not found" in done.out
        assert "the container app: our files were not found" in done.out
        engine("rm", "--force", "app")
        assert left(engine) == ("", ["busybox"])


def test_a_vm_with_the_home_is_disproved(colima: Machine) -> None:
    with running(colima.home.parent, colima.home, {"": str(colima.home)}) as engine:
        engine.start("runner", "--volume", f"{colima.home}:/host")
        engine("volume", "create", "--opt=type=none", "--opt=o=bind", f"--opt=device={colima.home}", "hidden")
        engine.start("other", "--volume", "hidden:/v")
        done = colima.run("verify", "--containers")
        assert done.code == 1
        assert "our file in ~, bound by docker: read at ~/.colima-guard-canary-" in done.out
        assert "the container runner: our file was found at /host/.colima-guard-canary-" in done.out
        assert "the container other: our file was found at /v/.colima-guard-canary-" in done.out
        engine("rm", "--force", "runner", "other")
        assert left(engine) == ("", ["busybox"])
    assert list(colima.home.glob(".colima-guard-canary-*")) == []
