"""Lines in a terminal: broken between words, commands whole; in a pipe one line stays one."""

from __future__ import annotations

import json
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from colima_guard.model.finding import Finding
from colima_guard.model.share import Place
from colima_guard.report.cells import cells, padded
from colima_guard.report.fit import Advice, fitted
from colima_guard.report.lines import together
from tests.conftest import Machine
from tests.machines.colima import profile
from tests.snapshots.screen import screen
from tests.snapshots.situations import FILE, demo_soft, one, one_locked

COMMANDS = (
    "colima-guard rollback 20260101-120000-1a2b",
    "colima-guard lock --restart --backend docker-desktop",
    "COLIMA_HOME=/srv/colima colima restart work && colima restart",
    "podman machine stop && podman machine start",
    "`colima start --mount none`",
)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("width", [70, 80, 100])
def test_a_command_is_not_broken(command: str, width: int) -> None:
    for words in range(20):
        lines = fitted(f"  {'word ' * words}{command}; and more of it", width)
        assert any(command in line for line in lines), lines
        assert all(len(line) <= width for line in lines)
        assert all(line.startswith("      ") for line in lines[1:])


def test_a_word_that_is_too_wide_stands_alone() -> None:
    path = "~/" + "a" * 100
    assert fitted(f"see {path} there", 80) == ["see", f"    {path}", "    there"]
    assert fitted("", 80) == [""]


WIDE = {
    "Chinese": "~/项目/客户的数据",
    "Korean": "~/프로젝트/고객",
    "emoji": "~/🚀🚀🚀/🎉",
    "accents": "~/re\u0301sume\u0301s/e\u0301te\u0301",
    "joined": "~/👨\u200d👩\u200d👧/👩\u200d💻",
}


@pytest.mark.parametrize("path", WIDE.values(), ids=WIDE)
@pytest.mark.parametrize("width", [40, 80])
def test_a_line_has_as_many_cells_as_the_terminal(path: str, width: int) -> None:
    text = f"  {path} and {path} are shared writable, and `colima-guard revoke {path}` narrows it " * 3
    lines = fitted(text, width)
    assert all(cell_len(line) <= width for line in lines), lines
    assert " ".join(" ".join(lines).split()) == " ".join(text.split())
    assert width < 80 or any(f"`colima-guard revoke {path}`" in line for line in lines)
    assert cells(padded(path, 40)) == 40


def test_accents_take_no_room() -> None:
    word = "e\u0301" * 20
    assert fitted(f"{word} {word}", 41) == [f"{word} {word}"]


@given(
    st.lists(st.text("abc-/.", min_size=1, max_size=12), max_size=30), st.integers(40, 90), st.sampled_from(["", "  "])
)
def test_lines_are_broken_as_textwrap_breaks_them(words: list[str], width: int, indent: str) -> None:
    text = indent + " ".join(words)
    wrapped = textwrap.wrap(
        text, width, subsequent_indent=f"{indent}    ", break_long_words=False, break_on_hyphens=False
    )
    if words:
        assert fitted(text, width) == wrapped


def test_an_advice_is_one_line_in_a_pipe_and_two_in_a_terminal() -> None:
    advice = Advice("something is wrong", "mend it", "CG101")
    assert str(advice) == "something is wrong; do: mend it [CG101]"
    assert advice.lines() == ("something is wrong [CG101]", "  do: mend it")
    assert str(Advice("a", "b")) == "a; do: b"
    with screen() as machine:
        demo_soft(machine)
        _, shown = machine.show("check", NO_COLOR="1")
        _, piped = machine.show("check", piped=True)
    assert len(piped.splitlines()) == 1 < len(shown.splitlines())
    assert sorted(shown.split()) == sorted(piped.replace("; do:", " do:").split())


def test_directories_of_which_the_same_is_said_are_said_together(machine: Machine) -> None:
    place = Place("f", 1)
    both = [Finding("CG103", f"{path} is shared writable, because x", "lock", place, path) for path in ("/a", "/b")]
    other = Finding("CG103", "/c is shared read-only, because x", "lock", place, "/c")
    (joined, left) = together(machine.host(), [both[0], other, both[1]])
    assert joined.message == "/a and /b are shared writable, because x"
    assert left is other
    (lines,) = together(machine.host(), [both[0], both[1]._replace(place=Place("f", 3))])
    assert lines.message == "/a and /b are shared writable, because x (f:1, 3)" and lines.place is None
    for different in ({"place": Place("g", 1)}, {"remedy": "mend"}, {"id": "CG101"}):
        elsewhere = both[1]._replace(**different)
        assert list(together(machine.host(), [both[0], elsewhere])) == [both[0], elsewhere]


def test_check_names_directories_together_in_a_terminal_and_by_themselves_in_a_pipe() -> None:
    with screen() as machine:
        one_locked(machine)
        machine.mkdir("a", "b", "c")
        shares = "  - location: ~/a\n  - location: ~/b\n    writable: true\n  - location: ~/c\n"
        machine.write(FILE, profile(f"mounts:\n{shares}"))
        _, shown = machine.show("check", NO_COLOR="1")
        _, piped = machine.show("check", piped=True)
        told = json.loads(machine.run("check", "--json").out)["instances"][0]["findings"]
    assert shown.splitlines() == [
        "colima/default OPEN: ~/a and ~/c are shared read-only",
        f"    (~/{FILE}:11, 14) [CG101]",
        "  do: colima-guard lock",
        f"colima/default OPEN: ~/b is shared writable (~/{FILE}:12)",
        "    [CG101]",
        "  do: colima-guard lock",
    ]
    assert [line.split()[2] for line in piped.splitlines()] == ["~/a", "~/b", "~/c"]
    assert all(line.endswith("; do: colima-guard lock [CG101]") for line in piped.splitlines())
    assert [one["id"] for one in told].count("CG101") == 3


def test_a_new_template_is_shown_whole_on_demand(machine: Machine) -> None:
    machine.mkdir("projects")
    machine.write(".colima/default/colima.yaml", profile())
    short, whole = (machine.run("lock", "-n", "~/projects", *more).out.splitlines() for more in ((), ("-v",)))
    (count,) = (line for line in short if line.startswith("... and "))
    assert count == "... and 42 lines of Colima's defaults (-v shows all)"
    assert len(whole) == len(short) - 1 + 42
    at = short.index("+++ ~/.colima/_templates/default.yaml")
    assert short[at + 2 : at + 6] == [
        "+mountType: virtiofs",
        "+mounts:",
        "+  - location: ~/projects",
        "+    writable: true",
    ]
    assert [line for line in short if line in whole] == [line for line in short if line != count]


def test_what_is_longer_than_a_name_can_be_is_not_quoted_whole() -> None:
    with screen() as machine:
        one(machine)
        for argv in (["lock", "--yes", f"~/{'x' * 4000}"], ["scan", f"~/{'x' * 4000}"], ["why", f"~/{'x' * 4000}"]):
            _, text = machine.show(*argv)
            assert len(text) < 1000
        _, text = machine.show("lock", "--yes", f"~/{'x' * 255}")
        assert f"~/{'x' * 255}" in text
