"""Commands of prompts and hooks without click: what they read of a command line is what click reads of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from colima_guard.cli.plain import COMPLETING, FORMS, command, options
from colima_guard.cli.root import cli
from tests.conftest import Machine

WORDS = (
    "~/a",
    "a b",
    ".",
    "check",
    "-x",
    "--",
    "-",
    "",
    "--jso",
    "--json=1",
    "--instance",
    "work",
    "-vv",
    "--help",
    "é",
)


def by_click(name: str, arguments: list[str]) -> dict[str, Any] | None:
    """What click gives the command apart from defaults; ``None`` where it has something to say itself."""
    loaded = cli.get_command(click.Context(cli), name)
    assert loaded is not None
    defaults = loaded.make_context(name, []).params
    try:
        params = loaded.make_context(name, arguments).params
    except (click.ClickException, click.exceptions.Exit):
        return None
    return {key: value for key, value in params.items() if value != defaults[key]}


@given(st.data())
@pytest.mark.parametrize("name", FORMS)
def test_it_reads_what_click_reads(name: str, data: st.DataObject) -> None:
    words = st.sampled_from([*FORMS[name].flags, *WORDS])
    arguments = data.draw(st.lists(words, max_size=5))
    if (read := options([name, *arguments])) is not None:
        assert read == by_click(name, arguments)


@pytest.mark.parametrize("name", FORMS)
def test_it_knows_every_flag(name: str) -> None:
    loaded = cli.get_command(click.Context(cli), name)
    assert loaded is not None
    flags = {
        spelled: option.name
        for option in loaded.params
        if isinstance(option, click.Option) and option.is_flag
        for spelled in option.opts
    }
    assert FORMS[name].flags == flags
    paths = [one for one in loaded.params if isinstance(one, click.Argument)]
    assert FORMS[name].paths == bool(paths)


@pytest.mark.parametrize(
    "line", ["", "lock", "check --backend colima", "check ~", "status -vx", "scan --", "scan -f x"]
)
def test_what_is_left_to_click(machine: Machine, line: str) -> None:
    assert command(machine.host(), line.split()) is None


def test_completion_is_left_to_click(machine: Machine) -> None:
    assert command(machine.host(), ["check"]) is not None
    machine.environ[COMPLETING] = "bash_complete"
    assert command(machine.host(), ["check"]) is None


@pytest.mark.parametrize("line", ["check", "check --json", "status", "status --json -v", "scan .", "scan --json"])
@pytest.mark.parametrize("policy", ["version: 1\nallow: []\n", "version: 2\n", None])
def test_it_says_and_returns_what_it_does_by_click(machine: Machine, line: str, policy: str | None) -> None:
    machine.write("compose.yaml", "services: {a: {image: x, volumes: ['~/.ssh:/k']}}\n")
    machine.write(".colima/default/colima.yaml", "mounts: []\n")
    if policy is not None:
        machine.write(".config/colima-guard/policy.yaml", policy)
    plain = machine.run(*line.split())
    assert options(line.split()) is not None
    name, *rest = line.split()
    # that options end here is for click to say, and changes nothing
    clicked = machine.run(name, *rest, "--")
    assert (clicked.code, clicked.err) == (plain.code, plain.err)
    assert clicked.out == plain.out


@pytest.mark.parametrize("line", ["check --no-cache", "check --json", "status", "status --json", "scan ."])
def test_neither_click_nor_rich_is_imported(tmp_path: Path, line: str) -> None:
    (tmp_path / ".colima/default").mkdir(parents=True)
    (tmp_path / ".colima/default/colima.yaml").write_text("mounts: []\n")
    (tmp_path / "compose.yaml").write_text("services: {a: {image: x}}\n")
    said = (
        "import sys; from colima_guard.cli.main import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", said, *line.split()],
        env={"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "PATH": os.defpath},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    imported = {name.partition(".")[0] for name in done.stderr.split()}
    assert "colima_guard" in imported
    assert not imported & {"click", "rich", "pydantic", "platform", "uuid"}
