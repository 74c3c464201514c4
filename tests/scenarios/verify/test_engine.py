"""``verify`` through the engine: what a container with its socket could be given, without one being run."""

from __future__ import annotations

import socket

import pytest

from colima_guard.host.own_files import state_dir
from colima_guard.store import canary
from tests.conftest import Machine
from tests.machines.colima import QEMU, profile
from tests.machines.fake_docker import asked, docker
from tests.machines.guest import started

SOCKET = ".colima/default/docker.sock"


@pytest.fixture
def colima(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A locked profile that runs, without a shell to ask."""
    machine.linux()
    machine.mkdir("projects", ".ssh")
    machine.write(".colima/default/colima.yaml", profile(**QEMU))
    machine.command("colima", "exit 1")
    machine.run("lock", "--yes", "~/projects")
    started(machine, "projects")
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


def test_with_neither_an_engine_nor_a_shell_nothing_is_proved(colima: Machine) -> None:
    done = colima.run("verify")
    assert done.code == 1
    assert (
        "  ?  mounts     the VM: neither its shell nor its engine can be asked; expected: one of them can" in done.out
    )


def test_nothing_is_run_pulled_or_left(colima: Machine) -> None:
    docker(colima, ["projects"])
    colima.run("verify")
    verbs = [line.split()[2] for line in asked(colima)]
    assert set(verbs) == {"ps", "images", "import", "create", "cp", "rm", "rmi"}
    made = [line.split()[6] for line in asked(colima) if " create --pull never --name " in line]
    assert made
    assert [line.split()[-1] for line in asked(colima) if " rm --force " in line] == made
    assert not any(" -v " in line for line in asked(colima))


def test_what_a_killed_one_left_is_removed_first(colima: Machine) -> None:
    docker(colima, ["projects"])
    colima.environ["LISTED"] = "c1 0123"
    colima.run("verify")
    lines = asked(colima)
    assert [line.split(" ", 2)[2] for line in lines[:4]] == [
        'ps --all --filter label=colima-guard.verify --format {{.ID}} {{.Label "colima-guard.verify"}}',
        "rm --force c1",
        "images --format {{.ID}} {{.Tag}} colima-guard-verify",
        "rmi --force colima-guard-verify:0123",
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


def test_an_engine_that_is_gone_in_the_middle_proves_nothing(colima: Machine) -> None:
    docker(colima, ["projects"])
    script = (colima.home / "path/docker").read_text()
    colima.write(
        "path/docker", script.replace("cp)", 'cp) echo "connect: no such file or directory" >&2; exit 1'), 0o755
    )
    done = colima.run("verify")
    assert done.code == 1
    assert "colima/default: NOT PROVED" in done.out
    assert "the engine gave no file: connect: no such file or directory" in done.out


def test_what_cannot_be_cleaned_up_is_no_reason_to_forget_what_was_seen(colima: Machine) -> None:
    docker(colima, [""])
    script = (colima.home / "path/docker").read_text()
    colima.write("path/docker", script.replace("rm | rmi) ;;", "rm | rmi) /bin/sleep 60 ;;"), 0o755)
    colima.patience = 1.0
    done = colima.run("verify")
    assert done.code == 1
    assert "colima/default: DISPROVED" in done.out
    assert colima.run("check").code == 1


def test_without_a_shell_each_secret_is_tried_by_whether_it_could_be_bound(colima: Machine) -> None:
    docker(colima, ["projects", ".ssh"])
    done = colima.run("verify")
    assert done.code == 1
    assert "colima/default: NOT PROVED" in done.out
    assert "~/.ssh, bound by docker: something lies there in the VM" in done.out


def test_what_is_of_a_run_that_has_not_ended_is_left_alone(colima: Machine) -> None:
    docker(colima, ["projects"])
    with canary.planted(colima.host(), state_dir(colima.host()), []) as running:
        colima.environ["LISTED"] = f"other {running.run}"
        colima.run("verify")
    assert not any(" other" in line for line in asked(colima))
