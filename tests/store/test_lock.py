"""Two writers at once, for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from colima_guard import exits
from colima_guard.errors import GuardError
from colima_guard.model.plan import Plan
from colima_guard.store import one_writer as lock
from tests.machines.store import World

ROOT = Path(__file__).parents[2]

HOLD = """
import sys
from colima_guard.host.machine import Host
from colima_guard.store.one_writer import locked
with locked(Host({"HOME": "/"}), sys.argv[1], ("lock", "~/projects")):
    print("held", flush=True)
    sys.stdin.read()
"""

COUNT = """
import os, sys
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.model.plan import FileChange, Plan
from colima_guard.store.store import Store
home, done = sys.argv[1], 0
host = Host({"HOME": home})
store, path = Store(host, home + "/state"), home + "/counter"
print("ready", flush=True)
sys.stdin.readline()
while done < 25:
    before = host.read(path)
    after = b"%d" % (int(before) + 1)
    try:
        store.apply(Plan((FileChange(path, path, before, after, 0o600, "count"),), command=("count",)))
    except GuardError as error:
        assert "has changed since" in error.what, error.what
    else:
        done += 1
"""


def start(code: str, argument: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, argument], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_no_count_is_lost_between_two_processes(world: World) -> None:
    world.put("counter", b"0", 0o600)
    both = [start(COUNT, str(world.home)) for _ in range(2)]
    for process in both:
        assert process.stdout and process.stdout.readline() == "ready\n"
    for process in both:
        process.communicate("go\n")
    assert [process.returncode for process in both] == [0, 0]
    assert (world.home / "counter").read_bytes() == b"50"
    assert not list(world.home.glob(".colima-guard*"))


def test_a_second_writer_says_who_holds_the_lock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "WAIT", 0.2)
    world.put("a", b"1")
    world.store.apply(Plan((world.change("a", b"1", b"2"),)))
    plan = Plan((world.change("a", b"2", b"3"),))
    with start(HOLD, str(world.state_dir)) as holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        with pytest.raises(GuardError) as refused:
            world.store.apply(plan)
        assert refused.value.what == (
            f"process {holder.pid} (lock ~/projects) is making a change and has not finished in 0.2 seconds"
        )
        assert refused.value.exit_code == exits.REFUSED
        assert len(world.store.history()) == 1  # which waits for nobody
        with pytest.raises(GuardError, match=f"process {holder.pid}"):
            world.store.recover()
        holder.kill()
    # a holder that was killed holds nothing, whatever its note says
    assert (world.state_dir / "lock.holder").exists()
    world.store.apply(plan)
    assert not (world.state_dir / "lock.holder").exists()


@pytest.mark.parametrize(
    "note", [b"", b"{", b"[]", b"null", json.dumps({"pid": 2**40, "command": []}).encode(), b'{"pid":"1"}', None]
)
def test_a_note_that_says_nothing_is_no_matter(
    world: World, monkeypatch: pytest.MonkeyPatch, note: bytes | None
) -> None:
    monkeypatch.setattr(lock, "WAIT", 0.1)
    world.store.apply(Plan((world.change("a", None, b"1"),)))
    with start(HOLD, str(world.state_dir)) as holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        path = world.state_dir / "lock.holder"
        path.unlink()
        if note is None:
            os.mkfifo(path)
        else:
            path.write_bytes(note)
        with pytest.raises(GuardError, match="another colima-guard is making a change"):
            world.store.recover()
        holder.kill()
    # nor is what lies there when the lock is taken again
    world.store.apply(Plan((world.change("a", b"1", b"2"),)))


def test_a_second_writer_waits_a_few_seconds() -> None:
    assert lock.WAIT == 5.0
