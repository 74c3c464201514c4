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


@pytest.mark.parametrize("command", ["[]", '""', "null", "false", "{}", '{"a": []}', '{"a": ""}'])
def test_no_command_on_the_host(machine: Machine, command: str) -> None:
    assert devcontainer(machine, f'{{"image": "x", "initializeCommand": {command}}}') == []


@pytest.mark.parametrize("file", ["oci://example.org/base", "https://example.org/base.yaml", "linked.yaml"])
def test_a_base_that_is_not_read_is_the_reason_and_not_what_follows_from_it(machine: Machine, file: str) -> None:
    machine.write("elsewhere.yaml", "services: {base: {image: x}}\n")
    machine.mkdir("p")
    (machine.home / "p/linked.yaml").symlink_to("../elsewhere.yaml")
    text = f"services:\n  app:\n    extends: {{file: '{file}', service: base}}\n  b: {{volumes: ['./x:/x']}}\n"
    machine.write("p/compose.yaml", text)
    (found,) = (one for one in machine.run("scan", str(machine.home / "p"), "--json").json["findings"])
    assert found["id"] == "CG428"
    assert (file in found["message"] and "not read" in found["message"]) or "not followed" in found["message"]


def test_a_devcontainer_that_is_not_read_is_named_by_its_file(machine: Machine) -> None:
    machine.mkdir("p/.git")
    machine.write("out/devcontainer.json", "{}")
    (machine.home / "p/.devcontainer").symlink_to("../out")
    machine.cwd = str(machine.home / "p")
    done = machine.run("scan", "--annotations")
    assert done.out.startswith("::warning file=.devcontainer/devcontainer.json,")


def test_a_provider(machine: Machine) -> None:
    machine.write("p/compose.yaml", "services:\n  db:\n    provider: {type: awesomecloud}\n")
    (found,) = machine.run("scan", str(machine.home / "p"), "--json").json["findings"]
    assert found["id"] == "CG426" and "awesomecloud" in found["message"]


def test_a_feature_that_is_not_known(machine: Machine) -> None:
    found = devcontainer(machine, '{"image": "x", "features": {"example.org/a/b:1": {}}}')
    assert graded(found) == [("CG427", "possible")]
