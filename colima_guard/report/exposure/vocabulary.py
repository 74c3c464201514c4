"""The words that this program says by itself: whatever else stands in its sentences, somebody else wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

#: what names and words are made of, wherever they stand: between blanks, slashes, quotes, brackets
PIECE = re.compile(r"[^\s/\\\"'`,;:()\[\]{}<>|=$*&?!@#~]+")
#: a release, a time, the id of a change
_NUMBER = re.compile(
    r"v?[0-9]+(\.[0-9]+)+(-(alpha|beta|rc)\.?[0-9]*)?|[0-9-]{10}T[0-9:.]+Z?|[0-9]{8}-[0-9]{6}-[0-9a-f]{4}"
)


@cache
def vocabulary() -> frozenset[str]:
    """Every word of this program's own text, in small letters."""
    found: set[str] = set()
    for text in _texts(files("colima_guard")):
        found.update(PIECE.findall(text))
    return frozenset(word.rstrip(".").lower() for word in found)


def _texts(directory: Traversable) -> Iterator[str]:
    for one in directory.iterdir():
        if one.is_dir():
            yield from _texts(one)
        elif one.name.endswith(".py"):
            yield one.read_text(encoding="utf-8")


def is_said(piece: str) -> bool:
    """Whether it is a word of ours, a number or a release, and no name of anybody's."""
    if _NUMBER.fullmatch(piece) or (piece.isascii() and not any(char.isalpha() for char in piece)):
        return True
    return piece.rstrip(".").lower() in vocabulary()
