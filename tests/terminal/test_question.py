"""A person at a terminal: the coloured diff, the question, and every way to answer it."""

from __future__ import annotations

import signal
from pathlib import Path

import pexpect
import pytest

from tests.machines.colima import LOCKED, QEMU, profile
from tests.machines.command import COMMAND, environment

FILE = ".colima/default/colima.yaml"
BEFORE, AFTER = profile(**QEMU), profile(LOCKED, **QEMU)
QUESTION = r"Write 3 files\? \[y/N\]: "


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path.resolve() / "me"
    for name in ("projects", ".ssh", ".colima/default"):
        (home / name).mkdir(parents=True)
    (home / FILE).write_text(BEFORE)
    return home


def typed(home: Path, *argv: str, **more: str) -> pexpect.spawn[str]:
    env = environment(home, **{"TERM": "xterm-256color", **more})
    return pexpect.spawn(
        COMMAND[0],
        [*COMMAND[1:], *argv],
        env=env,
        cwd=more.pop("PWD", str(home)),
        encoding="utf-8",
        timeout=60,
        dimensions=(50, 100),
        preexec_fn=_heeds,
    )


def _heeds() -> None:
    """The keys of a terminal count, also where a shell has these tests run in the background, without signals."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)


def ended(terminal: pexpect.spawn[str]) -> int:
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus is not None
    return int(terminal.exitstatus)


def files(home: Path) -> set[str]:
    return {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}


def test_yes(home: Path) -> None:
    terminal = typed(home, "lock", "~/projects")
    terminal.expect(QUESTION)
    shown = terminal.before or ""
    assert "\x1b[31m-mounts: []\x1b[0m\r\n" in shown
    assert "\x1b[32m+  - location: ~/projects\x1b[0m\r\n" in shown
    assert "colima/default will no longer see ~\r\n" in shown
    assert files(home) == {FILE}  # nothing before the answer
    terminal.sendline("y")
    assert ended(terminal) == 0
    assert "\x1b[32m2 instances LOCKED\x1b[0m\r\n" in (terminal.before or "")
    assert (home / FILE).read_text() == AFTER

    back = typed(home, "rollback")
    back.expect(r"Take it back\? \[y/N\]: ")
    assert "\x1b[32m+mounts: []\x1b[0m\r\n" in (back.before or "")
    back.sendline("y")
    assert ended(back) == 0
    assert (home / FILE).read_text() == BEFORE


@pytest.mark.parametrize("answer", ["n", "", "what?\nn"])
def test_no(home: Path, answer: str) -> None:
    terminal = typed(home, "lock", "~/projects")
    terminal.expect(QUESTION)
    for line in answer.split("\n"):
        terminal.sendline(line)
    assert ended(terminal) == 1
    assert "nothing was changed\r\n" in (terminal.before or "")
    assert files(home) == {FILE}
    assert (home / FILE).read_text() == BEFORE


@pytest.mark.parametrize("key", ["Ctrl-C", "Ctrl-D", "Ctrl-\\", "hang up"])
def test_none(home: Path, key: str) -> None:
    terminal = typed(home, "lock", "~/projects")
    terminal.expect(QUESTION)
    if key == "Ctrl-C":
        terminal.sendintr()
        assert ended(terminal) == 130
        assert "interrupted" in (terminal.before or "")
    elif key == "Ctrl-D":
        terminal.sendeof()
        assert ended(terminal) == 130
    elif key == "Ctrl-\\":
        terminal.send("\x1c")
        terminal.expect(pexpect.EOF)
        terminal.close()
        assert terminal.signalstatus == signal.SIGQUIT
    else:
        terminal.close(force=True)
    assert "Traceback" not in (terminal.before or "") if isinstance(terminal.before, str) else True
    assert files(home) == {FILE}
    assert (home / FILE).read_text() == BEFORE


def test_somebody_else_edits_while_the_question_stands(home: Path) -> None:
    terminal = typed(home, "lock", "~/projects")
    terminal.expect(QUESTION)
    (home / FILE).write_text(BEFORE.replace("cpu: 4", "cpu: 5"))
    terminal.sendline("y")
    assert ended(terminal) == 4
    assert "has changed since the change was planned" in (terminal.before or "")
    assert (home / FILE).read_text() == BEFORE.replace("cpu: 4", "cpu: 5")
    assert not (home / ".config").exists()


def test_the_table_in_colour(home: Path) -> None:
    for more, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        terminal = typed(home, "status", **more)
        assert ended(terminal) == 0
        out = terminal.before or ""
        assert ("\x1b[31mOPEN" in out) == coloured
        assert "colima/default" in out
        if not coloured:
            assert "\x1b[3" not in out


def test_a_narrow_terminal(home: Path) -> None:
    env = environment(home, TERM="xterm", COLUMNS="40")
    terminal = pexpect.spawn(
        COMMAND[0], [*COMMAND[1:], "status"], env=env, cwd=str(home), encoding="utf-8", timeout=60, dimensions=(20, 40)
    )
    assert ended(terminal) == 0
    assert "OPEN" in (terminal.before or "")


def test_ctrl_c_in_the_middle_of_writing(home: Path) -> None:
    """Whenever it comes: each file is old or new, and the history knows."""
    many = [home / f".colima/vm{number:02}/colima.yaml" for number in range(40)]
    for file in many:
        file.parent.mkdir()
        file.write_text(BEFORE)
    old = many[3].stat().st_ino
    terminal = typed(home, "lock", "~/projects", "--yes")
    while terminal.isalive() and many[3].stat().st_ino == old:
        terminal.read_nonblocking(1 << 16, timeout=1) if _readable(terminal) else None
    terminal.sendintr()
    code = ended(terminal)
    assert code in (0, 1, 130)
    assert {file.read_text() for file in many} <= {BEFORE, AFTER}
    again = typed(home, "lock", "~/projects", "--yes")
    assert ended(again) == 0
    assert {file.read_text() for file in many} == {AFTER}


def _readable(terminal: pexpect.spawn[str]) -> bool:
    import select

    return bool(select.select([terminal.fileno()], [], [], 0)[0])
