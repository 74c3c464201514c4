"""``projects`` of the policy: where projects lie, which a change is held against."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.colima import profile

POLICY = ".config/colima-guard/policy.yaml"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", "src", "work")
    machine.write(".colima/work/colima.yaml", profile())
    return machine


def projects(machine: Machine) -> list[str]:
    document = machine.run("policy", "show", "--json").json
    found: list[str] = document["policy"]["projects"]
    return [path.replace(str(machine.home), "~") for path in found]


def test_a_lock_remembers_them(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--projects", "~/src", "--projects", "~/work/", "--yes")
    assert colima.read(POLICY).endswith(
        "allow:\n  - path: ~/projects\n    access: rw\nprojects:\n  - ~/src\n  - ~/work\n"
    )
    assert projects(colima) == ["~/src", "~/work"]
    assert "projects in ~/src\n" in colima.run("policy", "show").out


def test_a_lock_that_names_none_leaves_them(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--projects", "~/src", "--yes")
    colima.run("lock", "--nothing", "--yes")
    assert projects(colima) == ["~/src"]


def test_lock_replaces_and_the_others_add(colima: Machine) -> None:
    colima.run("lock", "~/projects", "--projects", "~/src", "--yes")
    colima.run("allow", "~/src", "--projects", "~/work", "--yes")
    assert projects(colima) == ["~/src", "~/work"]
    colima.run("revoke", "~/src", "--projects", "~/projects", "--projects", "~/src", "--yes")
    assert projects(colima) == ["~/src", "~/work", "~/projects"]
    colima.run("lock", "--projects", "~/work", "--yes")
    assert projects(colima) == ["~/work"]
    assert colima.run("rollback", "--yes").code in (0, 1)
    assert projects(colima) == ["~/src", "~/work", "~/projects"]


def test_comments_and_the_rest_of_the_file_stay(colima: Machine) -> None:
    colima.write(
        POLICY,
        "version: 1\n# mine\nprojects: [~/src]   # all of them\nallow:\n  - {path: ~/projects}   # why\n",
    )
    colima.run("allow", "~/projects", "--projects", "~/src", "--yes")
    assert "projects: [~/src]   # all of them\n" in colima.read(POLICY)
    colima.run("allow", "~/projects", "--projects", "~/work", "--yes")
    text = colima.read(POLICY)
    assert "# mine\n" in text and "# all of them" in text and "# why" in text
    assert projects(colima) == ["~/src", "~/work"]


def test_what_an_included_file_names_stays_there(colima: Machine) -> None:
    colima.home.chmod(0o755)
    colima.write("team.yaml", "version: 1\nprojects: [~/src]\n")
    colima.write(POLICY, "version: 1\ninclude: [~/team.yaml]\nallow: [{path: ~/projects}]\n")
    assert projects(colima) == ["~/src"]
    colima.run("lock", "--projects", "~/work", "--yes")
    assert projects(colima) == ["~/work", "~/src"]
    assert "src" not in colima.read(POLICY)


@pytest.mark.parametrize("text", ["~/nowhere", "~other/src", "", "~/src/a"])
def test_what_is_no_directory_is_a_wrong_command_line(colima: Machine, text: str) -> None:
    colima.write("src/a", "")
    done = colima.run("lock", "~/projects", "--projects", text, "--yes")
    assert done.code == 2 and not (colima.home / POLICY).exists(), done


@pytest.mark.parametrize(
    "value", ["~/src", "[src]", "[1]", "[~other]", "[{path: ~/src}]", "[~]", "['']"], ids=lambda value: str(value)
)
def test_what_is_not_understood_is_an_error_with_its_line(colima: Machine, value: str) -> None:
    colima.write(POLICY, f"version: 1\nallow: [{{path: ~/projects}}]\nprojects: {value}\n")
    done = colima.run("policy", "show")
    assert done.code == 2 and "policy.yaml:3: " in done.err, done


def test_a_policy_that_is_given_says_all(colima: Machine) -> None:
    colima.write("given.yaml", "version: 1\nallow: [{path: ~/projects}]\nprojects: [~/src]\n")
    assert colima.run("lock", "--policy", "~/given.yaml".replace("~", str(colima.home)), "--yes").code in (0, 1)
    assert projects(colima) == ["~/src"]
    done = colima.run("lock", "--policy", str(colima.home / "given.yaml"), "--projects", "~/src", "--yes")
    assert done.code == 2
