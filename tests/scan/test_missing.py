"""What clients make of a source that is not there, against what they really did."""

from __future__ import annotations

import re

import pytest

from colima_guard.model.share import Access
from colima_guard.scan.missing import Client, made
from colima_guard.scan.project import Bind, Origin, WhenMissing, Where
from tests.conftest import shared


def bind(when: WhenMissing | None, origin: Origin = "bind") -> Bind:
    return Bind("/M/x", "/x", Access.RW, when, origin, Where("compose.yaml", 1))


#: by the words of the recorded table: the client, what the readers say of the bind, and what came of it
ROWS: tuple[tuple[str, Client, WhenMissing | None, Origin, set[str]], ...] = (
    ("docker run -v /M/[^ ]*-v/deep/dir:/x", "docker", "empty", "bind", {"empty"}),
    ("docker run -v /M/[^ ]*-vro:/x:ro", "docker", "empty", "bind", {"empty"}),
    ("docker run -v relative ./x", "docker", "empty", "bind", {"empty"}),
    ("source removed after create: create -v", "docker", "empty", "bind", {"empty"}),
    ("docker run --mount type=bind,src=/M/[^ ]*,dst=/x$", "docker", "fails", "bind", {"fails"}),
    ("docker create --mount type=bind", "docker", "fails", "bind", {"fails"}),
    ("source removed after create: create --mount", "docker", "fails", "bind", {"fails"}),
    ("docker run -v named, hidden local bind", "docker", "fails", "volume", {"fails"}),
    (r"docker compose [\d.]+ up, volumes: - ./short", "compose", "empty", "bind", {"empty"}),
    (r"docker compose [\d.]+ up, .*./long-nobind", "compose", "empty", "bind", {"empty"}),
    (r"docker compose [\d.]+ up, .*./long-true", "compose", "empty", "bind", {"empty"}),
    (r"docker compose [\d.]+ up, .*./long-false", "compose", "fails", "bind", {"fails"}),
    (r"docker compose [\d.]+ up, .*./long-bind-empty", "compose", None, "bind", {"empty", "fails"}),
    (r"docker compose [\d.]+ up, .*./long-propagation", "compose", None, "bind", {"empty", "fails"}),
    (r"docker compose [\d.]+ up, secret", "compose", "fails", "secret", {"fails"}),
    (r"docker compose [\d.]+ up, config", "compose", "fails", "config", {"fails"}),
    (r"docker compose [\d.]+ up, hidden bind", "compose", "fails", "volume", {"fails"}),
    ("podman run -v /M/p-v/deep:/x", "podman", "empty", "bind", {"fails"}),
    ("podman run --mount type=bind", "podman", "fails", "bind", {"fails"}),
    ("podman run -v ./rel", "podman", "empty", "bind", {"fails"}),
    ("podman: hidden local bind", "podman", "fails", "volume", {"fails"}),
    ("podman's Docker API, docker run -v", "podman API", "empty", "bind", {"empty"}),
    ("podman's Docker API, docker run --mount", "podman API", "fails", "bind", {"empty"}),
    (r"podman's Docker API, docker compose [\d.]+ up, - /M/pac-short", "podman API", "empty", "bind", {"empty"}),
    (r"podman's Docker API, .*pac-long-false", "podman API", "fails", "bind", {"empty"}),
    (r"podman's Docker API, .*pac-long-nobind", "podman API", "empty", "bind", {"empty"}),
    ("nerdctl run -v /M/n-v/deep:/x", "nerdctl", None, "bind", {"empty"}),
    ("nerdctl run -v ./rel", "nerdctl", None, "bind", {"empty"}),
    ("nerdctl run --mount type=bind", "nerdctl", None, "bind", {"fails"}),
    ("nerdctl compose up, - ./short", "nerdctl compose", "empty", "bind", {"empty"}),
    ("nerdctl compose up, .*long-nobind", "nerdctl compose", "empty", "bind", {"empty"}),
    ("nerdctl compose up, .*long-false", "nerdctl compose", "fails", "bind", {"empty"}),
    ("nerdctl compose up, .*long-true", "nerdctl compose", "empty", "bind", {"empty"}),
)


def said(client: Client, when: WhenMissing | None, origin: Origin) -> set[str]:
    """What the words leave open of a directory."""
    found = made(bind(when, origin), client, "dir")
    assert found is not None
    outcomes = {"empty"} if "will be an empty directory" in found.words else set()
    outcomes |= {"fails"} if "will not start" in found.words else set()
    assert found.outcome == ("empty" if "empty" in outcomes else "fails")
    return outcomes


@pytest.mark.parametrize(("row", "client", "when", "origin", "came"), ROWS, ids=[row[0] for row in ROWS])
def test_what_is_said_is_what_comes(
    row: str, client: Client, when: WhenMissing | None, origin: Origin, came: set[str]
) -> None:
    assert came <= said(client, when, origin)
    if client not in ("nerdctl",) and when is not None:
        assert said(client, when, origin) == came


@pytest.mark.oracle
@pytest.mark.parametrize(("row", "client", "when", "origin", "came"), ROWS, ids=[row[0] for row in ROWS])
def test_the_table_is_what_was_recorded(
    row: str, client: Client, when: WhenMissing | None, origin: Origin, came: set[str]
) -> None:
    found = _sections(row)
    assert found
    outcomes = {"fails" if _failed(section) else "empty" for section in found}
    assert outcomes == came


#: binds of files: where the image has a file at the target, and where it has none
FILES = (
    (r"docker run -v /M/docker2?-file\.conf", "docker", False),
    (r"docker run -v /M/docker2?-file2\.conf", "docker", True),
    ("nerdctl run -v file target", "nerdctl", True),
)


@pytest.mark.oracle
@pytest.mark.parametrize(("row", "client", "has_file"), FILES, ids=[row[0] for row in FILES])
def test_files_as_recorded(row: str, client: Client, has_file: bool) -> None:
    found = _sections(row)
    assert found and {_failed(section) for section in found} == {has_file}
    assert all("afterwards: directory" in section for section in found)
    words = made(bind("empty"), client, "file")
    assert words is not None and "an empty directory and not the file" in words.words
    assert "where its image has a file there, it will not start" in words.words


@pytest.mark.oracle
def test_only_a_start_makes_it_and_a_link_to_nowhere_is_refused() -> None:
    (*created,) = _sections("docker create -v")
    assert created and all("afterwards: nothing" in section for section in created)
    (*dangling,) = _sections("the source is a dangling symlink")
    assert dangling and all("file exists" in one and "bind source path does not exist" in one for one in dangling)
    assert all("afterwards: nothing" in one for one in _sections("podman create -v"))
    assert all("afterwards: directory" in one for one in _sections("nerdctl create -v"))


def _sections(row: str) -> list[str]:
    text = shared("oracle", "scan", "missing-source.txt").read_text()
    sections = re.split(r"^### ", text, flags=re.MULTILINE)
    return [section for section in sections if re.match(row, section.partition("\n")[0])]


def _failed(section: str) -> bool:
    return "exit status 0" not in section


def test_files() -> None:
    found = made(bind("empty"), "docker", "file")
    assert found is not None and found.outcome == "empty"
    words = "will be an empty directory and not the file; where its image has a file there, it will not start"
    assert found.words == words
    found = made(bind("fails"), "docker", "file")
    assert found is not None and found.words == "will not start: docker refuses a source that is not there"


def test_what_is_nowhere() -> None:
    assert made(bind("fails"), "compose", None) is None
    assert made(bind("empty"), "podman", None) is None
    found = made(bind("empty"), "compose", None)
    assert found is not None and found.words == "will be made in the VM, and not on your disk"
    found = made(bind(None), "compose", None)
    assert found is not None and found.words.endswith(", or will not start: releases of Compose differ in that")
