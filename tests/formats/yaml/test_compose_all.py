"""Every document of a stream: the first as it is read alone, whoever reads it."""

from __future__ import annotations

import pytest

from colima_guard.formats.yaml.compose import compose, compose_all
from colima_guard.formats.yaml.tree import YamlError


@pytest.mark.parametrize("text", ["a: 1\nb:\n  - x\n", "a: {b: c}\n", "- x: y # z\n", "a: &n x\nb: *n\n"])
def test_one_document(text: str) -> None:
    assert compose_all(text) == [compose(text).root]


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "# nothing"])
def test_none(text: str) -> None:
    assert compose_all(text) == []


def test_several() -> None:
    first, second = compose_all("a: 1\n---\nb: &n 2\n")
    assert [root.items[0].value for root in (first, second)] == ["a", "b"]


def test_an_anchor_is_of_its_document() -> None:
    with pytest.raises(YamlError, match="n"):
        compose_all("a: &n 1\n---\nb: *n\n")
