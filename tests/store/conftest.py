from __future__ import annotations

import os
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.machines.store import World


@pytest.fixture
def new_world(tmp_path: Path) -> Callable[[], World]:
    """Makes another world each time."""
    numbers = count()

    def make() -> World:
        home = Path(os.path.realpath(tmp_path)) / f"home{next(numbers)}"
        home.mkdir(0o700)
        return World(home)

    return make


@pytest.fixture
def world(new_world: Callable[[], World]) -> World:
    return new_world()
