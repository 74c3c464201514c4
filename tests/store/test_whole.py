"""A page and a note, put whole: what a kill leaves, and who sweeps it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from colima_guard.errors import GuardError
from colima_guard.store import note, page
from tests.conftest import Machine

MARK = b"<!-- ours -->"
#: writes a page or a note, and stays where its bytes are there and its name is not
_HANGS = """
import sys, time
from colima_guard.host.machine import Host
from colima_guard.store import disk, note, page
disk.sync = lambda fd: time.sleep(120)
host = Host({"HOME": sys.argv[1]})
if sys.argv[2] == "page":
    page.put(host, sys.argv[1] + "/page.html", b"<!-- ours --> new", b"<!-- ours -->", force=False)
else:
    note.remember(host, sys.argv[1] + "/state", "proofs", b"new")
"""
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals")


@contextmanager
def hanging(machine: Machine, what: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A run that is in the middle of its work, and its temporary file."""
    before = set(machine.home.rglob("*.tmp"))
    run = subprocess.Popen([sys.executable, "-c", _HANGS, str(machine.home), what], cwd=Path(__file__).parents[2])
    try:
        until = time.monotonic() + 60
        while not (found := [one for one in set(machine.home.rglob("*.tmp")) - before if one.stat().st_size]):
            assert run.poll() is None and time.monotonic() < until
            time.sleep(0.01)
        yield run, found[0]
    finally:
        run.kill()
        run.wait()


def write(machine: Machine, what: str) -> None:
    if what == "page":
        page.put(machine.host(), str(machine.home / "page.html"), MARK + b" newest", MARK, force=False)
    else:
        note.remember(machine.host(), str(machine.home / "state"), "proofs", b"newest")


@pytest.mark.parametrize(("what", "file"), [("page", "page.html"), ("note", "state/proofs")])
def test_a_killed_run_leaves_the_old_one_and_the_next_sweeps(machine: Machine, what: str, file: str) -> None:
    write(machine, what)
    old = (machine.home / file).read_bytes()
    with hanging(machine, what) as (run, left):
        os.kill(run.pid, signal.SIGKILL)
        assert run.wait(30) == -signal.SIGKILL
        assert (machine.home / file).read_bytes() == old
        assert left.exists()
    write(machine, what)
    assert list(machine.home.rglob("*.tmp")) == []
    assert (machine.home / file).read_bytes().endswith(b"newest")


def test_the_file_of_a_run_that_is_still_at_it_stays(machine: Machine) -> None:
    with hanging(machine, "page") as (_, its):
        write(machine, "page")
        assert its.exists()
        assert list(machine.home.rglob("*.tmp")) == [its]


def _linked(left: Path) -> None:
    os.link(left, left.with_name("mine"))


def _link(left: Path) -> None:
    left.rename(left.with_name("mine"))
    left.symlink_to("mine")


def _directory(left: Path) -> None:
    left.unlink()
    left.mkdir()


def _other_name(left: Path) -> None:
    left.rename(left.with_name(left.name.replace(".tmp", ".tmp2")))


def _of_another(left: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(left, 12345, -1)


@pytest.mark.parametrize("becomes", [_linked, _link, _directory, _other_name, _of_another])
def test_what_is_not_clearly_ours_stays(machine: Machine, becomes: Callable[[Path], None]) -> None:
    with hanging(machine, "page") as (_, left):
        pass
    becomes(left)
    before = {path.name for path in machine.home.iterdir()}
    write(machine, "page")
    assert {path.name for path in machine.home.iterdir()} == before | {"page.html"}


def test_the_leftover_of_another_file_stays(machine: Machine) -> None:
    with hanging(machine, "page") as (_, left):
        pass
    page.put(machine.host(), str(machine.home / "other.html"), MARK, MARK, force=False)
    assert left.exists()


def test_one_that_cannot_be_written_leaves_nothing(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("colima_guard.store.disk.write_all", full)
    with pytest.raises(GuardError, match="was not written"):
        write(machine, "page")
    assert list(machine.home.iterdir()) == []


def test_a_name_of_many_bytes(machine: Machine) -> None:
    name = "宽" * 85  # 255 bytes, the most that a name has
    page.put(machine.host(), str(machine.home / name), MARK, MARK, force=False)
    assert [path.name for path in machine.home.iterdir()] == [name]
