"""A Linux machine with a Lima home, for the tests of Lima's files."""

from __future__ import annotations

import pytest

from tests.backends.lima.world import Lima
from tests.conftest import Machine


@pytest.fixture
def lima(machine: Machine) -> Lima:
    machine.linux()
    machine.environ["USER"] = "me"
    machine.mkdir("projects", "data", ".lima")
    return Lima(machine)
