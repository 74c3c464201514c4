"""A machine in a temporary directory, and the command line run on it in this process."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from colima_guard.cli.main import main
from colima_guard.host.machine import Host
from colima_guard.host.values import Kind, Platform

# how long an example takes says more of the machine than of the code
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

#: tests of modes, links, signals, shells and terminals, as POSIX has them
_OF_POSIX = {"bootstrap", "scenarios", "snapshots", "store", "terminal"}
#: tests that pretend a Mac or Linux: those of them that have files, or run the command line, need its file system
_PRETENDING = {"backends", "cli", "report", "scan"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips what cannot be had on Windows, where the rules, the formats and the real thing are tested."""
    if sys.platform != "win32":
        return
    skip = pytest.mark.skip(reason="needs a file system, signals, shells or a terminal as POSIX has them")
    for item in items:
        room = item.path.relative_to(Path(__file__).parent).parts[0]
        has_files = {"capsys", "tmp_path", "tmp_path_factory"} & set(getattr(item, "fixturenames", ()))
        if room in _OF_POSIX or (room in _PRETENDING and has_files):
            item.add_marker(skip)


@dataclass
class Run:
    """What a command line did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class _Later(Host):
    """The machine some seconds later."""

    later = 0.0
    starts: dict[int, float]

    def process_started(self, pid: int) -> float | None:
        return self.starts[pid] if pid in self.starts else super().process_started(pid)

    def look(self, path: str) -> Kind | None:
        """What lies there; not the engine of the machine that the tests run on."""
        return None if path == "/var/run/docker.sock" else super().look(path)

    def now(self) -> float:
        return super().now() + self.later

    def sleep(self, seconds: float) -> None:
        self.later += seconds


@dataclass
class Machine:
    """A pretended machine: its home, its platform, and ``run`` for a command line on it."""

    home: Path
    capture: pytest.CaptureFixture[str]
    platform: Platform = "macos"
    os_version: tuple[int, ...] = (14, 5)
    arch: str = "aarch64"
    #: where commands are run; the home when empty
    cwd: str = ""
    #: seconds by which its clock is ahead of when the files were written
    later: float = 0.0
    #: the longest that a command may take
    patience: float = 60.0
    #: the host of the last command line, with what it was asked
    last: Host | None = None
    #: the list of mounts as its system prints it; this machine's own where there is none
    mounts: str | None = None
    #: when processes that are only pretended were started
    starts: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.environ = {"HOME": str(self.home), "USERPROFILE": str(self.home), "PATH": str(self.home / "path")}

    def linux(self) -> Machine:
        """This machine, as a Linux one."""
        self.platform, self.os_version, self.arch = "linux", (), "x86_64"
        return self

    def host(self) -> Host:
        cwd = self.cwd or str(self.home)
        host = _Later(self.environ, self.platform, self.os_version, self.arch, cwd, self.patience, self.mounts)
        host.later, host.starts = self.later, self.starts
        self.last = host
        return host

    def run(self, *argv: str, stdin: bytes | None = None) -> Run:
        self.capture.readouterr()
        kept = sys.stdin
        if stdin is not None:
            sys.stdin = io.TextIOWrapper(io.BytesIO(stdin))
        try:
            code = main(argv, self.host())
        finally:
            sys.stdin = kept
        out, err = self.capture.readouterr()
        return Run(code, out, err)

    def refused(self, *argv: str) -> Run:
        """A lock of which every file is refused: it saves the policy alone, and again nothing at all is written."""

        def written() -> dict[str, bytes | None]:
            ours = ("said", "AppData/Local/colima-guard/state")  # what a pretended program was told, and our journal
            return {path: data for path, (_, data) in self.files().items() if not path.startswith(ours)}

        before, first, after = written(), self.run(*argv), written()
        assert first.code == 1, (first.code, first.out, first.err)
        assert {path for path, data in after.items() if data and data != before.get(path)} <= {
            ".config/colima-guard/policy.yaml",
            "AppData/Roaming/colima-guard/policy.yaml",
        }
        again = self.run(*argv)
        assert again.code == 4, (again.code, again.out, again.err)
        assert written() == after
        return again

    def verdicts(self, *argv: str) -> dict[str, str]:
        """The verdict of every instance, by ``status``."""
        done = self.run("status", "--json", *argv)
        assert done.code == 0, done.err
        return {one["name"]: one["verdict"] for one in done.json["instances"]}

    def instance(self, name: str = "colima/default", *argv: str) -> dict[str, Any]:
        """One instance, by ``status``."""
        done = self.run("status", "--json", *argv)
        assert done.code == 0, done.err
        (found,) = (one for one in done.json["instances"] if one["name"] == name)
        assert isinstance(found, dict)
        return found

    def sees(self, name: str = "colima/default", *argv: str) -> list[tuple[str, str]]:
        """What an instance would see at its next start: pairs of location (``~`` for the home) and access."""
        shares = self.instance(name, *argv)["shares"]
        return [(one["location"].replace(str(self.home), "~"), one["access"]) for one in shares]

    def write(self, path: str, text: str | bytes, mode: int = 0o644) -> Path:
        """A file below the home, its directories made."""
        file = self.home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        file.chmod(mode)
        return file

    def read(self, path: str) -> str:
        return (self.home / path).read_bytes().decode()

    def edit(self, path: str, old: str, new: str) -> None:
        """Somebody's own edit, later than everything so far by the clock of the file system too."""
        text = self.read(path)
        assert text.count(old) == 1, text
        time.sleep(0.02)
        (self.home / path).write_text(text.replace(old, new))

    def mkdir(self, *paths: str) -> None:
        for path in paths:
            (self.home / path).mkdir(parents=True, exist_ok=True)

    def command(self, name: str, script: str) -> None:
        """A program on this machine's ``PATH``."""
        self.write(f"path/{name}", f"#!/bin/sh\n{script}\n", 0o755)

    def tree(self) -> dict[str, tuple[int, bytes | None]]:
        """Everything below the home: each name with its mode, and its bytes or where it leads to."""
        found: dict[str, tuple[int, bytes | None]] = {}
        for directory, links, files in os.walk(self.home):
            for name in [".", *files, *(name for name in links if Path(directory, name).is_symlink())]:
                path = Path(directory, name)
                content = os.readlink(path).encode() if path.is_symlink() else None
                content = path.read_bytes() if path.is_file() and content is None else content
                found[str(path.relative_to(self.home))] = (path.lstat().st_mode & 0o7777, content)
        return found

    def files(self) -> dict[str, tuple[int, bytes | None]]:
        """The same without the journal."""
        return {path: what for path, what in self.tree().items() if not path.startswith(".local")}


@pytest.fixture
def machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Machine]:
    if sys.platform == "win32":
        pytest.skip("pretends a machine on this one's file system, which must be one of POSIX")
    # a Mac's directory of temporary files is reached through a link
    home = tmp_path.resolve() / "me"
    home.mkdir()
    yield Machine(home, capsys)


def shared(*parts: str) -> Path:
    """A path of the folder with recorded truth, beside the checkout.

    Where it is missing the test is skipped; with ``COLIMA_GUARD_REQUIRE_SHARED`` set, as ``make oracle`` has it, it
    fails.
    """
    root = Path(os.environ.get("COLIMA_GUARD_SHARED") or Path(__file__).parents[1].parent / "shared")
    path = root.joinpath(*parts)
    if not path.exists():
        if os.environ.get("COLIMA_GUARD_REQUIRE_SHARED"):
            pytest.fail(f"{path} is missing")
        pytest.skip(f"needs {'/'.join(parts)} of the shared folder (COLIMA_GUARD_SHARED)")
    return path


def lines(text: str, prefixes: Sequence[str]) -> list[str]:
    """The lines that begin with one of these."""
    return [line for line in text.splitlines() if line.startswith(tuple(prefixes))]
