"""Readers as fixtures: a test that needs one is skipped, with the reason, where it cannot be built."""

from __future__ import annotations

import os

import pytest

from tests.dialects.readers import YAML_V3, Dialect, Reader, Unbuilt, reader


def reader_or_skip(dialect: Dialect) -> Reader:
    """The reader of a dialect. With ``COLIMA_GUARD_REQUIRE_GO`` set it fails instead of being skipped."""
    try:
        return reader(dialect)
    except Unbuilt as why:
        if os.environ.get("COLIMA_GUARD_REQUIRE_GO"):
            raise
        pytest.skip(str(why))


@pytest.fixture
def yaml_v3() -> Reader:
    return reader_or_skip(YAML_V3)
