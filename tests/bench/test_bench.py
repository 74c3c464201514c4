"""``python -m bench`` runs and prints a row for everything that it promises. No test looks at a time."""

from __future__ import annotations

import os
import shutil

import pytest

from bench.__main__ import main

OURS = (
    "colima-guard --version",
    "colima-guard --help",
    "colima-guard status",
    "colima-guard status --json",
    "colima-guard check --no-cache",
    "colima-guard check --no-cache, no colima on PATH",
    "colima-guard check, nothing has changed",
    "colima-guard lock -n ~/projects, nothing to change",
    "colima-guard lock -n ~/projects, every file to change",
)

pytestmark = pytest.mark.skipif(not hasattr(os, "posix_spawn"), reason="the bench starts processes as POSIX has it")


def test_every_command_has_its_row(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert main(["--runs", "1", "--sizes", "1", "--markdown"]) == 0
    rows = [line[2:-2].split(" | ") for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    named = [(row[0].strip("`"), row[1].strip()) for row in rows[2:]]
    assert named == [
        ("python -c pass", ""),
        ("python -c 'import click'", ""),
        *((name, "") for name in OURS[:2]),
        *((name, "1") for name in OURS[2:]),
    ]
    assert {len(row) for row in rows} == {10}


def test_a_command_that_fails_is_no_figure(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.homes._NARROW", "mounts: []")
    assert main(["--runs", "1", "--sizes", "2"]) == 1
    assert "check --no-cache ended with 1 instead of 0" in capsys.readouterr().err
