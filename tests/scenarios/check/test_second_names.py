"""Hard links of secrets in shared directories: found by ``--deep``, and by nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from colima_guard.host.machine import Host
from colima_guard.judge.findings import hard_links as second_names
from tests.conftest import Machine
from tests.machines.colima import LOCKED, profile

FILE = ".colima/default/colima.yaml"
DEEP = ("check", "--deep", "--backend", "colima")


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects/deep/down", "notes")
    machine.write(".ssh/id_rsa", "secret")
    machine.write(".netrc", "secret")
    machine.write("projects/file", "")
    machine.write(FILE, profile(LOCKED))
    assert machine.run("lock", "~/projects", "--yes").code == 0
    assert machine.run(*DEEP).code == 0
    return machine


def link(machine: Machine, secret: str, name: str) -> None:
    os.link(machine.home / secret, machine.home / name)


@pytest.mark.parametrize("secret", [".ssh/id_rsa", ".netrc"])
@pytest.mark.parametrize("name", ["projects/key", "projects/deep/down/a b", "projects/deep/line\nend"])
def test_a_second_name(colima: Machine, secret: str, name: str) -> None:
    link(colima, secret, name)
    done = colima.run(*DEEP)
    shown = name.replace("\n", "\\n")
    assert (done.code, done.out.count("\n")) == (1, 2)  # the profile and what is born next
    assert f"colima/default OPEN: ~/{shown} is the same file as ~/{secret}, a hard link" in done.out
    assert "[CG115]" in done.out and "do: rm " in done.out
    # without it nothing is walked
    assert colima.run("check").code == 0
    assert ("walk", str(colima.home / "projects")) not in (colima.last or colima.host()).questions
    (colima.home / name).unlink()
    assert colima.run(*DEEP).code == 0


def test_status_says_it_too(colima: Machine) -> None:
    link(colima, ".netrc", "projects/key")
    found = colima.instance("colima/default", "--deep", "--backend", "colima")
    assert found["verdict"] == "OPEN"
    assert [one["severity"] for one in found["findings"] if one["id"] == "CG115"] == ["high"]


def test_what_no_vm_sees(colima: Machine) -> None:
    link(colima, ".netrc", "notes/key")
    link(colima, ".ssh/id_rsa", ".ssh/same")
    os.symlink(colima.home / ".netrc", colima.home / "projects/link")
    os.symlink(colima.home / "notes", colima.home / "projects/notes")
    link(colima, "projects/file", "projects/other")
    assert colima.run(*DEEP).code == 0


def test_all_names_among_the_secrets_cost_no_walk(colima: Machine) -> None:
    link(colima, ".ssh/id_rsa", ".ssh/same")
    assert colima.run(*DEEP).code == 0
    assert ("walk", str(colima.home / "projects")) not in (colima.last or colima.host()).questions


def test_a_directory_is_walked_once_for_all_instances(colima: Machine) -> None:
    walked: list[str] = []
    walk = Host.walk
    link(colima, ".netrc", "notes/key")
    for number in range(5):
        colima.write(f".colima/w{number}/colima.yaml", profile(LOCKED))

    def counted(self: Host, top: str, devices: object = None) -> object:
        walked.append(top)
        return walk(self, top, devices)  # type: ignore[arg-type]  # handed through

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Host, "walk", counted)
        assert colima.run(*DEEP).code == 0
    assert walked.count(str(colima.home / "projects")) == 1


@pytest.mark.parametrize(("most", "what"), [(4, "the secrets are more than 4"), (60, "holds more than 60 files")])
def test_too_much_is_not_known(colima: Machine, monkeypatch: pytest.MonkeyPatch, most: int, what: str) -> None:
    monkeypatch.setattr(second_names, "MOST", most)
    link(colima, ".netrc", "notes/key")
    for number in range(70 if most == 60 else 0):
        colima.write(f"projects/{number}", "")
    for number in range(10):
        colima.write(f".aws/{number}", "")
    done = colima.run(*DEEP)
    assert done.code == 1
    assert "colima/default UNKNOWN: whether a secret has a second name" in done.out and what in done.out


def test_what_cannot_be_entered(user: Machine) -> None:
    user.mkdir("projects/closed")
    user.write(".netrc", "secret")
    user.write(FILE, profile(LOCKED))
    assert user.run("lock", "~/projects", "--yes").code == 0
    link(user, ".netrc", "projects/key")
    Path(user.home / "projects/closed").chmod(0)
    try:
        assert "~/projects/key is the same file as ~/.netrc" in user.run(*DEEP).out
    finally:
        Path(user.home / "projects/closed").chmod(0o755)
