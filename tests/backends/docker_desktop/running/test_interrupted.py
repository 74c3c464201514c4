"""Ctrl-C while Docker Desktop is down: what is true then is said."""

from __future__ import annotations

import pytest

from colima_guard.host.machine import Host
from tests.conftest import Machine, _Later
from tests.machines.docker_desktop import INSTANCE, SPARSE, Desktop

LOCK = ("lock", "--yes", "--backend", "docker-desktop", "--restart", "~/projects")


def interrupt(host: Host, seconds: float) -> None:
    raise KeyboardInterrupt


@pytest.fixture
def desktop(machine: Machine) -> Desktop:
    machine.mkdir("projects")
    found = Desktop(machine, "macos")
    machine.write(found.store, SPARSE)
    found.runs()
    return found


def test_while_it_is_told_to_stop(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = desktop.machine
    machine.write("on-stop", "exit 0\n")
    monkeypatch.setattr(_Later, "sleep", interrupt)
    done = machine.run(*LOCK)
    assert done.code == 130
    assert "Docker Desktop was told to stop, and may be down; see to it yourself\n" in done.err
    assert machine.read(desktop.store) == SPARSE


def test_while_it_comes_up(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written stays recorded."""
    machine = desktop.machine
    machine.write("on-info", "exit 1\n")
    monkeypatch.setattr(_Later, "sleep", interrupt)
    assert machine.run(*LOCK).code == 130
    assert desktop.listed() == ["~/projects"]
    assert machine.run("history").out.count(desktop.store) == 1
    assert machine.verdicts()[INSTANCE] == "LOCKED"
