"""A volume is taken apart as Podman does it."""

from __future__ import annotations

import json

import pytest

from colima_guard.backends.podman.volume import guarded, parse
from tests.conftest import shared


@pytest.mark.parametrize(
    ("text", "source", "target", "read_only"),
    [
        ("/a", "/a", "/a", False),
        ("/a:/b", "/a", "/b", False),
        ("/a:/b:ro", "/a", "/b", True),
        ("/a:/b:ro,rw", "/a", "/b", False),
        ("/a:/b:RO", "/a", "/b", False),
        ("/a:/b:security_model=none,ro", "/a", "/b", True),
        ("/a:/b:ro:rw", "/a", "/b", False),
        ("/a:", "/a", "", False),
        (":/b", "", "/b", False),
        ("", "", "", False),
    ],
)
def test_elsewhere(text: str, source: str, target: str, read_only: bool) -> None:
    assert parse(text, "linux") == parse(text, "macos") == (source, target, read_only)


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("C:\\x", "C:\\x", "/C/x"),
        ("C:\\x:/y", "C:\\x", "/y"),
        ("CC:\\x", "CC", "\\x"),
        ("\\\\?\\C:\\x", "\\\\?\\C:\\x", "/C/x"),
        ("/a:/b", "/a", "/b"),
    ],
)
def test_on_windows(text: str, source: str, target: str) -> None:
    assert parse(text, "windows")[:2] == (source, target)


@pytest.mark.parametrize(("target", "place"), [("/tmp/", "/tmp"), ("/etc/../etc", "/etc"), ("/home", "/home")])
def test_where_nothing_may_be_mounted(target: str, place: str) -> None:
    assert guarded(target) == place


@pytest.mark.parametrize("target", ["/tmp/x", "/mnt", "", "tmp", "/private"])
def test_where_it_may(target: str) -> None:
    assert guarded(target) is None


def test_recorded() -> None:
    for line in shared("oracle", "podman-windows-volumes.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert parse(row["volume"], "windows") == (row["source"], row["target"], row["read_only"]), row["id"]
