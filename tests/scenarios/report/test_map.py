"""``status --map``: three columns that fit, with and without colour, whatever the names."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

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
