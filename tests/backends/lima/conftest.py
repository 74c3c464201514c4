"""A Linux machine with a Lima home, for the tests of Lima's files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Machine
from tests.machines import permissions
from tests.machines.lima import Lima


@pytest.fixture
def lima(machine: Machine) -> Lima:
    machine.linux()
    machine.environ["USER"] = "me"
    machine.mkdir("projects", "data", ".lima")
    return Lima(machine)


@pytest.fixture
def held_to_permissions() -> Iterator[None]:
    """Permission bits mean something, to root too."""
    with permissions.held_to():
        yield
