"""What cannot be told, and what runs on the host."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.scan.findings.projects import devcontainer, graded, service


def test_a_variable_that_is_set_nowhere(machine: Machine) -> None:
    (found,) = service(machine, "volumes: ['${DATA}/x:/y']")
    assert (found["id"], found["line"], found["subject"]) == ("CG427", 4, "app")
    assert "DATA" in found["message"]


def test_a_volume_that_is_made_elsewhere(machine: Machine) -> None:
    found = service(machine, "volumes: ['data:/y']", more="volumes: {data: {external: true}}\n")
    assert graded(found) == [("CG427", "possible")]


@pytest.mark.parametrize("lines", ["volumes: [':/x']", "image: [", "cap_add: {a: b}"])
def test_a_project_that_compose_refuses(machine: Machine, lines: str) -> None:
    found = [one for one in service(machine, lines) if one["id"] == "CG428"]
    assert len(found) == 1 and found[0]["file"].endswith("compose.yaml")


def test_what_can_be_told_of_a_refused_project_is(machine: Machine) -> None:
    found = service(machine, "privileged: true", more="  other: {volumes: [':/x']}\n")
    assert [one["id"] for one in found] == ["CG421", "CG428"]
    assert found[1]["message"].endswith("and 1 more reason")


@pytest.mark.parametrize("command", ['"make certs"', '["make", "certs"]', '{"a": "make certs"}'])
def test_a_command_on_the_host(machine: Machine, command: str) -> None:
    (found,) = devcontainer(machine, f'{{"image": "x",\n "initializeCommand": {command}}}')
    assert (found["id"], found["line"]) == ("CG426", 2)
    assert found["message"].endswith("make certs")


def test_a_provider(machine: Machine) -> None:
    machine.write("p/compose.yaml", "services:\n  db:\n    provider: {type: awesomecloud}\n")
    (found,) = machine.run("scan", str(machine.home / "p"), "--json").json["findings"]
    assert found["id"] == "CG426" and "awesomecloud" in found["message"]


def test_a_feature_that_is_not_known(machine: Machine) -> None:
    found = devcontainer(machine, '{"image": "x", "features": {"example.org/a/b:1": {}}}')
    assert graded(found) == [("CG427", "possible")]
