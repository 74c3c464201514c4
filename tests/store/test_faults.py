"""The fault sweep: every system call of an apply, a recovery and a rollback is killed at, or made to fail, once.

``strace`` first counts the calls of an unfaulted run, then injects at each single one of them. After each: every file
is old or new with its mode, a recovery ends so, a second one does nothing, and no temporary file is left.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import filelock
import pytest

from colima_guard.host.machine import Host
from colima_guard.model.plan import FileChange, Plan
from colima_guard.store.store import Store

ROOT = Path(__file__).parents[2]
DRIVER = Path(__file__).parents[1] / "machines/store_faults.py"
WORKERS = 2

#: Calls that can change something on the disk, or tell of a failure to.
CHANGING = {
    *("openat", "write", "fchmod", "fchown", "fsync", "close", "ftruncate", "flock"),
    *("rename", "renameat", "renameat2", "mkdir", "mkdirat", "unlink", "unlinkat", "rmdir", "link", "linkat"),
    *("fsetxattr", "fremovexattr"),
}
#: Calls that only look. Being killed there is being killed before the next one that changes something.
LOOKING = {
    *("newfstatat", "fstat", "lstat", "stat", "statx", "read", "getdents64", "access", "faccessat", "faccessat2"),
    *("readlink", "readlinkat", "flistxattr", "fgetxattr", "lseek", "ioctl", "getcwd"),
}
#: Calls that have nothing to do with the disk.
APART = {
    *(
        "getpid",
        "gettid",
        "geteuid",
        "getegid",
        "getgroups",
        "getuid",
        "getrandom",
        "brk",
        "mmap",
        "mremap",
        "munmap",
        "mprotect",
        "madvise",
        "futex",
    ),
    *("rt_sigtimedwait", "rt_sigaction", "rt_sigprocmask", "exit_group", "clock_gettime", "restart_syscall", "fcntl"),
}
INJECTIONS = {
    "signal=KILL:when={n}": CHANGING,
    "error=ENOSPC:when={n}": CHANGING,
    "error=EIO:when={n}": CHANGING | LOOKING,
    "error=ENOSPC:when={n}+": CHANGING,  # a disk that stays full
}

State = tuple[bytes, int] | None
#: Each file before and after the plan of the scenario ``apply``; ``rollback`` goes the other way.
TARGETS: dict[str, tuple[State, State]] = {
    "dotfiles/one.yaml": ((b"old one\n", 0o640), (b"new one\n", 0o640)),
    "two.yaml": ((b"old two\n", 0o640), (b"new two\n", 0o600)),
    "new/dir/three.yaml": (None, (b"new three\n", 0o600)),
    "four.yaml": ((b"old four\n", 0o640), None),
}
SCENARIOS = ("apply", "recover", "rollback", "prune")


@dataclass(frozen=True)
class Point:
    scenario: str
    call: str
    injection: str

    def __str__(self) -> str:
        return f"{self.scenario}: {self.call} {self.injection}"


class Bench:
    """A home directory, the states of it that the scenarios start from, and a driver that waits to be traced."""

    def __init__(self, base: Path) -> None:
        self.home = base / "home"
        self._templates = base / "templates"
        self._log = base / "strace"
        site = str(Path(filelock.__file__).parents[1])
        self._driver = subprocess.Popen(
            [sys.executable, "-S", "-E", "-B", str(DRIVER), str(ROOT), site],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._prepare()

    def _prepare(self) -> None:
        files = self._templates / "apply"
        (files / "dotfiles").mkdir(parents=True)
        for name, (before, _) in TARGETS.items():
            if before is not None:
                (files / name).write_bytes(before[0])
                (files / name).chmod(before[1])
        (files / "linked.yaml").symlink_to("dotfiles/one.yaml")
        # killed at the second rename: the first file is new, the second has its temporary file beside it
        self.run(Point("apply", "renameat", "signal=KILL:when=2"))
        shutil.copytree(self.home, self._templates / "recover", symlinks=True)
        self.run(Point("apply", "none", ""))
        shutil.copytree(self.home, self._templates / "rollback", symlinks=True)
        shutil.copytree(self.home, self._templates / "prune", symlinks=True)

    def run(self, point: Point) -> tuple[int, str]:
        """Runs a scenario with an injection; its exit code (negative: the signal) and strace's log."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self._templates / point.scenario, self.home, symlinks=True)
        assert self._driver.stdin and self._driver.stdout
        print(json.dumps([point.scenario, str(self.home)]), file=self._driver.stdin, flush=True)
        pid = int(self._driver.stdout.readline())
        trace = [f"--trace={point.call}"]
        if point.injection:
            trace.append(f"--inject={point.call}:{point.injection}")
        strace = subprocess.Popen(
            ["strace", "-o", self._log, "-p", str(pid), *trace], stderr=subprocess.PIPE, text=True
        )
        assert strace.stderr
        with strace.stderr:
            attached = strace.stderr.readline()
            os.kill(pid, signal.SIGUSR1)
            code = int(self._driver.stdout.readline())
            strace.wait()
        if "attached" not in attached:
            pytest.skip(f"strace cannot attach to a process here: {attached.strip()}")
        return code, self._log.read_text()

    def close(self) -> None:
        assert self._driver.stdin and self._driver.stdout
        self._driver.stdin.close()
        self._driver.wait()
        self._driver.stdout.close()


@pytest.fixture(scope="module")
def benches() -> Iterator[list[Bench]]:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed: no faults can be injected")
    # memory, where there is such a place: a kill needs no real medium, and thousands of fsyncs do take their time
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as base:
        made = [Bench(Path(os.path.realpath(base)) / str(number)) for number in range(WORKERS)]
        yield made
        for bench in made:
            bench.close()


def look(home: Path) -> dict[str, State]:
    found: dict[str, State] = {}
    for name in TARGETS:
        path = home / name
        found[name] = (path.read_bytes(), path.stat().st_mode & 0o7777) if os.path.lexists(path) else None
    return found


def count(bench: Bench, scenario: str) -> Counter[str]:
    """How often each call occurs in an unfaulted run."""
    code, log = bench.run(Point(scenario, "all", ""))
    assert code == 0, log
    calls = Counter(re.findall(r"^(\w+)\(", log, re.MULTILINE))
    unknown = set(calls) - CHANGING - LOOKING - APART
    assert not unknown, f"{unknown}: name in this file what kind of call it is"
    return calls


def check(bench: Bench, point: Point) -> list[str]:
    """What is wrong after this injection."""
    code, log = bench.run(point)
    wrong = []
    if "(INJECTED)" not in log and "SIGKILL" not in log:
        wrong.append("nothing was injected")
    if code not in ((-signal.SIGKILL,) if "KILL" in point.injection else (0, 1, 4)):
        wrong.append(f"ended with {code}")
    stopped = look(bench.home)
    wrong += wrong_states(point, code, stopped)
    store = Store(Host({"HOME": str(bench.home)}), str(bench.home / "state/guard"))
    store.history()
    store.recover()
    if store.recover():
        wrong.append("a second recovery found something to do")
    if look(bench.home) != stopped:
        wrong.append("the recovery wrote a file")
    wrong += wrong_history(bench.home, store)
    if "KILL" in point.injection:
        wrong += unfinished(bench.home, store)
    wrong += [f"left behind: {path}" for path in bench.home.rglob(".*")]
    return [f"{point}: {text}" for text in wrong]


def unfinished(home: Path, store: Store) -> list[str]:
    """A killed run needs no human: the next one can go on from whatever there is."""
    host = Host({"HOME": str(home)})
    files = []
    for name, (_, state) in TARGETS.items():
        now, path = look(home)[name], host.realpath(str(home / name))
        after, mode = state or (None, 0)
        if now != state:
            files.append(FileChange(path, path, now and now[0], after, mode, "to the end"))
    if files:
        store.apply(Plan(tuple(files)))
    return [] if look(home) == {name: state for name, (_, state) in TARGETS.items()} else ["it cannot be finished"]


def wrong_states(point: Point, code: int, stopped: dict[str, State]) -> list[str]:
    if point.scenario == "recover":
        begun = {**{name: states[0] for name, states in TARGETS.items()}, "dotfiles/one.yaml": (b"new one\n", 0o640)}
        return [] if stopped == begun else [f"the recovery wrote a file: {stopped}"]
    wrong = [f"{name} is neither old nor new: {found}" for name, found in stopped.items() if found not in TARGETS[name]]
    old, new = (0, 1) if point.scenario == "apply" else (1, 0)
    if code == 0 and stopped != {name: states[new] for name, states in TARGETS.items()}:
        wrong.append("said to be done and is not")
    if code == 4 and stopped != {name: states[old] for name, states in TARGETS.items()}:
        wrong.append("said that nothing was written, and something was")
    return wrong


def wrong_history(home: Path, store: Store) -> list[str]:
    wrong, found = [], look(home)
    history = store.history()
    if any(change.state == "damaged" for change in history):
        wrong.append("a damaged entry")
    if history:
        newest = history[0]
        new = 0 if newest.command == ("rollback",) else 1
        for file in newest.files:
            name = os.path.relpath(file.real_path, home)
            if file.done != (found[name] == TARGETS[name][new]):
                wrong.append(f"{name}: done is {file.done}, and it holds {found[name]}")
            for digest in (file.before_sha256, file.after_sha256):
                store.contents(digest, newest)
    return wrong


def test_every_call_killed_or_failing_leaves_each_file_old_or_new(benches: list[Bench]) -> None:
    points = []
    for scenario in SCENARIOS:
        calls = count(benches[0], scenario)
        for injection, kinds in INJECTIONS.items():
            here = [
                Point(scenario, call, injection.format(n=n))
                for call in sorted(calls.keys() & kinds)
                for n in range(1, calls[call] + 1)
            ]
            assert len(here) == sum(number for call, number in calls.items() if call in kinds)
            points += here
    free: SimpleQueue[Bench] = SimpleQueue()
    for bench in benches:
        free.put(bench)

    def on_a_free_bench(point: Point) -> list[str]:
        bench = free.get()
        try:
            return check(bench, point)
        finally:
            free.put(bench)

    with ThreadPoolExecutor(WORKERS) as pool:
        wrong = [text for texts in pool.map(on_a_free_bench, points) for text in texts]
    assert not wrong, "\n".join(wrong[:20]) + f"\n... {len(wrong)} in all, of {len(points)} points"


def test_one_more_than_the_last_call_is_not_reached(benches: list[Bench]) -> None:
    for scenario in SCENARIOS:
        for call, number in count(benches[0], scenario).items():
            if call in CHANGING:
                code, log = benches[0].run(Point(scenario, call, f"signal=KILL:when={number + 1}"))
                assert code == 0 and "SIGKILL" not in log
