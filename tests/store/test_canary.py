"""Files of ours that are looked for in a VM: gone again whatever happens, and never by following somebody's link."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from colima_guard.host.machine import Host
from colima_guard.store import canary

KILLED = """
import os, sys
from colima_guard.host.machine import Host
from colima_guard.store import canary
with canary.planted(Host(), sys.argv[1], sys.argv[2:]) as planted:
    print(len(planted.canaries), flush=True)
    if os.environ.get("WAIT"):
        sys.stdin.read()
    os.kill(os.getpid(), 9)
"""


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    monkeypatch.setenv("HOME", str(tmp_path))
    return Host()


@pytest.fixture
def state(tmp_path: Path) -> str:
    return str(tmp_path / "state")


def left(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.rglob(f"{canary.PREFIX}*"))


def test_a_canary_is_for_us_alone_and_gone_afterwards(host: Host, state: str, tmp_path: Path) -> None:
    with canary.planted(host, state, [str(tmp_path)]) as planted:
        (one,) = planted.canaries.values()
        assert Path(one.path).read_text() == one.content
        assert stat.S_IMODE(os.stat(one.path).st_mode) == 0o600
        assert stat.S_IMODE(os.stat(one.directory).st_mode) == 0o700
    assert left(tmp_path) == []
    assert [name for name in os.listdir(state) if name.startswith("canaries")] == []


def test_where_nothing_can_be_made_there_is_none(host: Host, state: str, tmp_path: Path) -> None:
    with canary.planted(host, state, [str(tmp_path / "missing"), str(tmp_path)]) as planted:
        assert list(planted.canaries) == [str(tmp_path)]


def test_what_a_guest_wrote_beside_it_is_seen_and_removed(host: Host, state: str, tmp_path: Path) -> None:
    with canary.planted(host, state, [str(tmp_path)]) as planted:
        (one,) = planted.canaries.values()
        assert not one.answered()
        Path(one.directory, one.reply).write_text("hello")
        assert one.answered()
    assert left(tmp_path) == []


def test_it_is_gone_after_an_error_too(host: Host, state: str, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), canary.planted(host, state, [str(tmp_path)]):
        raise KeyboardInterrupt
    assert left(tmp_path) == []


def test_what_a_killed_command_left_is_swept_by_the_next(host: Host, state: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, state, str(tmp_path)], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, b"1\n")
    assert len(left(tmp_path)) == 1
    assert canary.sweep(host, state) == ()
    assert left(tmp_path) == []
    assert [name for name in os.listdir(state) if name.startswith("canaries")] == []


def test_those_of_a_command_that_still_runs_are_left_alone(host: Host, state: str, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, state, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "WAIT": "1"},
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"1\n"
        assert canary.sweep(host, state) == ()
        assert len(left(tmp_path)) == 1
        other.communicate()
    canary.sweep(host, state)
    assert left(tmp_path) == []


def test_a_link_that_a_guest_put_in_its_place_is_not_followed(host: Host, state: str, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    with canary.planted(host, state, [str(tmp_path)]) as planted:
        (one,) = planted.canaries.values()
        (precious / one.name).write_text("mine")
        shutil.rmtree(one.directory)
        os.symlink(precious, one.directory)
    assert (precious / one.name).read_text() == "mine"
    # it is remembered that something is left there
    assert canary.sweep(host, state) == (one.directory,)
    os.unlink(one.directory)
    assert canary.sweep(host, state) == ()


def test_what_a_guest_put_into_it_is_kept(host: Host, state: str, tmp_path: Path) -> None:
    with canary.planted(host, state, [str(tmp_path)]) as planted:
        (one,) = planted.canaries.values()
        Path(one.directory, "other").write_text("not ours")
    assert Path(one.directory, "other").read_text() == "not ours"
    assert canary.sweep(host, state) == (one.directory,)


@pytest.mark.parametrize("note", [b"", b"[", b"[[1]]", b'[["/etc", "passwd"]]', b'{"a": 1}', b"\xff"])
def test_a_damaged_note_removes_nothing_of_others(host: Host, state: str, tmp_path: Path, note: bytes) -> None:
    os.makedirs(state, 0o700)
    Path(state, "canaries-1").write_bytes(note)
    before = sorted(tmp_path.rglob("*"))
    canary.sweep(host, state)
    assert [path for path in before if path.parent != Path(state)] == [
        path for path in sorted(tmp_path.rglob("*")) if path.parent != Path(state)
    ]
    assert Path("/etc/passwd").exists()
