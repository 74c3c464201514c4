"""Paths of Windows: drives, both slashes, and names that POSIX would take otherwise."""

from __future__ import annotations

import pytest

from colima_guard.model.paths import is_within, overlap, with_tilde

HOME = "C:\\Users\\me"


@pytest.mark.parametrize(
    ("path", "parent", "within"),
    [
        (f"{HOME}\\projects", HOME, True),
        (f"{HOME}/projects", HOME, True),
        (HOME, HOME, True),
        (HOME, "C:\\", True),
        (HOME, "c:/", True),
        (HOME, "D:\\", False),
        ("C:\\Users\\me2", HOME, False),
        ("C:\\Users", HOME, False),
        ("/Users/me", HOME, False),
        # on POSIX a backslash is a character of a name
        ("/home/me\\projects", "/home/me", False),
    ],
)
def test_within(path: str, parent: str, within: bool) -> None:
    assert is_within(path, parent) is within
    assert not within or overlap(parent, path)


def test_below_the_home_it_is_written_with_slashes() -> None:
    assert with_tilde(f"{HOME}\\projects\\a b", HOME) == "~/projects/a b"
    assert with_tilde("D:\\data", HOME) == "D:\\data"
    assert with_tilde("/home/me/a\\b", "/home/me") == "~/a\\b"
