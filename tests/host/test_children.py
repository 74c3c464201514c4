"""What lies in a directory, by name and sort."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from colima_guard.host.machine import Host
from colima_guard.host.overlay import Overlay
from colima_guard.model.plan import FileChange, Plan

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as POSIX has them")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    top = tmp_path.resolve() / "d"
    (top / "dir").mkdir(parents=True)
    (top / "file").write_text("")
    (top / "link").symlink_to("dir")
    (top / "dangling").symlink_to("nowhere")
    return top


SORTS = [("dangling", "link"), ("dir", "dir"), ("file", "file"), ("link", "link")]


def test_sorts(directory: Path) -> None:
    assert Host().children(str(directory)) == SORTS
    os.mkfifo(directory / "pipe")
    assert ("pipe", "other") in Host().children(str(directory))


def test_nothing_there_and_no_directory(directory: Path) -> None:
    assert Host().children(str(directory / "nowhere")) == []
    assert Host().children("\0") == []
    assert Host().children(str(directory / "file")) == []


def test_with_a_plan_done(directory: Path) -> None:
    def change(name: str, before: bytes | None, after: bytes | None) -> FileChange:
        path = str(directory / name)
        return FileChange(path, path, before, after, 0o644, "a test")

    plan = Plan((change("new", None, b"x"), change("sub/new", None, b"x"), change("file", b"", None)))
    found = Overlay(Host(), plan).children(str(directory))
    assert found == [
        ("dangling", "link"),
        ("dir", "dir"),
        ("link", "link"),
        ("new", "file"),
        ("sub", "dir"),
    ]
