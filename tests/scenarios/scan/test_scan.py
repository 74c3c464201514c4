"""What ``scan`` says of projects, on the terminal and as JSON."""

from __future__ import annotations

from tests.conftest import Machine
from tests.docs.test_json import valid

COMPOSE = """\
services:
  ci:
    image: ci
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock:ro
      - ./src:/src
  dind:
    image: docker:dind
    privileged: true
"""


def test_socket_and_privileged(machine: Machine) -> None:
    file = str(machine.write("p/compose.yaml", COMPOSE))
    done = machine.run("scan", str(machine.home / "p"), "--json")
    assert done.code == 0, done.err
    valid(done.json, "scan")
    found = [(one["id"], one["file"], one["line"], one["column"], one["subject"]) for one in done.json["findings"]]
    assert found == [("CG420", file, 5, 9, "ci"), ("CG421", file, 9, 17, "dind")]
    ci, dind = done.json["projects"][0]["services"]
    assert (ci["socket"], dind["socket"], ci["privileged"], dind["privileged"]) == (True, False, False, True)
    assert machine.run("scan", str(machine.home / "p"), "--exit-code").code == 1


def test_terminal(machine: Machine) -> None:
    machine.write("p/compose.yaml", COMPOSE)
    machine.mkdir("p/node_modules/x")
    machine.cwd = str(machine.home / "p")
    done = machine.run("scan")
    assert done.code == 0
    first, *rest = done.out.splitlines()
    assert first == "~/p/compose.yaml"
    assert "5:9  CG420 high  ci: /run/docker.sock is the socket of an engine" in rest[0]
    assert "`:ro` is no remedy" in " ".join(done.out.split())
    assert "1 Compose project: 2 findings (2 high)" in done.out
    assert "left out: 1 of others" in done.out
    assert all(len(line) <= 80 for line in done.out.splitlines())


def test_nothing_to_look_at(machine: Machine) -> None:
    assert machine.run("scan").code == 3
    assert machine.run("scan", "nowhere").code == 2
