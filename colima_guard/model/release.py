"""Releases of the programs that read the files: what is installed, or what ``--release`` names."""

from __future__ import annotations

import re
from functools import total_ordering

_NUMBER = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?(?P<more>.*)\Z")


@total_ordering
class Release:
    """A release, compared by number. ``HEAD`` stands for whatever is newer than every numbered one."""

    __slots__ = ("name", "number")

    def __init__(self, number: tuple[int, int, int], name: str) -> None:
        self.number = number
        self.name = name

    def __lt__(self, other: Release) -> bool:
        return self.number < other.number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Release) and self.number == other.number

    def __hash__(self) -> int:
        return hash(self.number)

    def __str__(self) -> str:
        return self.name


HEAD = Release((9999, 0, 0), "HEAD")


def release(text: str) -> Release:
    """The release that a well-formed text such as ``0.10.3`` names. Raises ``ValueError``."""
    found = parse_release(text)
    if found is None:
        raise ValueError(f"not a release: {text!r}")
    return found


def parse_release(text: str) -> Release | None:
    """The release in a program's version text, ``None`` where it cannot be told.

    ``0.10.3`` and ``v0.10.3`` name themselves. ``v0.10.3-5-gSHA`` is five commits later: newer than the tag by
    something unknown, so it counts as ``HEAD``, as ``HEAD-SHA`` does. ``development`` says nothing.
    """
    text = text.strip()
    if text == "HEAD" or text.startswith("HEAD-"):
        return HEAD
    found = _NUMBER.match(text)
    if found is None:
        return None
    major, minor, patch, more = found.groups()
    # Homebrew counts its own rebuilds as 0.10.3_1
    if more and not re.fullmatch(r"_\d+|\+.*|-(alpha|beta|rc)[.\d]*", more):
        return HEAD if re.match(r"-\d+-g", more) else None
    return Release((int(major), int(minor), int(patch or 0)), f"{int(major)}.{int(minor)}.{int(patch or 0)}")
