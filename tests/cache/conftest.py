"""Homes of which an answer is remembered at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from colima_guard.cache import stamp
from tests.machines.whole_home import COLIMA, Home


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No two seconds to wait: what changed before the check began is taken for settled."""
    monkeypatch.setattr(stamp, "_RACY_NS", 0)


@pytest.fixture
def home(tmp_path: Path, trusting: None) -> Iterator[Home]:
    """A home with Colima alone."""
    home = Home(tmp_path / "me", COLIMA)
    yield home
    home.end()


@pytest.fixture
def everything(tmp_path: Path, trusting: None) -> Iterator[Home]:
    """A home with every backend."""
    home = Home(tmp_path / "me")
    yield home
    home.end()
