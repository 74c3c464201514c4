"""The guided start, where it is left or fails before anything is asked."""

from __future__ import annotations

import pytest

from colima_guard.cli import guided
from tests.conftest import Machine


def interrupted(*args: object, **kwargs: object) -> None:
    raise KeyboardInterrupt


def test_interrupted_while_it_is_looked(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guided, "can_be_guided", lambda: True)
    monkeypatch.setattr(guided, "in_use", interrupted)
    done = machine.run("lock")
    assert (done.code, done.out) == (1, "")
    assert done.err.endswith("nothing was changed\n")
    assert not list(machine.home.iterdir())


def test_nothing_to_choose_from_is_the_error_of_ever(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guided, "can_be_guided", lambda: True)
    done = machine.run("lock")
    assert done.code == 2 and "there is no policy yet" in done.err
