"""How the shell and the engine of a running instance are reached, whatever the environment says."""

from __future__ import annotations

import os

import pytest

from colima_guard.backends import abilities
from colima_guard.backends.registry import backend
from colima_guard.model.instance import EngineClient, Shell
from tests.conftest import Machine
from tests.machines.engine_client import listen

UNSET = tuple(
    (name, "") for name in ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_API_VERSION")
)


@pytest.fixture
def running(machine: Machine) -> Machine:
    """A Mac with a profile and an instance that run, and the programs."""
    pid = f"{os.getpid()}\n"
    machine.write(".colima/default/colima.yaml", "runtime: docker\n")
    machine.write(".colima/_lima/colima/lima.yaml", "{}\n")
    machine.write(".colima/_lima/colima/ha.pid", pid)
    machine.write(".lima/dev/lima.yaml", "images: []\n")
    machine.write(".lima/dev/ha.pid", pid)
    for program in ("colima", "limactl", "docker"):
        machine.command(program, "exit 1")
    return machine


def reached(machine: Machine, name: str) -> tuple[Shell | None, EngineClient | None]:
    host = machine.host()
    of = backend(name.partition("/")[0])
    (instance,) = (one for one in of.find(host, {}) if one.name == name)
    return abilities.shell(of, host, instance), abilities.engine(of, host, instance)


def test_a_profile_by_lima_in_its_own_home(running: Machine) -> None:
    path = listen(running, ".colima/default/docker.sock")
    shell, engine = reached(running, "colima/default")
    home = str(running.home / ".colima/_lima")
    assert shell == Shell(("limactl", "shell", "--workdir", "/", "colima"), (("LIMA_HOME", home),))
    assert engine == EngineClient("docker", ("docker", "--host", f"unix://{path}"), UNSET)


def test_an_instance_by_the_home_that_it_lies_in(running: Machine) -> None:
    path = listen(running, ".lima/dev/sock/docker.sock")
    shell, engine = reached(running, "lima/dev")
    assert shell == Shell(("limactl", "shell", "--workdir", "/", "dev"))
    assert engine == EngineClient("docker", ("docker", "--host", f"unix://{path}"), UNSET)


@pytest.mark.parametrize("name", ["colima/default", "lima/dev"])
def test_without_a_socket_there_is_no_engine_to_ask(running: Machine, name: str) -> None:
    assert reached(running, name)[1] is None
    # a file in its place is none
    running.write(".colima/default/docker.sock", "")
    running.write(".lima/dev/sock/docker.sock", "")
    assert reached(running, name)[1] is None


@pytest.mark.parametrize("name", ["colima/default", "lima/dev"])
def test_what_does_not_run_is_not_asked(running: Machine, name: str) -> None:
    listen(running, ".colima/default/docker.sock")
    listen(running, ".lima/dev/sock/docker.sock")
    (running.home / ".colima/_lima/colima/ha.pid").unlink()
    (running.home / ".lima/dev/ha.pid").unlink()
    assert reached(running, name) == (None, None)


@pytest.mark.parametrize("name", ["colima/default", "lima/dev"])
def test_without_the_programs_nothing_is(running: Machine, name: str) -> None:
    listen(running, ".colima/default/docker.sock")
    listen(running, ".lima/dev/sock/docker.sock")
    (running.home / "path/limactl").unlink()
    (running.home / "path/docker").unlink()
    assert reached(running, name) == (None, None)


def test_a_backend_that_has_neither(machine: Machine) -> None:
    host = machine.linux().host()
    of = backend("multipass")
    assert [abilities.engine(of, host, one) for one in of.find(host, {}, asked_for=True)] in ([], [None])
