"""A machine of a user who is not root, whoever runs the tests."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Machine

_NOBODY = 65534


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
