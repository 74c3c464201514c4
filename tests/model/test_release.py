"""What a program's version text says."""

from __future__ import annotations

import pytest

from colima_guard.model.release import HEAD, parse_release, release


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("0.10.3", "0.10.3"),
        ("v0.10.3", "0.10.3"),
        (" 0.9 ", "0.9.0"),
        ("0.10.3_1", "0.10.3"),
        ("1.0.0-rc.1", "1.0.0"),
        ("2.0.0-beta.0", "2.0.0"),
        ("1.2.3+dirty", "1.2.3"),
        ("HEAD", "HEAD"),
        ("HEAD-490420d", "HEAD"),
        ("v0.10.3-5-g490420d", "HEAD"),
        ("v0.10.3-5-g490420d.m", "HEAD"),
    ],
)
def test_read(text: str, name: str) -> None:
    found = parse_release(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("text", ["", "development", "x0.1.2", "1", "v", "0.10.3 beta", "0.10.3-dirty", "HEADLINE"])
def test_not_read(text: str) -> None:
    assert parse_release(text) is None
    with pytest.raises(ValueError):
        release(text)


def test_ordered_by_number() -> None:
    assert release("0.9.1") < release("0.10.0") < release("1.0") < HEAD
    assert release("0.9") == release("v0.9.0")
    assert hash(release("0.9")) == hash(release("v0.9.0"))
