"""``verify`` through the engine: what a container with its socket could be given, without one being run."""

from __future__ import annotations

import os
import socket

import pytest

from tests.conftest import Machine
from tests.machines.colima import QEMU, profile
from tests.machines.fake_docker import asked, docker

SOCKET = ".colima/default/docker.sock"


@pytest.fixture
def colima(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A locked profile that runs, without a shell to ask."""
    machine.linux()
    machine.mkdir("projects", ".ssh")
    machine.write(".colima/default/colima.yaml", profile(**QEMU))
    machine.command("colima", "exit 1")
    machine.run("lock", "--yes", "~/projects")
    machine.write(".colima/_lima/colima/lima.yaml", "{}\n")
    machine.write(".colima/_lima/colima/ha.pid", f"{os.getpid()}\n")
    monkeypatch.chdir(machine.home)  # the path of a socket can be about 100 bytes long
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(SOCKET)
    return machine


def test_what_a_container_could_not_be_given_is_proved(colima: Machine) -> None:
    docker(colima, ["projects"])
    done = colima.run("verify")
    assert done.code == 0, done.out
    assert "our file in ~/projects, bound by docker: read" in done.out
    assert "our file in ~, bound by docker: not found" in done.out


def test_what_a_container_could_be_given_disproves(colima: Machine) -> None:
    docker(colima, [""])
    done = colima.run("verify")
    assert done.code == 1
    assert "our file in ~, bound by docker: read at ~/.colima-guard-canary-" in done.out


def test_nothing_is_run_pulled_or_left(colima: Machine) -> None:
    docker(colima, ["projects"])
    colima.run("verify")
    verbs = [line.split()[2] for line in asked(colima)]
    assert set(verbs) == {"ps", "images", "import", "create", "cp", "rm", "rmi"}
    made = [line.split()[4] for line in asked(colima) if " create --name " in line]
    assert made
    assert [line.split()[-1] for line in asked(colima) if " rm --force " in line] == made
    assert not any(" -v " in line for line in asked(colima))


def test_what_a_killed_one_left_is_removed_first(colima: Machine) -> None:
    docker(colima, ["projects"])
    colima.environ["LISTED"] = "old1\nold2"
    colima.run("verify")
    lines = asked(colima)
    assert [line.split(" ", 2)[2] for line in lines[:4]] == [
        "ps --all --quiet --filter label=colima-guard.verify",
        "rm --force old1",
        "rm --force old2",
        "images --quiet colima-guard-verify",
    ]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo Cannot connect to the Docker daemon >&2; exit 1", "the engine took no image: Cannot connect"),
        ("/bin/sleep 60", "the engine did not answer within"),
        ("/usr/bin/head -c 3000000 /dev/zero", "the engine answered more than can be read"),
        ('[ "$3" != create ] || { echo no space left >&2; exit 1; }', "the engine made no container: no space left"),
        ('[ "$3" != create ] || exit 125', "the engine made no container: it ended with 125"),
    ],
)
def test_an_engine_that_gives_no_answer_proves_nothing(colima: Machine, script: str, why: str) -> None:
    colima.command("docker", script)
    colima.patience = 2.0
    done = colima.run("verify")
    assert done.code == 1
    assert "colima/default: NOT PROVED" in done.out
    assert why in done.out


def test_an_engine_that_always_says_not_found_proves_nothing(colima: Machine) -> None:
    docker(colima, [])
    done = colima.run("verify")
    assert done.code == 1
    assert "our file in ~/projects, bound by docker: not found, so that an absence proves nothing" in done.out
