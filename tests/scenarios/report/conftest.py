"""A machine that is worth drawing."""

from __future__ import annotations

import pytest

from tests.conftest import Machine
from tests.machines.exposed import exposed


@pytest.fixture
def drawn(machine: Machine) -> Machine:
    """Three VMs, of which one runs with five containers, and two projects."""
    return exposed(machine, 3, 5)
