"""``status --map``: three columns that fit, with and without colour, whatever the names."""

from __future__ import annotations

import re

import click
import pytest
from rich.cells import cell_len

from colima_guard.report.exposure.terminal import _ASCII, lines
from tests.conftest import Machine
from tests.machines.engine_client import answers, profile
from tests.scan.container.inspects import bind, inspect

RELEASE = ("--release", "colima=0.10.3")
AT_80 = """\
THIS MACHINE              VM                           CONTAINERS AND SERVICES
~              HOME ══▶ │ colima/default    OPEN │ ══▶ ci-runner          SOCKET
~/.ssh       SECRET ══▶ │ virtiofs, running      │ ══▶ dind           PRIVILEGED
~/.aws       SECRET ══▶ │                        │ ··▶ db             PRIVILEGED
~/.gnupg     SECRET ══▶ │                        │ ──▶ keys-2            OUTSIDE
~/.kube      SECRET ══▶ │                        │ ··▶ blog              OUTSIDE
                        │                        │ ══▶ shop-1            ALLOWED
                        │                        │ ··▶ web               ALLOWED
                        │                        │ ──▶ plain-4           NOTHING

~              HOME ══▶ │ colima/(new)      OPEN │
~/.ssh       SECRET ══▶ │ virtiofs,…next new VM  │
~/.aws       SECRET ══▶ │                        │
~/.gnupg     SECRET ══▶ │                        │
~/.kube      SECRET ══▶ │                        │

~/projects  ALLOWED ══▶ │ colima/vm-001   LOCKED │
                        │ virtiofs, stopped      │

~/projects  ALLOWED ══▶ │ colima/vm-002   LOCKED │
                        │ virtiofs, stopped      │

══▶ reads and writes  ──▶ reads  ··▶ past its shares, or if started
"""


def test_at_80_columns(drawn: Machine) -> None:
    drawn.environ["COLUMNS"] = "80"
    done = drawn.run("status", "--map", *RELEASE)
    assert (done.code, done.out) == (0, AT_80)


AT_40 = """\
colima/default                      OPEN
virtiofs, running
  sees
  ══▶ ~                             HOME
  ══▶ ~/.ssh                      SECRET
  ══▶ ~/.aws                      SECRET
  ══▶ ~/.gnupg                    SECRET
  ══▶ ~/.kube                     SECRET
  holds
  ══▶ ci-runner                   SOCKET
"""


def test_at_40_columns(drawn: Machine) -> None:
    """What has no room beside each other stands below each other."""
    for columns in ("40", "71", "20"):
        drawn.environ["COLUMNS"] = columns
        done = drawn.run("status", "--map", *RELEASE)
        assert done.code == 0
        assert max(cell_len(line) for line in done.out.splitlines()) <= max(int(columns), 40)
        assert columns == "71" or done.out.startswith(AT_40)


def test_its_head_is_whole_at_72_columns(drawn: Machine) -> None:
    drawn.environ["COLUMNS"] = "72"
    assert drawn.run("status", "--map").out.splitlines()[0].split() == ["THIS", "MACHINE", "VM", "CONTAINERS"]


@pytest.mark.parametrize("columns", [40, 72, 80])
def test_where_letters_are_all_there_is(machine: Machine, columns: int) -> None:
    """What is written out takes the room that it is written out in."""
    machine.mkdir("宽宽")
    profile(machine, mounts="[{location: ~/宽宽, writable: true}]")
    answers(machine, inspect("宽宽宽宽宽宽", mounts=[bind(f"{machine.home}/宽宽")]))
    found = list(lines(machine.run("report", "--json").json, columns, _ASCII))
    shown = [click.unstyle(line) for line in found]
    assert all(line.isascii() and len(line) <= columns for line in shown), shown
    assert any("\\u5bbd" in line for line in shown)
    if columns >= 72:
        sides = {tuple(found.start() for found in re.finditer(r"\|", line)) for line in shown} - {()}
        assert len(sides) == 1, shown


@pytest.mark.parametrize("columns", [72, 80, 120, 140])
def test_it_fits(drawn: Machine, columns: int) -> None:
    drawn.environ["COLUMNS"] = str(columns)
    lines = drawn.run("status", "--map").out.splitlines()
    assert max(cell_len(line) for line in lines) <= columns
    # the sides stand below each other
    sides = {tuple(cell_len(line[: found.start()]) for found in re.finditer("│", line)) for line in lines} - {()}
    assert len(sides) == 1


def test_names_that_would_break_it(machine: Machine) -> None:
    profile(machine, mounts=r'[{location: "~/宽宽宽宽宽宽宽宽宽宽宽宽宽\u202e\nx", writable: true}]')
    names = ["<script>alert(1)</script>", "a\x1b[31mred", "\u202egnitset", "n\new", "宽" * 40, "y" * 4000]
    answers(
        machine,
        *[
            {**inspect(name, mounts=[bind("/var/run/docker.sock", f"/{name}")]), "Id": f"{number:064x}"}
            for number, name in enumerate(names, 1)
        ],
    )
    machine.environ["COLUMNS"] = "80"
    done = machine.run("status", "--map")
    lines = done.out.splitlines()
    assert sum("SOCKET" in line for line in lines) == len(names)
    assert all(line.isprintable() and cell_len(line) <= 80 for line in lines)
    sides = {tuple(cell_len(line[: found.start()]) for found in re.finditer("│", line)) for line in lines} - {()}
    assert len(sides) == 1
