"""What is written down for questions that few checks ask, and for a cache directory that is not there yet."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from colima_guard.backends.table import release_tables
from colima_guard.cache.stamp import Witness
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from tests.machines.ways_to_edit import create_anew
from tests.machines.whole_home import Home

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is remembered on Windows")


def noted(home: Home, ask: Callable[[Host], object]) -> str | None:
    """Why the answer to one question is not remembered, ``None`` where it is."""
    with home.environment(home.argv):
        host = Host()
        witness = Witness(host, release_tables())
        ask(host)
        return witness.write(list(home.argv))


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (lambda host: host.cwd, "it depends on the working directory"),
        (lambda host: host.get("/none", "/", timeout=1), "an unknown kind of question: socket"),
        (lambda host: host.run(["/bin/sh", "-c", "exit"]), "/bin/sh was run"),
        (lambda host: host.run(["/bin/sh", "version"]), "/bin/sh was run"),
        (lambda host: host.run(["ps", "-p", "1"]), "ps was run"),
    ],
)
def test_what_cannot_be_looked_at_again(home: Home, ask: Callable[[Host], object], why: str) -> None:
    assert noted(home, ask) == why
    assert not home.remembered()
    assert noted(home, lambda host: host.home) is None
    assert home.remembered()


def test_the_user(home: Home) -> None:
    home.environ |= {"USER": "me"}
    assert noted(home, lambda host: host.user) is None and home.remembered()
    for name in ("USER", "LOGNAME", "LNAME", "USERNAME"):
        before = dict(home.environ)
        home.environ[name] = "you"
        assert not home.remembered(), name
        home.environ = before
        assert home.remembered()


def test_the_program_that_lists_processes(home: Home) -> None:
    assert noted(home, Host.processes) is None and home.remembered()
    (home.path / "bin/ps").unlink()
    assert not home.remembered()


def test_a_program_behind_one_that_vms_may_write(home: Home) -> None:
    """The first on ``PATH`` is not run, and so those behind it count too, also where they are missing."""
    first, last = (home.write(f"{where}/colima", "", 0o755) for where in ("projects/bin", "bin"))
    home.environ["PATH"] = f"{home.path}/projects/bin:{home.path}/between:{home.path}/bin"

    def ask(host: Host) -> None:
        host.distrust([str(home.path / "projects")])
        assert host.which("colima") == str(last)

    for file in (first, last):
        assert noted(home, ask) is None and home.remembered()
        create_anew(file, "")
        assert not home.remembered()
    assert noted(home, ask) is None and home.remembered()
    home.write("between/colima", "", 0o755)
    assert not home.remembered()


def by_ps(host: Host, pid: int) -> None:
    """As on macOS."""
    with suppress(GuardError):  # there may be none here
        host.run(["/bin/ps", "-o", "lstart=", "-p", str(pid)])


@pytest.mark.parametrize("ask", [Host.process_started, by_ps])
def test_when_a_process_was_started(home: Home, ask: Callable[[Host, int], object]) -> None:
    pid = home.process()
    assert noted(home, lambda host: ask(host, pid)) is None and home.remembered()
    home.end()
    assert not home.remembered()


def test_a_path_that_goes_on_behind_what_is_missing(home: Home) -> None:
    """So ``realpath`` has it, where the system would not."""
    link = home.path / "linked"
    link.symlink_to("projects")
    path = f"{home.path}/nothere/../linked"
    assert noted(home, lambda host: host.realpath(path)) is None and home.remembered()
    link.unlink()
    link.symlink_to("projectz")
    assert not home.remembered()


def test_a_file_in_place_of_a_directory(home: Home) -> None:
    file = home.write("file", "")
    assert noted(home, lambda host: host.kind(f"{file}/below")) is None and home.remembered()
    file.unlink()
    assert not home.remembered()


def test_what_appears_while_it_is_looked_at(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two looks of one moment: it was missing, and there."""
    path, lstat = str(home.path / "appears"), os.lstat

    def slow(asked: str) -> os.stat_result:
        try:
            return lstat(asked)
        finally:
            if asked == path:
                Path(path).touch()

    monkeypatch.setattr(os, "lstat", slow)
    assert noted(home, lambda host: host.kind(path)) == f"{path} appeared meanwhile"


def test_its_own_directory_is_made(home: Home) -> None:
    """That the cache was missing counts for what else may lie in it."""
    colima = home.path / ".cache/colima"
    assert noted(home, lambda host: host.kind(str(colima))) is None and home.remembered()
    colima.mkdir()
    assert not home.remembered()


def test_its_own_directory_is_made_by_somebody_else(home: Home) -> None:
    """With another thing in it, that the answer may have seen or not."""
    colima = home.path / ".cache/colima"

    def ask(host: Host) -> None:
        assert host.kind(str(colima)) is None
        colima.mkdir(parents=True)

    noted(home, ask)
    assert not home.remembered()
    shutil.rmtree(home.path / ".cache")
    assert noted(home, lambda host: host.kind(str(colima))) is None and home.remembered()


def test_variables_are_those_that_the_answer_saw(home: Home) -> None:
    def ask(host: Host) -> None:
        host.env("COLIMA_HOME")
        os.environ["COLIMA_HOME"] = "/elsewhere"

    assert noted(home, ask) is None
    assert home.remembered()
