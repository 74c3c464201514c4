"""What ``scan`` gives to other programs, and what is accepted by a comment or by the policy."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Machine
from tests.docs.test_json import valid

COMPOSE = """\
services:
  ci:
    image: ci
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock:ro
      # colima-guard: ignore[CG423] the build box has it
      - ~/data:/data
      - ~/notes:/notes
  app:
    image: app
    privileged: true # colima-guard: ignore[CG421] we trust it
    volumes:
      - ./src:/src # colima-guard: ignore[CG423] nobody minds
"""
DEVCONTAINER = """\
{
  "image": "x",
  // colima-guard: ignore[CG426] it makes certificates, and nothing else
  "initializeCommand": "make certs",
  "mounts": [
    "source=${localEnv:HOME}/notes,target=/n,type=bind" /* colima-guard: ignore[CG423] */
  ]
}
"""
POLICY = """\
version: 1
allow:
  - path: ~/src
accepted:
  - {finding: CG420, project: ~/src/shop, reason: the runner, until: 2999-12-31}
  - {finding: CG420, project: ~/src/other, reason: gone, until: 2999-12-31}
  - {finding: CG420, container: runner, reason: the runner, until: 2999-12-31}
"""


@pytest.fixture
def shop(machine: Machine) -> Machine:
    machine.mkdir("data", "notes", "src/shop/.git/objects", "src/shop/.git/refs")
    machine.write("src/shop/.git/HEAD", "ref: refs/heads/main\n")
    machine.write("src/shop/deploy/compose.yaml", COMPOSE)
    machine.write("src/shop/.devcontainer/devcontainer.json", DEVCONTAINER)
    machine.write(".config/colima-guard/policy.yaml", POLICY.replace("src/shop", "src/shop/deploy"))
    machine.cwd = str(machine.home / "src/shop")
    return machine


def findings(machine: Machine, *argv: str) -> list[tuple[str, str, int | None, str | None]]:
    document = machine.run("scan", "--json", *argv).json
    valid(document, "scan")
    by = {(one["accepted"] is None, one["accepted_by"]) for one in document["findings"]}
    assert by <= {(True, None), (False, "comment"), (False, "policy")}
    return [(one["id"], one["file"].rpartition("/")[2], one["line"], one["accepted"]) for one in document["findings"]]


def test_what_is_accepted_and_what_is_not(shop: Machine) -> None:
    assert sorted(findings(shop), key=lambda one: (one[1], one[2] or 0, one[0])) == [
        ("CG420", "compose.yaml", 5, "the runner"),
        ("CG423", "compose.yaml", 7, "the build box has it"),
        ("CG423", "compose.yaml", 8, None),
        ("CG421", "compose.yaml", 11, None),
        ("CG603", "compose.yaml", 11, None),
        ("CG602", "compose.yaml", 13, None),
        ("CG426", "devcontainer.json", 4, "it makes certificates, and nothing else"),
        ("CG423", "devcontainer.json", 6, None),
        ("CG603", "devcontainer.json", 6, None),
    ]


def test_it_is_said_why_a_comment_does_not_count(shop: Machine) -> None:
    said = " ".join(shop.run("scan").out.split())
    assert "does not count: CG421 is accepted by the policy only" in said
    assert "does not count: it gives no reason" in said
    assert "CG423 is ignored (nobody minds), and does not occur on line 13" in said


def test_a_project_that_shares_a_file_is_not_accepted_with_it(shop: Machine) -> None:
    """The policy takes the socket of the directory that is named, and not of whoever uses its file too."""
    shop.write(
        "src/shop/.devcontainer/devcontainer.json",
        '{"dockerComposeFile": "../deploy/compose.yaml", "service": "ci"}',
    )
    (socket,) = (one for one in findings(shop) if one[0] == "CG420")
    assert socket == ("CG420", "compose.yaml", 5, None)
    assert shop.run("scan", "--exit-code").code == 1


def test_all_accepted_is_as_wanted(shop: Machine) -> None:
    text = "services: {ci: {image: ci, volumes: ['/var/run/docker.sock:/s']}}\n"
    shop.write("src/shop/deploy/compose.yaml", text)
    done = shop.run("scan", "--exit-code", "deploy")
    assert done.code == 0, done.out
    assert "accepted: the runner" in done.out
    shop.write(
        ".config/colima-guard/policy.yaml", POLICY.replace("src/shop", "src/shop/deploy").replace("2999", "2001")
    )
    done = shop.run("scan", "--exit-code", "deploy")
    assert done.code == 1
    assert "was accepted until 2001-12-31" in " ".join(done.out.split())


def test_sarif_names_files_from_the_top_of_the_repository(shop: Machine) -> None:
    done = shop.run("scan", "--sarif", "deploy")
    document = json.loads(done.out)
    assert done.code == 0
    assert str(shop.home) not in done.out
    (run,) = document["runs"]
    places = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]}
    assert places == {"deploy/compose.yaml"}
    suppressed = {result["ruleId"]: result["suppressions"][0] for result in run["results"] if "suppressions" in result}
    assert suppressed == {
        "CG420": {"kind": "external", "justification": "the runner"},
        "CG423": {"kind": "inSource", "justification": "the build box has it"},
    }
    assert shop.run("scan", "--sarif", "--exit-code", "deploy").code == 1


def test_annotations_name_what_counts(shop: Machine) -> None:
    done = shop.run("scan", "--annotations", "--exit-code", "deploy")
    assert done.code == 1
    assert str(shop.home) not in done.out
    first, *others = done.out.splitlines()
    assert first.startswith("::error file=deploy/compose.yaml,line=11,col=")
    assert [line.partition(" ")[0] for line in others] == ["::warning", "::warning", "::notice"]


def test_where_there_is_no_project(machine: Machine) -> None:
    machine.mkdir("empty")
    assert machine.run("scan", "empty").code == 3
    assert machine.run("scan", "--if-any", "--exit-code", "empty").code == 0
    done = machine.run("scan", "--if-any", "--sarif", "empty")
    assert (done.code, json.loads(done.out)["runs"][0]["results"]) == (0, [])
    assert (machine.run("scan", "--if-any", "--annotations", "empty").out) == ""


def test_three_outputs_are_not_one(machine: Machine) -> None:
    for two in (("--json", "--sarif"), ("--sarif", "--annotations"), ("--json", "--annotations")):
        assert machine.run("scan", *two, ".").code == 2


@pytest.mark.parametrize("columns", range(40, 81, 7))
def test_what_a_project_says_is_no_command_to_github(machine: Machine, columns: int) -> None:
    """GitHub takes a line of a log for a command that begins with two colons, blanks before them or not."""
    machine.environ["COLUMNS"] = str(columns)
    name = " ".join(["::error file=x::y"] * 20)
    machine.write("p/compose.yaml", f"services: {{a: {{image: x, privileged: true, volumes: ['/etc/{name}:/x']}}}}\n")
    done = machine.run("scan", str(machine.home / "p"))
    assert " ::error" in done.out
    assert not [line for line in done.out.splitlines() if line.lstrip().startswith("::")]


def test_a_name_is_no_command_of_the_old_kind_to_github(machine: Machine) -> None:
    """GitHub takes a line of a log for a command that has two number signs and a bracket anywhere."""
    volume = "['/etc/##[add-mask]a:/x']"
    machine.write("p/compose.yaml", f"services: {{a: {{image: x, privileged: true, volumes: {volume}}}}}\n")
    done = machine.run("scan", str(machine.home / "p"))
    assert "/etc/#\\x23[add-mask]a" in done.out
    assert "##[" not in done.out
