"""What the stories need besides a machine."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Machine

_NOBODY = 65534


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a power cut leaves is not these tests' subject, and waiting for the medium is most of their time."""
    monkeypatch.setattr("colima_guard.store.disk.sync", lambda fd: None)


@pytest.fixture
def user(capsys: pytest.CaptureFixture[str]) -> Iterator[Machine]:
    """A machine of a user for whom permission bits mean something."""
    place = Path(tempfile.mkdtemp(prefix="colima-guard-test-"))
    place.chmod(0o755)
    home = place / "me"
    home.mkdir()
    root = os.geteuid() == 0
    try:
        if root:
            os.chown(home, _NOBODY, _NOBODY)
            os.setegid(_NOBODY)
            os.seteuid(_NOBODY)
        yield Machine(home, capsys)
    finally:
        if root:
            os.seteuid(0)
            os.setegid(0)
        shutil.rmtree(place)
