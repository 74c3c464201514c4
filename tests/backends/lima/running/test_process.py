"""Whether an instance runs: by a process number that may be stale, or somebody else's by now."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from colima_guard.backends.lima.running.process import Running, running_vm
from colima_guard.host.machine import Host
from colima_guard.host.overlay import Overlay
from colima_guard.host.values import Platform, Unreadable
from colima_guard.model.plan import Plan

#: seconds since 1970
THEN = 1_700_000_000
AGENT, QEMU = 4001, 4002


class Processes(Host):
    """A machine with these processes: number and start, ``None`` where the start cannot be told."""

    def __init__(self, started: dict[int, float | None]) -> None:
        super().__init__({}, "linux")
        self.started = started

    def alive(self, pid: int) -> bool:
        return pid in self.started

    def process_started(self, pid: int) -> float | None:
        return self.started[pid]


def put(directory: Path, name: str, text: str = "", at: float = THEN) -> None:
    (directory / name).write_text(text)
    os.utime(directory / name, (at, at))


def since(directory: Path, started: dict[int, float | None]) -> float | None:
    found = running_vm(Processes(started), str(directory), [])
    return None if found is None else found.since_ns / 1e9


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    put(tmp_path, "ha.pid", f"{AGENT}\n")
    put(tmp_path, "ha.stderr.log", at=THEN + 60)
    return tmp_path


def test_no_file_and_no_process(tmp_path: Path) -> None:
    assert since(tmp_path, {AGENT: THEN}) is None
    put(tmp_path, "ha.pid", f"{AGENT}\n")
    assert since(tmp_path, {}) is None


@pytest.mark.parametrize("start", [THEN - 1, THEN + 2.5, None])
def test_the_process_that_wrote_it(instance: Path, start: float | None) -> None:
    assert since(instance, {AGENT: start}) == THEN


def test_a_process_that_was_started_later_may_be_somebody_elses(instance: Path) -> None:
    """It counts as running, with the doubt said: a VM that runs must not be missed on a guess."""
    found = running_vm(Processes({AGENT: THEN + 3600}), str(instance), [])
    assert found is not None
    assert found.doubt == f"process {AGENT} was started after ha.pid named it, and may be somebody else's"


@pytest.mark.parametrize("trace", ["ha.stderr.log", "serial.log", "disk", "diffdisk"])
def test_a_trace_of_the_vm_after_that_start_shows_that_the_clock_was_set(instance: Path, trace: str) -> None:
    put(instance, trace, at=THEN + 7200)
    assert since(instance, {AGENT: THEN + 3600}) == THEN


def test_a_vm_goes_on_without_its_agent(instance: Path) -> None:
    put(instance, "qemu.pid", f"{QEMU}\n", THEN + 1)
    assert running_vm(Processes({QEMU: THEN + 1}), str(instance), []) == Running(THEN * 10**9, None)
    (instance / "ha.pid").unlink()  # `limactl list` removes it
    assert since(instance, {QEMU: THEN + 1}) == THEN + 1


@pytest.mark.parametrize("text", ["", "x", "-1", "4001 4002", "9" * 30])
@pytest.mark.parametrize("name", ["ha.pid", "qemu.pid"])
def test_no_number(tmp_path: Path, name: str, text: str) -> None:
    put(tmp_path, name, text)
    with pytest.raises(Unreadable, match="holds no process number"):
        since(tmp_path, {})


def test_the_newest_file_that_is_newer(instance: Path) -> None:
    files = [str(instance / name) for name in ("a", "b", "missing")]
    for file in files[:2]:
        Path(file).touch()
    os.utime(files[0], (THEN * 2, THEN * 2))
    assert running_vm(Processes({AGENT: THEN}), str(instance), files) == Running(THEN * 10**9, files[0])


#: takes a name that looks like fields of /proc/PID/stat, says so, and waits
_CHILD = """
import os, sys
if os.path.exists("/proc/self/comm"):
    with open("/proc/self/comm", "w") as name:
        name.write("x) S 1 2 3 (")
print("named", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def child() -> Iterator[int]:
    """The number of a process that was started now."""
    process = subprocess.Popen(
        [sys.executable, "-c", _CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stdout is not None and process.stdout.readline() == "named\n"
    yield process.pid
    process.communicate()


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The environment of a zone whose local time is not UTC, for us too; it needs no table of zones."""
    zone = {"TZ": "JST-9"}
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone["TZ"])
        time.tzset()
        yield zone
    time.tzset()


@pytest.mark.parametrize("platform", ["linux", "macos"])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the start of a process")
def test_the_start_of_a_real_process(platform: Platform, child: int, far_east: dict[str, str]) -> None:
    if platform == "macos" and not os.path.exists("/bin/ps"):
        pytest.skip("needs /bin/ps")
    if platform == "linux" and not os.path.exists("/proc/self/stat"):
        pytest.skip("needs /proc")
    host = Host(far_east, platform)
    started = host.process_started(child)
    assert started is not None and abs(started - time.time()) < 10
    assert ("started", str(child)) in host.questions


@pytest.mark.parametrize("platform", ["linux", "macos"])
def test_no_process_has_no_start(platform: Platform) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert Host({}, platform).process_started(gone.pid) is None


def test_with_a_plan_laid_over_it_the_machine_runs_what_it_runs() -> None:
    """The overlay asks the machine below it, whose processes are not those of whoever runs this."""
    over = Overlay(Processes({AGENT: THEN, QEMU: None}), Plan(()))
    assert over.alive(AGENT) and not over.alive(os.getpid())
    assert (over.process_started(AGENT), over.process_started(QEMU)) == (THEN, None)


def test_windows_does_not_tell() -> None:
    assert Host({}, "windows").process_started(os.getpid()) is None


def test_a_part_of_a_file(tmp_path: Path) -> None:
    host = Host({}, "linux")
    path = str(tmp_path / "log")
    assert host.read(path, limit=1) is None
    (tmp_path / "log").write_bytes(b"0123456789")
    over = Overlay(host, Plan(()))
    for machine in (host, over):
        assert machine.read(path, limit=4) == b"0123"
        assert machine.read(path, start=8, limit=4) == b"89"
        assert machine.read(path, start=20, limit=4) == b""
    with open(path, "wb") as file:
        file.truncate(1 << 21)
    with pytest.raises(Unreadable):
        host.read(path)
    assert host.read(path, limit=1) == b"\0"
