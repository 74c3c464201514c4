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
    assert "left out: of others: a directory of packages, or a cache (1)" in done.out
    assert all(len(line) <= 80 for line in done.out.splitlines())


def test_nothing_to_look_at(machine: Machine) -> None:
    assert machine.run("scan").code == 3
    assert machine.run("scan", "nowhere").code == 2


def test_the_project_above_the_working_directory_is_looked_at_too(machine: Machine) -> None:
    machine.write("p/compose.yaml", COMPOSE)
    machine.write("p/sub/.env", "A=b\n")
    machine.cwd = str(machine.home / "p/sub")
    (project,) = machine.run("scan", "--json").json["projects"]
    assert project["directory"] == str(machine.home / "p")
    machine.write("p/sub/compose.yaml", COMPOSE)
    (project,) = machine.run("scan", "--json").json["projects"]
    assert project["directory"] == str(machine.home / "p/sub")


def test_one_project_as_somebody_starts_it(machine: Machine) -> None:
    machine.write("p/a.yaml", "services:\n  a:\n    image: x\n    volumes: ['${DATA}:/d']\n    profiles: [dev]\n")
    machine.write("p/b.yaml", "services:\n  a:\n    privileged: true\n  b: {image: y, profiles: [prod]}\n")
    machine.write("p/my.env", "DATA=/srv/data\n")
    machine.write("p/c/compose.yaml", COMPOSE)
    machine.cwd = str(machine.home / "p")
    argv = ("scan", "--json", "-f", "a.yaml", "-f", "b.yaml", "--env-file", "my.env")
    (project,) = machine.run(*argv).json["projects"]
    assert [one["name"] for one in project["services"]] == ["a", "b"]
    assert project["services"][0]["binds"][0]["source"] == "/srv/data" and project["services"][0]["privileged"]
    (project,) = machine.run(*argv, "--profile", "dev").json["projects"]
    assert [one["name"] for one in project["services"]] == ["a"]
    machine.environ["COMPOSE_FILE"] = "b.yaml:a.yaml"
    (project,) = machine.run("scan", "--json").json["projects"]
    assert project["directory"] == str(machine.home / "p") and len(project["services"]) == 2
    (project,) = machine.run("scan", "--json", "--project-directory", "c", "-f", "a.yaml").json["projects"]
    assert project["directory"] == str(machine.home / "p/c")


def test_what_cannot_be_told_is_in_the_exit_code(machine: Machine) -> None:
    machine.write("p/compose.yaml", "services:\n  a:\n    image: x\n    volumes: ['${DATA}/x:/d']\n")
    assert machine.run("scan", "p", "--exit-code").code == 1
    assert machine.run("scan", "p").code == 0
    machine.write("p/compose.yaml", "services:\n  a:\n    image: x\n")
    done = machine.run("scan", "p", "--exit-code")
    assert (done.code, done.out) == (0, "1 Compose project: no findings\n")


def test_control_characters_are_escaped(machine: Machine) -> None:
    machine.write(
        "p/compose.yaml", 'services:\n  "a\\e[31m":\n    image: x\n    volumes: ["/run/docker.sock:/x\\ny"]\n'
    )
    out = machine.run("scan", "p").out
    assert "\x1b" not in out and "\\e[31m" in out


def test_blast_radius(machine: Machine) -> None:
    machine.write(".colima/default/colima.yaml", "runtime: docker\nvmType: vz\nmountType: virtiofs\nmounts: []\n")
    machine.mkdir(".aws", "projects")
    machine.write("p/compose.yaml", COMPOSE)
    (radius,) = machine.run("scan", "p", "--json").json["radius"]
    assert radius["instance"] == "colima/default" and radius["reaches_after"] is None
    assert str(machine.home) in [one["path"] for one in radius["reaches"]]
    assert radius["secrets"] == [str(machine.home / ".aws")]
    assert machine.run("lock", "--yes", "~/projects").code in (0, 1)
    machine.write(".colima/default/colima.yaml", "runtime: docker\nvmType: vz\nmountType: virtiofs\nmounts: []\n")
    done = machine.run("scan", "p", "--json")
    valid(done.json, "scan")
    (radius,) = done.json["radius"]
    assert [one["path"] for one in radius["reaches_after"]] == [str(machine.home / "projects")]
    assert radius["secrets_after"] == []
    out = " ".join(machine.run("scan", "p").out.split())
    assert "colima/default: ~ (rw)" in out and "after colima-guard lock: ~/projects (rw); no secret" in out


def test_nothing_of_a_vm_is_looked_at_where_no_finding_needs_it(machine: Machine) -> None:
    machine.write(".colima/default/colima.yaml", "runtime: docker\n")
    machine.write("p/compose.yaml", "services:\n  a:\n    image: x\n")
    assert machine.run("scan", "p", "--json").json["radius"] == []
    assert machine.last is not None
    assert not any(".colima" in subject for _, subject in machine.last.questions)


def test_what_cannot_be_told_of_the_socket_is_said(machine: Machine) -> None:
    volumes = "[~/.colima:/a]", "[data:/b]", "[./src:/c]"
    services = "".join(f"  s{at}: {{image: x, volumes: {one}}}\n" for at, one in enumerate(volumes))
    machine.write("p/compose.yaml", f"services:\n{services}volumes: {{data: {{external: true}}}}\n")
    found = machine.run("scan", "p", "--json").json["projects"][0]["services"]
    assert [(one["socket"], len(one["unknown"])) for one in found] == [(None, 1), (None, 1), (False, 0)]
