"""Which paths can be shared as they are."""

from __future__ import annotations

import pytest

from colima_guard.backends.docker_desktop.backend import DockerDesktop
from colima_guard.backends.shared.guest_path import unprintable, unshareable


@pytest.mark.parametrize("path", ["/a", "/a/b-c_d.e", "/Größe", "/日本/🙂", "/a+b@c%d#e", "/", "/a(b)[c]*?!|&;<>="])
def test_shareable(path: str) -> None:
    assert unshareable(path) is None


@pytest.mark.parametrize(
    "char", [*" \t\n\r\v\f,$~:\"'`\\{}\0\x1b\x7f", "\x85", "\xa0", "\u2028", "\u202e", "\ufeff", "\udcff"]
)
def test_not_shareable(char: str) -> None:
    reason = unshareable(f"/a{char}b")
    assert reason is not None
    assert reason.isprintable()


def test_not_absolute() -> None:
    assert unshareable("a/b") == "it is not an absolute path"


@pytest.mark.parametrize("path", ["C:\\Users\\John Doe\\projects", "D:/data", "C:\\a$b,c{d}'"])
def test_what_windows_can_name_can_be_shared(path: str) -> None:
    assert unshareable(path) is None


@pytest.mark.parametrize("path", ["C:\\a?", "C:\\a\n", 'C:\\"a"', "C:\\a ", "C:\\a.\\b", "C:\\a:b"])
def test_what_it_cannot_name_is_refused(path: str) -> None:
    assert unshareable(path) is not None


@pytest.mark.parametrize("path", ["/a b", "/a,b", "/a:b", "/it's", "C:\\Users\\John Doe"])
def test_what_quotes_hold_is_fine_for_docker_desktop(path: str) -> None:
    assert DockerDesktop().unshareable(path) is None
    assert unprintable(path) is None


@pytest.mark.parametrize("path", ["/a\n", "/a\u202eb", "/a\udcff", "/a ", "/a$HOME", "a/b", "C:\\a?"])
def test_what_docker_desktop_would_not_start_with_or_read_otherwise(path: str) -> None:
    reason = DockerDesktop().unshareable(path)
    assert reason is not None and reason.isprintable()
