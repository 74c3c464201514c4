"""``scan --suggest`` and ``lock --from-scan``: the allowlist that projects need, and a lock to it."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Machine
from tests.docs.test_json import valid
from tests.machines.colima import QEMU, profile

FILE = ".colima/default/colima.yaml"
COMPOSE = """\
services:
  web: {image: nginx, volumes: ["./html:/html:ro", "~/data:/data", "~/.aws:/aws:ro", "~/conf/a.ini:/a.ini:ro"]}
"""


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("src/blog/html", "data", ".aws", "conf")
    machine.write("conf/a.ini", "")
    machine.write("conf/b.key", "")
    machine.write("src/blog/compose.yaml", COMPOSE)
    machine.write(FILE, profile(**QEMU))
    return machine


def test_the_suggestion(colima: Machine) -> None:
    done = colima.run("scan", "--suggest", "~/src")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "1 project and 0 containers need 3 directories:",
        "  ro ~/conf      ~/src/blog (web) reads",
        "     it is for the file a.ini, and opens 1 more name in it: b.key",
        "  rw ~/data      ~/src/blog (web) writes",
        "  ro ~/src/blog  ~/src/blog (web) reads",
        "not suggested: ~/.aws, which must not be allowed: it holds, or lies in, ~/.aws (secrets) "
        "(~/src/blog (web) reads)",
        "not looked at: containers of colima/default (it does not run)",
        "to allow just these: colima-guard lock ~/conf:ro ~/data ~/src/blog:ro",
    ]


def test_what_leads_out_is_said(colima: Machine) -> None:
    colima.write("src/blog/.git", f"gitdir: {colima.home}/main/.git/worktrees/blog\n")
    colima.write("main/.git/worktrees/blog/commondir", "../..\n")
    (colima.home / "src/blog/shared").symlink_to("../../shared")
    done = colima.run("scan", "--suggest", "~/src")
    assert "     git in it needs ~/main/.git, which is not shared\n" in done.out
    assert "     ~/src/blog/shared leads to ~/shared, which is not shared\n" in done.out


def test_nothing_that_is_needed(colima: Machine) -> None:
    colima.write("src/blog/compose.yaml", "services: {web: {image: x}}\n")
    assert colima.run("scan", "--suggest", "~/src").out.startswith("1 project and 0 containers need no directory\n")
    done = colima.run("lock", "--from-scan", "~/src", "--yes")
    assert done.code == 2 and "needs a directory that can be allowed" in done.err
    assert not (colima.home / ".config").exists()


def test_json(colima: Machine) -> None:
    document = json.loads(colima.run("scan", "--suggest", "~/src", "--json").out)
    valid(document, "suggestion")
    assert document["ok"] is False
    assert [(one["path"].replace(str(colima.home), "~"), one["access"]) for one in document["allow"]] == [
        ("~/conf", "ro"),
        ("~/data", "rw"),
        ("~/src/blog", "ro"),
    ]


def test_what_cannot_be_told_is_said(colima: Machine) -> None:
    colima.write("src/blog/compose.yaml", "services: {web: {image: x, volumes: ['${X}/a:/a']}}\n")
    done = colima.run("scan", "--suggest", "~/src")
    assert "what ~/src/blog can bind is not known in full" in done.out


def test_a_lock_to_it(colima: Machine) -> None:
    done = colima.run("lock", "--from-scan", "~/src", "--yes")
    assert done.code == 0, done.err
    assert done.out.startswith("1 project and 0 containers need 3 directories:\n")
    assert colima.sees() == [("~/conf", "ro"), ("~/data", "rw"), ("~/src/blog", "ro")]
    # what it was made from is remembered, and its secret is said to go
    assert "projects:\n  - ~/src\n" in colima.read(".config/colima-guard/policy.yaml")
    assert "~/src/blog web: /aws (from ~/.aws) will be an empty directory, of root (~/.aws must not be" in done.out


def test_a_lock_to_that_of_the_working_directory(colima: Machine) -> None:
    colima.cwd = str(colima.home / "src/blog")
    done = colima.run("lock", "--from-scan", "-n")
    assert done.code == 0 and "+  - path: ~/src/blog" in done.out


def test_with_a_directory_more_and_as_json(colima: Machine) -> None:
    colima.mkdir("more")
    done = colima.run("lock", "~/more", "--from-scan", "~/src", "--yes", "--json")
    valid(done.json, "change")
    assert ("~/more", "rw") in colima.sees()


@pytest.mark.parametrize(
    "argv", [("--nothing",), ("--policy", "p.yaml"), ("--project", "src")], ids=lambda argv: str(argv[0])
)
def test_two_things_that_cannot_both_be(colima: Machine, argv: tuple[str, ...]) -> None:
    done = colima.run("lock", "--from-scan=~/src", *argv, "--yes")
    assert done.code == 2 and not (colima.home / ".config").exists()


@pytest.mark.parametrize("where", ["~/nowhere", "~/conf/a.ini", "~other"])
def test_what_is_no_directory(colima: Machine, where: str) -> None:
    assert colima.run("lock", f"--from-scan={where}", "--yes").code == 2


def test_what_no_vm_can_be_given_is_not_suggested(colima: Machine) -> None:
    colima.write("src/my app/compose.yaml", "services: {web: {image: x, volumes: ['.:/a']}}\n")
    done = colima.run("scan", "--suggest", "~/src")
    assert "not suggested: ~/src/my app, which cannot be shared: " in done.out and "blank" in done.out
    assert colima.run("lock", "--from-scan", "~/src", "--yes").code == 0
    assert [path for path, _ in colima.sees()] == ["~/conf", "~/data", "~/src/blog"]
