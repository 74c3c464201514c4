"""A first lock without directories, on a terminal: what is there is shown, and what is chosen is allowed."""

from __future__ import annotations

import re
from pathlib import Path

import pexpect
import pytest

from colima_guard.cli.choose import KEYS as CHOICE_KEYS
from colima_guard.cli.guided import TITLE
from tests.machines.colima import QEMU, profile
from tests.snapshots.screen import screen
from tests.snapshots.situations import demo
from tests.snapshots.terminal import Key
from tests.terminal.test_question import ended, files, typed

FILE = ".colima/default/colima.yaml"
POLICY = ".config/colima-guard/policy.yaml"
DOWN, KEYS = "\x1b[B", "ctrl-c: change nothing"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path.resolve() / "me"
    for name in ("projects/a/.git", "src/b/.git", "src/c/.git", ".ssh", ".colima/default"):
        (home / name).mkdir(parents=True)
    (home / "projects/a/compose.yaml").write_text("services: {web: {image: x, volumes: ['.:/app']}}\n")
    (home / FILE).write_text(profile(**QEMU))
    return home


def asked(home: Path, *argv: str, cwd: Path | None = None, term: str = "xterm-256color") -> pexpect.spawn[str]:
    """A command line on a terminal; one of these tests does not say where its cursor is."""
    return typed(home, *argv, PWD=str(cwd or home), TERM=term, PROMPT_TOOLKIT_NO_CPR="1")


def shown(text: str | None) -> list[str]:
    """The rows of the list in what a terminal was given."""
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text or "")
    return [line.strip() for line in plain.splitlines() if re.match(r"\s*>? *\[(rw|ro|  )\]", line)]


def test_choosing_with_the_keyboard(home: Path) -> None:
    terminal = asked(home, "lock")
    terminal.expect_exact(KEYS)
    terminal.expect_exact("2 git repositories")
    assert shown(terminal.before) == [
        "> [  ] ~/projects  1 git repository and 1 Compose or devcontainer project",
        "[  ] ~/src",
    ]
    terminal.send(f" {DOWN}  \r")  # writable; the next one read-only
    terminal.expect(r"Write 3 files\? \[y/N\]: ")
    terminal.sendline("y")
    assert ended(terminal) == 0
    assert (
        (home / POLICY)
        .read_text()
        .endswith("allow:\n  - path: ~/projects\n    access: rw\n  - path: ~/src\n    access: ro\n")
    )
    assert "  - location: ~/src\n    writable: false\n" in (home / FILE).read_text()


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_changing_nothing(home: Path, key: str) -> None:
    before = files(home)
    terminal = asked(home, "lock")
    terminal.expect_exact(KEYS)
    terminal.expect_exact("2 git repositories")
    terminal.send(key)
    terminal.expect_exact("nothing was changed")
    assert ended(terminal) == 1
    assert files(home) == before


def test_declining_what_was_chosen(home: Path) -> None:
    before = files(home)
    terminal = asked(home, "lock")
    terminal.expect_exact("2 git repositories")
    terminal.send("w\r")
    terminal.expect(r"Write 3 files\? \[y/N\]: ")
    terminal.sendline("")
    assert ended(terminal) == 1
    assert files(home) == before


def test_nothing_chosen_is_said_and_asked_again(home: Path) -> None:
    terminal = asked(home, "lock", "-n")
    terminal.expect_exact("2 git repositories")
    terminal.send("\r")
    terminal.expect_exact("colima-guard lock --nothing")
    terminal.send("jr\r")
    terminal.expect_exact("+  - path: ~/src")
    assert ended(terminal) == 0


def test_a_terminal_that_cannot_move_its_cursor(home: Path) -> None:
    terminal = asked(home, "lock", "-n", term="dumb")
    terminal.expect_exact("   1 [  ] ~/projects  1 git repository and 1 Compose or devcontainer project")
    terminal.expect_exact("nothing for those marked: ")
    terminal.sendline("3")
    terminal.expect_exact("'3' is none of 1 to 2")
    terminal.sendline("")
    terminal.expect_exact("Nothing is chosen")
    terminal.sendline("1, 2r")
    terminal.expect_exact("+  - path: ~/projects")
    terminal.expect_exact("+    access: ro")
    assert ended(terminal) == 0


def test_interrupted_where_numbers_are_asked(home: Path) -> None:
    terminal = asked(home, "lock", term="dumb")
    terminal.expect_exact("nothing for those marked")
    terminal.sendintr()
    terminal.expect_exact("nothing was changed")
    assert ended(terminal) == 1


def test_what_the_project_here_needs_is_taken_already(home: Path) -> None:
    terminal = asked(home, "lock", "-n", cwd=home / "projects/a")
    terminal.expect_exact("git repositories")
    assert shown(terminal.before)[0] == "> [rw] ~/projects/a  ~/projects/a (web) writes"
    terminal.send("\r")
    terminal.expect_exact("+  - path: ~/projects/a")
    terminal.expect_exact("no bind of 1 project and 0 containers changes")
    assert ended(terminal) == 0


def test_where_nothing_is_there_it_is_the_error_of_ever(home: Path) -> None:
    for name in ("projects", "src"):
        (home / name).rename(home / f"{name}-elsewhere")
    terminal = asked(home, "lock")
    terminal.expect_exact("there is no policy yet")
    assert ended(terminal) == 2


@pytest.mark.parametrize("argv", [("--yes",), ("--json",), ("--nothing", "-n")])
def test_who_asks_for_no_question_gets_none(home: Path, argv: tuple[str, ...]) -> None:
    terminal = asked(home, "lock", *argv)
    code = ended(terminal)
    assert code == (0 if "--nothing" in argv else 2)


def test_with_a_policy_it_is_the_lock_of_ever(home: Path) -> None:
    (home / POLICY).parent.mkdir(parents=True)
    (home / POLICY).write_text("version: 1\nallow: [{path: ~/projects}]\n")
    terminal = asked(home, "lock", "-n")
    terminal.expect_exact("would be:")
    assert "ctrl-c" not in (terminal.before or "")
    assert ended(terminal) == 0


def test_what_cannot_be_allowed_together_is_said(home: Path) -> None:
    terminal = asked(home, "lock", "-n", cwd=home / "projects/a")
    terminal.expect_exact("2 git repositories")
    assert shown(terminal.before)[1].startswith("[  ] ~/projects ")
    terminal.send("jr\r")
    terminal.expect_exact("lies in ~/projects")
    terminal.send("w\r")
    terminal.expect_exact("+  - path: ~/projects")
    terminal.expect_exact("no bind of 1 project and 0 containers changes")
    assert ended(terminal) == 0


@pytest.mark.parametrize("columns", [40, 60])
def test_a_narrow_terminal_breaks_between_words(columns: int) -> None:
    with screen() as machine:
        demo(machine)
        keys = (Key("\r", "enter", "> [  ] ~/projects"), Key("\x03", "ctrl-c", "--nothing"))
        first, second, _ = (text for _, text in machine.drive("lock", keys=keys, columns=columns))
    for words in (TITLE, CHOICE_KEYS):
        assert " ".join(words.split()) in " ".join(re.sub(r"\x1b\[[0-9;]*m", "", first).split())
    said = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", second).split())
    assert "Nothing is chosen. To allow nothing at all: ctrl-c, and colima-guard lock --nothing" in said
