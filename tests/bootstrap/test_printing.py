"""What the command takes, refuses and writes; and that each language reads back what was quoted for it."""

from __future__ import annotations

import plistlib
import shlex

import pytest
import yaml

from colima_guard.bootstrap import quoting
from colima_guard.bootstrap.kinds import KINDS
from colima_guard.cli.main import main
from tests.bootstrap.conftest import ROOT
from tests.conftest import Machine

PIN = "0.1.0"
TEXTS = (
    "",
    "plain",
    "it's",
    '"',
    "a b",
    "$(x) `x` ${x} $x",
    "\\",
    "\\n",
    "line\nend",
    "é\u2028\U0001f600",
    "''",
    "%h",
    "#",
)


@pytest.mark.parametrize("text", TEXTS)
def test_every_language_reads_what_was_meant(text: str) -> None:
    assert shlex.split(quoting.sh(text)) == [text]
    assert yaml.safe_load(quoting.yaml(text)) == text
    block = f"a: {quoting.yaml_block(text)}\n"
    assert yaml.safe_load(block) == {"a": text}
    document = f'<plist version="1.0"><string>{quoting.plist(text)}</string></plist>'
    assert plistlib.loads(document.encode(), fmt=plistlib.FMT_XML) == text


@pytest.mark.parametrize(
    ("source", "pinned"),
    [
        ("git+https://x.org/a/b", f"git+https://x.org/a/b@v{PIN}"),
        ("https://x.org/a/b.git", f"git+https://x.org/a/b.git@v{PIN}"),
        ("git@x.org:a/b.git", f"git+ssh://git@x.org/a/b.git@v{PIN}"),
        ("git+ssh://git@x.org/a/b@0123abc", "git+ssh://git@x.org/a/b@0123abc"),
        ("acme-guard", f"acme-guard=={PIN}"),
        (f"acme-guard=={PIN}", f"acme-guard=={PIN}"),
        (f"https://x.org/colima_guard-{PIN}-py3-none-any.whl", f"https://x.org/colima_guard-{PIN}-py3-none-any.whl"),
        (f"/srv/colima_guard-{PIN}-py3-none-any.whl", f"/srv/colima_guard-{PIN}-py3-none-any.whl"),
    ],
)
def test_a_source_is_pinned(machine: Machine, source: str, pinned: str) -> None:
    done = machine.run("bootstrap", "sh", "--allow", "~/projects", "--from", source)
    assert done.code == 0, done.err
    assert f"requirement={shlex.quote(pinned)}\n" in done.out


@pytest.mark.parametrize(
    "source",
    [
        *("acme-guard==9.9.9", "acme-guard>=0.1", "https://x.org/a", "colima_guard-9.9.9-py3-none-any.whl", "a b", ""),
        *("--index-url=x", "git+https://x.org/a#egg=b", "http://x.org/colima_guard-0.1.0-py3-none-any.whl", "./x"),
        *("git+https://x.org/${{ secrets.X }}", "acme-guard\nother"),
    ],
)
def test_what_cannot_be_pinned_is_not_taken(machine: Machine, source: str) -> None:
    done = machine.run("bootstrap", "sh", "--allow", "~/projects", "--from", source)
    assert (done.code, done.out) == (2, "")
    assert "cannot be installed" in done.err


@pytest.mark.parametrize(
    ("argv", "code", "what"),
    [
        ((), 2, "no kind is named"),
        (("nonsense",), 2, "is not one of"),
        (("sh",), 2, "there is no policy yet"),
        (("sh", "--allow", "~"), 4, "must not be allowed: it is your home"),
        (("sh", "--allow", "~/.ssh"), 4, "must not be allowed"),
        (("sh", "--confine"), 2, "--confine goes with --allow"),
        (("sh", "--allow", "~/projects", "--yes"), 2, "about files that are written"),
        (("github-action", "--allow", "~/projects"), 2, "not said from where"),
    ],
)
def test_what_is_refused(machine: Machine, argv: tuple[str, ...], code: int, what: str) -> None:
    done = machine.run("bootstrap", *argv)
    assert (done.code, done.out) == (code, "")
    assert what in done.err


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_in_the_docs(kind: str) -> None:
    assert f"`{kind}`" in (ROOT / "docs/bootstrap.md").read_text(encoding="utf-8").split("\n## ")[0]


def test_printing_writes_nothing(machine: Machine) -> None:
    machine.run("bootstrap", "ansible", "--allow", "~/projects")
    assert list(machine.home.iterdir()) == []


class TestOutput:
    ARGV = ("bootstrap", "chezmoi", "--allow", "~/projects", "--output", "~/dotfiles")

    def test_it_shows_writes_and_takes_back(self, machine: Machine) -> None:
        before = machine.files()
        assert "+++ " in machine.run(*self.ARGV, "--dry-run").out
        assert machine.files() == before
        done = machine.run(*self.ARGV, "--yes")
        assert done.code == 0
        assert "written as change" in done.out
        script = machine.home / "dotfiles/run_onchange_before_colima-guard.sh"
        assert script.stat().st_mode & 0o777 == 0o755
        assert machine.run(*self.ARGV, "--yes").out == "nothing to change\n"
        assert machine.run("rollback", "--yes").code == 0
        assert not (machine.home / "dotfiles").exists()

    def test_it_asks_and_without_a_terminal_does_nothing(self, machine: Machine) -> None:
        done = machine.run(*self.ARGV, stdin=b"y\n")
        assert done.code == 2
        assert not (machine.home / "dotfiles").exists()

    def test_our_own_file_is_replaced(self, machine: Machine) -> None:
        machine.run(*self.ARGV, "--yes")
        assert machine.run(*self.ARGV[:3], "~/data", *self.ARGV[4:], "--yes").code == 0
        assert "~/data" in machine.read("dotfiles/run_onchange_before_colima-guard.sh")

    def test_somebody_else_s_is_not(self, machine: Machine) -> None:
        machine.write("dotfiles/dot_colima/default/modify_colima.yaml", "#!/bin/sh\ncat\n")
        before = machine.files()
        done = machine.run(*self.ARGV, "--yes")
        assert done.code == 4
        assert "is not from colima-guard" in done.err
        assert machine.files() == before
        assert machine.run(*self.ARGV, "--yes", "--overwrite").code == 0
        assert "render colima" in machine.read("dotfiles/dot_colima/default/modify_colima.yaml")
        assert machine.run("rollback", "--yes").code == 0
        assert machine.files() == before


def test_a_name_that_is_not_text_is_refused(machine: Machine) -> None:
    code = main(["bootstrap", "sh", "--allow", "~/a\udcff"], machine.host())
    assert code == 2
