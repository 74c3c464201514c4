"""The usual places of projects, and what each holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from colima_guard.host.machine import Host
from colima_guard.scan import places as module
from colima_guard.scan.keep import Limits
from colima_guard.scan.places import place, places


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path.resolve() / "me"
    home.mkdir()
    return home


def host(home: Path) -> Host:
    return Host({"HOME": str(home), "PATH": ""}, "macos", (14, 5), "aarch64", str(home))


def found(home: Path) -> list[str]:
    machine = host(home)
    return [f"{one.path}: {one.said}".replace(str(home), "~") for one in places(machine, Limits(machine))]


def test_none(home: Path) -> None:
    (home / "projects").mkdir()
    assert found(home) == []


def test_what_each_holds_and_the_fullest_first(home: Path) -> None:
    for path in ("src/a/.git", "src/group/b/.git", "projects/shop/.git", "projects/shop/.devcontainer"):
        (home / path).mkdir(parents=True)
    (home / "projects/blog").mkdir()
    (home / "projects/blog/docker-compose.yml").write_text("")
    assert found(home) == [
        "~/projects: 1 git repository and 2 Compose or devcontainer projects",
        "~/src: 2 git repositories",
    ]


def test_each_once_and_none_that_must_not_be(home: Path) -> None:
    (home / "src/a/.git").mkdir(parents=True)
    (home / "code").symlink_to("src")
    (home / "work").symlink_to(".")
    (home / ".git").mkdir()
    (home / "dev/a/.git").mkdir(parents=True)
    (home / ".config").symlink_to("dev")  # what decides about VMs lies there
    (home / "dev/colima").mkdir()
    assert found(home) == ["~/src: 1 git repository"]


def test_no_further_than_is_looked(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        (home / f"src/{number}/.git").mkdir(parents=True)
    (home / "src/0/1/2/3/.git").mkdir(parents=True)
    (home / "src/node_modules/x/.git").mkdir(parents=True)
    (home / "src/link").symlink_to("/")
    assert place(host(home), str(home / "src"))[1:] == (5, 0, True)
    monkeypatch.setattr(module, "DIRECTORIES", 3)
    assert place(host(home), str(home / "src")).said == "at least 2 git repositories"
