"""``python -m bench`` runs and prints a row for everything that it promises. No test looks at a time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from bench import cold, table
from bench.__main__ import main
from bench.environment import Environment
from bench.measure import Command, Cost

GENERAL = ("colima-guard --version", "colima-guard --help", "colima-guard status, no such VM system")
OURS = (
    "colima-guard check, nothing has changed",
    "colima-guard status --json",
    "colima-guard status",
    "colima-guard report --force",
    "colima-guard check --no-cache",
    "colima-guard lock -n ~/projects, nothing to change",
    "colima-guard lock -n ~/projects, every file to change",
)
NOT_KNOWN = "colima-guard check --no-cache, release not known"
BACKENDS = ("colima", "lima", "docker-desktop")

pytestmark = pytest.mark.skipif(not hasattr(os, "posix_spawn"), reason="the bench starts processes as POSIX has it")


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No peers, and no process of a Docker Desktop that this machine may have."""
    ps = tmp_path / "ps"
    ps.write_text("#!/bin/sh\necho '1 /sbin/init'\n")
    ps.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(ps) if name == "ps" else None)


def tables(out: str) -> Iterator[tuple[str, list[list[str]]]]:
    """The title of each Markdown table, and its rows behind the header."""
    for title, part in pairwise(out.split("\n\n")):
        if part.startswith("|"):
            rows = [line[2:-2].split(" | ") for line in part.splitlines()]
            assert {len(row) for row in rows} == {len(rows[0])}
            yield title.strip().rstrip(":"), [[cell.strip("` ") for cell in row] for row in rows[2:]]


def test_every_command_has_its_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--runs", "1", "--sizes", "1", "--projects", "1,3", "--containers", "3", "--markdown"]) == 0
    out = capsys.readouterr().out
    found = dict(tables(out))
    assert [row[:3] for row in found.pop("Whole processes")] == [
        ["python -c pass", "", ""],
        ["python -c 'import click'", "", ""],
        *([name, "", ""] for name in GENERAL),
        *([name, "colima", "1"] for name in (*OURS, NOT_KNOWN)),
        *([name, "lima", "1"] for name in (*OURS, NOT_KNOWN)),
        *([name, "docker-desktop", "1"] for name in OURS),
    ]
    assert [row[:4] for row in found.pop("Against what a user would run instead")] == [
        [name, "colima-guard check --no-cache", backend, "1"] for name in OURS[-2:] for backend in BACKENDS
    ]
    if "without a cold file cache: " not in out:
        assert [row[:3] for row in found.pop("With a cold file cache of the system")] == [
            ["python -c pass", "", ""],
            [GENERAL[0], "", ""],
            *([name, backend, "1"] for backend in BACKENDS for name in (OURS[0], OURS[4], OURS[2])),
        ]
    scans = [row[:3] for row in found.pop("Projects and containers")]
    share = [row[:4] for row in found.pop("The share of a lock that the client takes")]
    client, lock = "docker ps, container inspect and volume inspect", "colima-guard lock -n ~/projects"
    assert scans == [
        ["python -c pass", "", ""],
        *(["colima-guard scan ~/src", "projects", number] for number in ("1", "3")),
        [f"{lock}, no container", "containers", "0"],
        [lock, "containers", "3"],
        [client, "containers", "3"],
    ]
    assert share == [[client, lock, "containers", "3"]]
    assert not found
    assert "without docker compose: " in out
    assert "without colima list and limactl list: " in out


def test_pairs_are_of_the_same_home_and_the_same_round() -> None:
    def cost(name: str, instances: int, *seconds: float) -> Cost:
        return Cost(Command(name, (), {}, Path(), "lima", instances), list(seconds))

    costs = [cost("a", 1, 1, 2, 30), cost("a", 9, 7), cost("b", 1, 2, 1, 10), cost("c", 1, 1, 1, 1)]
    assert table.instead(costs, [("a", "b"), ("b", "nothing")]).rows == [
        ("a", "b", "lima", "1", "2.00", "0.50", "3.00")
    ]


def test_a_command_that_fails_is_no_figure(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.homes._NARROW", "- location: /")
    assert main(["--runs", "1", "--sizes", "2", "--only", "lima", "--projects", "1"]) == 1
    assert "check ended with 1 instead of 0" in capsys.readouterr().err


def test_what_is_compiled_at_each_start_is_no_figure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = Environment._environ
    monkeypatch.setattr("compileall.compile_dir", lambda *_, **__: True)
    monkeypatch.setattr(Environment, "_environ", lambda *of: environ(*of) | {"PYTHONDONTWRITEBYTECODE": "1"})
    assert main(["--runs", "1", "--sizes", "1", "--only", "lima", "--projects", "1"]) == 1
    assert "modules at each start, such as /" in capsys.readouterr().err


def test_a_cache_that_cannot_be_emptied_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cold, "evict", lambda files: None)
    assert "does not leave the file cache" in (cold.why_not(tmp_path) or "")
    monkeypatch.delattr(os, "posix_fadvise", raising=False)
    assert cold.why_not(tmp_path) == "this system has no posix_fadvise"


def test_a_backend_that_has_no_sample_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--only", "lima,wsl"])
    assert "wsl" in capsys.readouterr().err
