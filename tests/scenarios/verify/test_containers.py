"""``verify --containers``: what each running container sees, by the root of its process in the VM, or by ``cp``."""

from __future__ import annotations

import json
import os
import socket
from typing import Any

import pytest

from tests.conftest import Machine
from tests.machines.colima import QEMU, profile
from tests.machines.fake_docker import asked, docker
from tests.machines.guest import boot, can_be_had, started

SOCKET = ".colima/default/docker.sock"


@pytest.fixture
def colima(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A locked profile that runs with the allowed directory and `work`, the engine's socket where Colima has it."""
    machine.linux()
    machine.mkdir("projects", "work", ".ssh")
    machine.write(".colima/default/colima.yaml", profile(**QEMU))
    machine.command("colima", "exit 1")
    machine.run("lock", "--yes", "~/projects")
    started(machine, "projects", "work")
    monkeypatch.chdir(machine.home)  # the path of a socket can be about 100 bytes long
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(SOCKET)
    docker(machine, ["projects"])
    return machine


def runs(machine: Machine, *mounts: tuple[str, str, str], pid: int = 0) -> None:
    """Lets a container run in the engine, with mounts of a type, from a source in the VM, to a path in it."""
    inspected: dict[str, Any] = {
        "Name": "/app",
        "State": {"Pid": pid},
        "Mounts": [{"Type": kind, "Source": source, "Destination": target} for kind, source, target in mounts],
    }
    machine.environ["RUNNING"] = "0123456789abcdef"
    machine.environ["INSPECTED"] = json.dumps([inspected])


def said(machine: Machine) -> str:
    """What is said of the container."""
    done = machine.run("verify", "--containers")
    return next(line for line in done.out.splitlines() if " container " in line)


def test_one_without_our_files_is_as_wanted(colima: Machine) -> None:
    runs(colima, ("bind", f"{colima.home}/projects", "/app"), ("tmpfs", "", "/tmp"))
    assert said(colima) == "  ok container  the container app: our files were not found"


@pytest.mark.parametrize(
    ("kind", "source", "target"),
    [("bind", "HOME", "/h"), ("volume", "/var/lib/docker/volumes/hidden/_data", "/h"), ("bind", "/", "/vm")],
)
def test_our_file_in_one_is_found_below_what_is_mounted_in_it(
    colima: Machine, kind: str, source: str, target: str
) -> None:
    """A volume of the engine's own can be a host directory: its source does not tell."""
    source = source.replace("HOME", str(colima.home))
    runs(colima, (kind, source, target))
    colima.environ["CONTAINER_ROOT"] = f"{target}={str(colima.home) if source != '/' else ''}"
    assert f"  NO container  the container app: our file was found at {target}/" in said(colima)


def test_with_a_shell_it_is_looked_for_in_the_root_of_its_process(colima: Machine) -> None:
    """Without ``cp``, for which docker mounts all that a container has once more."""
    if (why := can_be_had()) is not None:
        pytest.skip(why)
    boot(colima, "projects", "work")
    runs(colima, ("bind", str(colima.home), str(colima.home)), pid=os.getpid())
    assert "  NO container  the container app: our file was found at ~/.colima-guard-canary-" in said(colima)
    assert " cp " not in "".join(line for line in asked(colima) if "0123456789abcdef" in line)


def test_a_directory_outside_is_told_though_no_file_of_ours_is_in_it(colima: Machine) -> None:
    """As a secret's own directory is, into which none is put."""
    runs(colima, ("bind", f"{colima.home}/work/inner", "/k"))
    assert "  NO container  the container app: ~/work/inner is mounted at /k" in said(colima)


@pytest.mark.parametrize("inspected", ["", "[]", "[{}]", '[{"Name": "/a", "Mounts": [{}], "State": {"Pid": 1}}]'])
def test_one_that_is_not_described_proves_nothing(colima: Machine, inspected: str) -> None:
    runs(colima)
    colima.environ["INSPECTED"] = inspected
    assert "  ?  container  the container 0123456789ab: the engine does not say what is mounted in it" in said(colima)
