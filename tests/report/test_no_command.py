"""What a stranger chose is no command to GitHub or Azure, where what we print stands in the log of a workflow."""

from __future__ import annotations

import json

import pytest

from colima_guard.report.document import dump
from colima_guard.report.text import no_command, printable
from tests.conftest import Machine
from tests.machines.engine_client import answers, profile
from tests.scan.container.inspects import inspect

#: of a length that a table breaks it wherever it may, and with what is one in the middle of a line
NAME = f"{'::error file=x::y ' * 12}{'a' * 30}::stop-commands::{'b' * 30} ##[add-mask]z ##vso[a]"


def taken(text: str) -> list[str]:
    """The lines that GitHub or Azure takes for a command."""
    marks = ("##[", "##vso[")
    return [line for line in text.splitlines() if line.lstrip().startswith("::") or any(one in line for one in marks)]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("::error::x", "\\x3a:error::x"),
        (" \t::error::x", " \\t\\x3a:error::x"),
        ("a ##[b]##[c]", "a #\\x23[b]#\\x23[c]"),
        ("a ##vso[task.setvariable variable=x]y ###", "a #\\x23vso[task.setvariable variable=x]y ###"),
        ("a::b", "a::b"),
        ("\x0b::error::x", "\\x0b\\x3a:error::x"),
    ],
)
def test_a_name_that_begins_a_line(text: str, printed: str) -> None:
    assert printable(text) == printed


@pytest.mark.parametrize("before", ["\x1b[31m", "   \x1b[1;31m", "\x1b[2m \x1b[31m "])
def test_a_style_is_no_beginning_of_a_line(before: str) -> None:
    """In a pipe it is taken off afterwards."""
    assert no_command(f"{before}::error::x") == f"{before}\\x3a:error::x"
    assert no_command(f"{before}a::b") == f"{before}a::b"


def test_json_is_the_same_to_who_reads_it() -> None:
    document = {"a": ["##[error]x", "::error::y", "##vso[a]"], "##[k": None}
    assert taken(dump(document)) == []
    assert json.loads(dump(document)) == document


@pytest.mark.parametrize("columns", range(40, 140, 9))
@pytest.mark.parametrize(
    "argv", [("status",), ("status", "--map"), ("check",), ("why", "~/p"), ("lock", "-n", "~/p"), ("scan", "--engine")]
)
def test_every_command(machine: Machine, columns: int, argv: tuple[str, ...]) -> None:
    machine.environ["COLUMNS"] = str(columns)
    machine.mkdir("p")
    profile(machine, mounts=f"[{{location: '~/{NAME}'}}, {{location: '/Volumes/{NAME}'}}]")
    answers(machine, inspect(NAME, Privileged=True))
    done = machine.run(*argv)
    assert done.code in (0, 1, 2)
    assert taken(done.out + done.err) == []


def test_a_file_that_is_refused_and_what_is_not_understood(machine: Machine) -> None:
    machine.write(".colima/default/colima.yaml", f"mounts: [\n{NAME}\n ::error::x\n")
    for argv in (("lock", "--yes", "--nothing"), ("status", NAME), (NAME,), ("status", f"--{NAME}"), ("scan", NAME)):
        done = machine.run(*argv)
        assert taken(done.out + done.err) == []
