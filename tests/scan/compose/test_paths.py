"""Paths of Windows, there and here."""

from __future__ import annotations

import pytest

from colima_guard.scan.compose.paths import Paths, sent

POSIX = Paths(windows=False, environ={"HOME": "/home/me"})
WINDOWS = Paths(windows=True, environ={"USERPROFILE": r"C:\Users\me"})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("./x", "/p/x"),
        ("~", "/home/me"),
        ("~x", "/home/me/x"),
        ("/a/../b", "/a/../b"),
        (r"C:\a", r"C:\a"),
        ("C:/a", "C:/a"),
        ("C:a", "/p/C:a"),
        (r"\\host\share", r"\\host\share"),
        ("", "/p"),
    ],
)
def test_a_bind_on_posix(source: str, expected: str) -> None:
    assert POSIX.bind(source, "/p") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("./x", r"C:\p\x"),
        (r"..\x", r"C:\x"),
        ("~/x", r"C:\Users\me\x"),
        ("/var/run/docker.sock", "/var/run/docker.sock"),
        ("D:/a", "D:/a"),
    ],
)
def test_a_bind_on_windows(source: str, expected: str) -> None:
    assert WINDOWS.bind(source, r"C:\p") == expected


@pytest.mark.parametrize(
    ("source", "expected"), [("//var/run/../x/", "/var/x"), ("C:/a/../b", r"C:\b"), ("./d", "./d"), ("/", "/")]
)
def test_what_is_sent(source: str, expected: str) -> None:
    assert sent(source) == expected


def test_no_home_leaves_the_tilde() -> None:
    assert Paths(windows=False, environ={}).bind("~/x", "/p") == "/p/~/x"
