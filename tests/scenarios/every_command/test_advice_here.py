"""What is advised fits what is the matter: each was said of a case that it does not help."""

from __future__ import annotations

import pytest

from colima_guard.formats.yaml import read
from colima_guard.formats.yaml.compose import compose
from colima_guard.formats.yaml.tree import Document
from tests.conftest import Machine
from tests.machines.colima import profile

FILE = ".colima/default/colima.yaml"
POLICY = ".config/colima-guard/policy.yaml"
OVERRIDE = ".lima/_config/override.yaml"
INSTANCE = "images: [{location: /x}]\nmounts: [{location: ~/projects, writable: true}]\n"


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects", "data")
    machine.write(FILE, profile())
    return machine


def test_a_policy_with_an_entry_twice(colima: Machine) -> None:
    colima.write(POLICY, "version: 1\nallow: [{path: ~/projects}, {path: ~/projects}]\n")
    said = colima.run("check").out
    assert "by hand" not in said
    assert "do: colima-guard lock [" in said
    assert colima.run("lock", "--yes").code == 0
    assert colima.run("check").code == 0


def test_a_shared_file_that_cannot_be_read_as_yaml(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(".lima/x/lima.yaml", INSTANCE)
    machine.write(OVERRIDE, "mounts: [\n")
    lock = machine.run("lock", "~/projects", "--yes")
    assert "now: what lima/x sees is not known\n" in lock.out
    assert f"cannot be locked: ~/{OVERRIDE}:2: did not find expected node content\n" in lock.out
    (said, *_) = (line for line in machine.run("check").out.splitlines() if line.startswith("lima/x"))
    assert said.endswith("do: mend the line [CG204]"), said
    assert f"~/{OVERRIDE}:2" in said


def test_files_are_counted_once(machine: Machine) -> None:
    machine.mkdir("projects", ".ssh")
    machine.write(".lima/x/lima.yaml", INSTANCE)
    machine.write(OVERRIDE, "#\u2028null\n---\nmounts: [{location: ~/.ssh}]\n")
    machine.run("lock", "~/projects", "--yes")
    assert f"nothing was written: ~/{OVERRIDE} cannot be\n" in machine.run("lock", "--yes").err


def test_a_directory_above_the_journal(user: Machine) -> None:
    user.mkdir("projects", ".local")
    user.linux().write(FILE, profile(vmType="qemu", mountType="9p"))
    (user.home / ".local").chmod(0o555)
    done = user.run("lock", "~/projects", "--yes")
    (user.home / ".local").chmod(0o755)
    assert done.code == 4
    assert "the directory ~/.local is read-only" in done.err
    assert "do:  see to that directory, then run this again" in done.err
    assert user.run("lock", "~/projects", "--yes").code == 0


def test_a_directory_that_cannot_be_searched(user: Machine) -> None:
    user.mkdir("projects")
    user.write(FILE, profile())
    user.run("lock", "~/projects", "--yes")
    (user.home / ".colima").chmod(0)
    said = user.run("check").out + user.run("lock", "--yes").out
    (user.home / ".colima").chmod(0o755)
    assert "remove it" not in said
    assert "~/.colima cannot be read: Permission denied; do: make it a directory that you can read, then" in said


@pytest.mark.parametrize("argv", [("--allow", "~/projects:ro"), ()], ids=["read-only", "an empty policy"])
def test_no_list_with_a_directory_that_is_not_there_is_to_be_pasted(machine: Machine, argv: tuple[str, ...]) -> None:
    machine.mkdir("projects")
    machine.write(POLICY, "version: 1\nallow: []\n")
    done = machine.run("render", "docker-desktop", *argv, stdin=b"{}")
    assert (done.code, done.out, "paste" in done.err) == (4, "", False), done.err
    assert ("for ~/projects:ro cannot be" in done.err) is bool(argv)
    (advice,) = (line for line in done.err.splitlines() if line.startswith("  do:"))
    directory = advice.split()[3].rstrip(",")
    machine.mkdir(directory.removeprefix("~/"))
    assert machine.run("render", "docker-desktop", *argv, stdin=b"{}").code == 0


def test_what_is_named_is_named_as_it_was_typed(machine: Machine) -> None:
    nope = machine.run("policy", "validate", "/nope")
    assert (nope.code, "--policy" in nope.err, "/nope: there is no such file" in nope.err) == (2, False, True)
    root = machine.run("lock", "--policy", "/")
    assert (root.code, "move it away" in root.err, "/ is a directory" in root.err) == (2, False, True)
    what = machine.run("policy", "--json").json["error"]["what"]
    assert "\n" not in what
    assert "\t" not in what
    assert "Choose from: show, " in what


def test_a_rollback_that_is_refused_speaks_of_no_block(user: Machine) -> None:
    user.mkdir("projects")
    user.write(FILE, profile())
    assert user.run("lock", "~/projects", "--yes").code == 0
    for path in (FILE, POLICY, ".colima/_templates/default.yaml"):
        (user.home / path).chmod(0o444)
    done = user.run("rollback", "--yes")
    assert (done.code, "paste" in done.err) == (4, False)


@pytest.mark.parametrize("path", [".ipython/profile_default/startup", ".jupyter", ".bashrc.d", ".zshrc.d"])
def test_what_is_run_at_a_start_is_off_limits(colima: Machine, path: str) -> None:
    colima.mkdir(path)
    assert colima.run("lock", f"~/{path}", "--yes").code == 4


def test_advice_spares_the_second_parser_and_a_lock_does_not(colima: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def asking(text: str, *, pure: bool) -> Document:
        asked.append(text)
        return compose(text, pure=pure)

    monkeypatch.setattr("colima_guard.formats.yaml.second_parser.compose", asking)
    read.second_opinion.cache_clear()
    colima.write(POLICY, "version: 1\nallow: [{path: ~/projects}]\n")
    assert "do: colima-guard lock [" in colima.run("check").out
    assert asked == []
    assert colima.run("lock", "--yes").code == 0
    assert [text.count("projects") for text in asked] == [0, 1]
