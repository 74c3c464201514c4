"""The map beneath a choice of directories: it changes with the choice."""

from __future__ import annotations

import io
import sys

import pytest

from colima_guard.cli.guided_map import drawn
from colima_guard.judge.row import Selection
from colima_guard.judge.survey import survey
from colima_guard.model.share import Access
from colima_guard.policy import load as policies
from colima_guard.scan.offers import Offer
from tests.conftest import Machine
from tests.machines.colima import QEMU, profile

RW, RO = Access.RW, Access.RO


@pytest.fixture
def colima(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine.platform = "linux"
    machine.mkdir("projects", "sites", ".ssh")
    machine.write(".colima/default/colima.yaml", profile(**QEMU))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), "utf-8"))
    return machine


def lines(machine: Machine, *answer: Access | None) -> list[str]:
    host = machine.host()
    home = str(machine.home)
    rows = [Offer(f"{home}/projects", RW, "2 projects", False), Offer(f"{home}/sites", RO, "blog (web) reads", True)]
    return drawn(host, survey(host, policies.load(host), Selection()), rows, answer)


def test_it_draws_what_is_chosen_and_says_what_is_lost(colima: Machine) -> None:
    assert lines(colima, RW, RO) == [
        "~/projects ══▶ │ colima/default",
        "~/sites    ──▶ │ colima/(new)",
        "no longer seen: the rest of ~, ~/.ssh",
    ]
    assert lines(colima, RW, None) == [
        "~/projects ══▶ │ colima/default",
        "               │ colima/(new)",
        "no longer seen: the rest of ~, ~/.ssh",
        "~/sites would be empty: blog (web) reads",
    ]
    assert lines(colima, None, None) == [
        "nothing     │ colima/default",
        "            │ colima/(new)",
        "no longer seen: ~, ~/.ssh",
        "~/sites would be empty: blog (web) reads",
    ]


def test_what_is_seen_still_is_not_lost(colima: Machine) -> None:
    assert colima.run("lock", "--yes", "~/projects").code == 0
    assert lines(colima, RW, RO)[2:] == []


@pytest.mark.parametrize("location", ["relative", "{{.Home}}/x", "", "~other/x", "$NOWHERE"])
def test_a_share_of_which_the_place_is_not_known(colima: Machine, location: str) -> None:
    text = f"runtime: docker\nmountType: 9p\nmounts:\n  - location: '{location}'\n    writable: true\n"
    colima.write(".colima/default/colima.yaml", text)
    assert lines(colima, RW, RO)[:2] == ["~/projects ══▶ │ colima/default", "~/sites    ──▶ │ colima/(new)"]


def test_only_the_first_are_drawn(colima: Machine) -> None:
    for number in range(9):
        colima.write(f".colima/p{number}/colima.yaml", profile(**QEMU))
    shown = lines(colima, RW, None)
    assert len(shown) == 9 and shown[6] == "               │ and 5 more"


def test_a_terminal_without_lines_gets_letters(colima: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), "ascii"))
    assert lines(colima, RW, RO)[:2] == ["~/projects ==> | colima/default", "~/sites    --> | colima/(new)"]
