"""What the stories need besides a machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Machine
from tests.machines import permissions


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a power cut leaves is not these tests' subject, and waiting for the medium is most of their time."""
    monkeypatch.setattr("colima_guard.store.disk.sync", lambda fd: None)


@pytest.fixture
def user(machine: Machine) -> Iterator[Machine]:
    """A machine of a user for whom permission bits mean something."""
    with permissions.held_to():
        yield machine
