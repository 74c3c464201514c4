"""What has the name of a project's file and is none: named with the reason, and never opened."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from colima_guard.scan.walk import walk
from tests.conftest import Machine

APP = "services:\n  app:\n    image: x\n"
DIRECTORY = "a directory by the name of a project's file"
NO_FILE = "no regular file by the name of a project's, and not opened"
NOWHERE = "a link by the name of a project's file that cannot be followed"
NAMES = (
    *("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml", "compose.override.yaml"),
    *("docker-compose.test.yml", ".devcontainer.json", "devcontainer.json", ".devcontainer/devcontainer.json"),
    ".devcontainer/name/devcontainer.json",
)
KINDS = {
    "directory": DIRECTORY,
    "fifo": NO_FILE,
    "socket": NO_FILE,
    "link to a directory": DIRECTORY,
    "link to a fifo": NO_FILE,
    "broken link": NOWHERE,
    "link in a circle": NOWHERE,
}


def make(path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "directory":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "socket":
        monkeypatch.chdir(path.parent)  # its path may be no longer than 100 bytes
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    elif kind.startswith("link to a "):
        target = path.with_name("target")
        make(target, kind.removeprefix("link to a "), monkeypatch)
        path.symlink_to(target.name)
    else:
        path.symlink_to("nowhere" if kind == "broken link" else path.name)


@pytest.fixture(autouse=True)
def _only_files_are_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    real_open = os.open

    def open_file(path: str, *args: int, **others: int) -> int:
        sort = os.stat(path).st_mode if os.path.exists(path) else stat.S_IFREG
        assert stat.S_ISREG(sort) or stat.S_ISDIR(sort), f"{path} was opened"
        return real_open(path, *args, **others)

    monkeypatch.setattr(os, "open", open_file)


def left_out(machine: Machine) -> list[tuple[str, str, bool]]:
    top = str(machine.home / "w")
    return [(os.path.relpath(path, top), why, unknown) for path, why, unknown in walk(machine.host(), [top]).left_out]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no FIFOs")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_file_is_named(machine: Machine, monkeypatch: pytest.MonkeyPatch, name: str, kind: str) -> None:
    make(machine.home / "w" / name, kind, monkeypatch)
    assert left_out(machine) == [(name, KINDS[kind], True)]
    done = machine.run("scan", "--exit-code", "w")
    assert done.code == 1
    assert f"left out: ~/w/{name} ({KINDS[kind]})" in " ".join(done.out.split())


@pytest.mark.parametrize("kind", ["directory", "fifo", "link to a directory"])
def test_the_file_that_compose_does_not_get_to_is_read(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Compose takes the first of its names whatever lies there; whoever names the second starts it."""
    make(machine.home / "w/compose.yaml", kind, monkeypatch)
    machine.write("w/compose.yml", APP)
    machine.write("w/compose.override.yml", "services:\n  app:\n    privileged: true\n")
    found = walk(machine.host(), [str(machine.home / "w")])
    assert [[os.path.basename(file) for file in project.files] for project in found.projects] == [
        ["compose.yml"],
        ["compose.yml", "compose.override.yml"],
    ]
    assert [os.path.basename(one.path) for one in found.left_out if one.unknown] == ["compose.yaml"]


@pytest.mark.parametrize("kind", ["broken link", "link in a circle"])
def test_a_link_to_nothing_hides_no_file(machine: Machine, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Compose passes over it, as its stat does."""
    make(machine.home / "w/compose.yaml", kind, monkeypatch)
    machine.write("w/docker-compose.yml", APP)
    machine.write("w/docker-compose.override.yml", APP)
    found = walk(machine.host(), [str(machine.home / "w")])
    (project,) = found.projects
    assert [os.path.basename(file) for file in project.files] == ["docker-compose.yml", "docker-compose.override.yml"]
    assert [one.why for one in found.left_out] == [NOWHERE]


def test_a_directory_of_a_devcontainer_behind_a_link(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.mkdir("w/.git", "w/shared/a")
    make(machine.home / "w/shared/b/devcontainer.json", "fifo", monkeypatch)
    make(machine.home / "w/shared/c/devcontainer.json", "broken link", monkeypatch)
    (machine.home / "w/.devcontainer").symlink_to("shared")
    assert [(path, why) for path, why, unknown in left_out(machine) if unknown] == [
        (".devcontainer/b/devcontainer.json", NO_FILE),
        (".devcontainer/c/devcontainer.json", NOWHERE),
        ("shared/b/devcontainer.json", NO_FILE),
        ("shared/c/devcontainer.json", NOWHERE),
    ]


def test_a_directory_of_a_devcontainer_that_is_a_broken_link(machine: Machine) -> None:
    machine.mkdir("w")
    (machine.home / "w/.devcontainer").symlink_to("nowhere")
    assert left_out(machine) == [(".devcontainer", NOWHERE, True)]


def test_a_dotenv_that_nobody_can_read_may_name_a_project(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault's program serves it as a FIFO, and asks its owner when it is opened."""
    make(machine.home / "w/.env", "fifo", monkeypatch)
    assert left_out(machine) == [(".env", NO_FILE, True)]
    machine.write("w/compose.yaml", APP)
    assert "CG427" in machine.run("scan", "w").out


@pytest.mark.parametrize("kind", ["directory", "broken link"])
def test_a_dotenv_that_compose_passes_over_is_nothing(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    make(machine.home / "w/.env", kind, monkeypatch)
    assert left_out(machine) == []


@pytest.mark.parametrize("kind", ["directory", "fifo"])
def test_the_project_above_that_cannot_be_read(machine: Machine, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Without a PATH it is the one that docker compose would start here."""
    make(machine.home / "w/compose.yaml", kind, monkeypatch)
    machine.write("w/docker-compose.yml", APP)
    machine.mkdir("w/a")
    machine.cwd = str(machine.home / "w/a")
    done = machine.run("scan", "--exit-code")
    assert done.code == 1 and "~/w/compose.yaml is not a regular file" in " ".join(done.out.split())


def test_only_so_many_are_named(machine: Machine) -> None:
    machine.mkdir(*(f"w/{number}/compose.yaml" for number in range(12)))
    assert machine.run("scan", "w").out.count("left out: ~") == 10
    assert machine.run("scan", "-v", "w").out.count("left out: ~") == 12
