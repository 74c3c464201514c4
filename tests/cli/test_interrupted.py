"""Ctrl-C: what is said is what was done."""

from __future__ import annotations

import os
import sys

import click
import pytest

from colima_guard import entry, exits
from colima_guard.cli import dialogue, scan_flow
from colima_guard.store import journal
from tests.conftest import Machine
from tests.machines.colima import QEMU, profile


def interrupted(*args: object, **kwargs: object) -> None:
    raise KeyboardInterrupt


def aborted(*args: object, **kwargs: object) -> None:
    raise click.Abort


@pytest.fixture
def colima(machine: Machine) -> Machine:
    machine.mkdir("projects")
    machine.write(".colima/default/colima.yaml", profile(**QEMU))
    return machine


def test_at_the_question(colima: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogue, "agreed", aborted)
    before = colima.tree()
    done = colima.run("lock", "~/projects")
    assert (done.code, done.err) == (exits.INTERRUPTED, "\ninterrupted; nothing was changed\n")
    assert colima.tree() == before


def test_while_it_is_looked(colima: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_flow, "_found", interrupted)
    done = colima.run("scan", "~")
    assert (done.code, done.err.strip()) == (exits.INTERRUPTED, "interrupted; nothing was changed")


def test_while_it_is_written(colima: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "append", interrupted)
    done = colima.run("lock", "~/projects", "--yes")
    assert done.code == exits.INTERRUPTED
    assert done.err.strip().endswith("interrupted; what was written stays recorded: colima-guard history")


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The codes that the process would have ended with."""
    codes: list[int] = []
    monkeypatch.setattr(sys, "argv", ["colima-guard", "status"])
    monkeypatch.setattr(os, "_exit", codes.append)
    return codes


def test_while_an_end_is_told(ended: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """A second Ctrl-C: nothing more is said, and no traceback."""
    monkeypatch.setattr("colima_guard.cli.main.main", interrupted)
    entry.main()
    assert ended == [exits.INTERRUPTED]


def test_while_it_ends(ended: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    flushes = iter([interrupted])
    monkeypatch.setattr("colima_guard.cli.main.main", lambda: exits.OK)
    monkeypatch.setattr(sys.stdout, "flush", lambda: next(flushes, lambda: None)())
    entry.main()
    assert ended == [exits.INTERRUPTED]
