"""The digest is the same, whichever library makes it."""

from __future__ import annotations

import hashlib
import sys

import pytest

from colima_guard.model.digest import sha256


@pytest.mark.parametrize("missing", [(), ("_sha2",), ("_sha2", "_sha256")])
@pytest.mark.parametrize("data", [b"", b"colima", bytes(range(256)) * 300])
def test_sha256(monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...], data: bytes) -> None:
    for name in missing:
        monkeypatch.setitem(sys.modules, name, None)
    assert sha256(data) == hashlib.sha256(data).hexdigest()
