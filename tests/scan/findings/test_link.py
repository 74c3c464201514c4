"""What leads out of a project."""

from __future__ import annotations

from tests.conftest import Machine
from tests.scan.findings.projects import graded, service

INFO = ("CG429", "sure")


def test_a_bind_that_is_a_link_out_of_the_project(machine: Machine) -> None:
    machine.mkdir("p/inner", "elsewhere")
    (machine.home / "p/out").symlink_to(machine.home / "elsewhere")
    (machine.home / "p/in").symlink_to("inner")
    (found,) = service(machine, "volumes: ['./out:/a', './in:/b', './inner:/c']")
    assert (found["id"], found["severity"], found["path"]) == ("CG429", "info", str(machine.home / "elsewhere"))
    assert machine.run("scan", "p", "--exit-code").code == 0


def test_a_worktree(machine: Machine) -> None:
    machine.mkdir("main/.git/worktrees/p")
    machine.write("p/.git", f"gitdir: {machine.home}/main/.git/worktrees/p\n")
    (found,) = service(machine, "volumes: ['.:/src']")
    assert graded([found]) == [INFO] and "does not have" in found["message"]
    assert service(machine, "volumes: ['.:/src', '../main:/main']") == []
    assert service(machine, "volumes: ['./src:/src']") == []


def test_a_repository_that_borrows(machine: Machine) -> None:
    machine.write("p/.git/objects/info/alternates", f"{machine.home}/main/.git/objects\n")
    assert graded(service(machine, "volumes: ['.:/src']")) == [INFO]
