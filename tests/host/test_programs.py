"""What ``Host`` asks of other programs: the list of processes, and a local HTTP server."""

from __future__ import annotations

import os
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.overlay import Overlay
from colima_guard.host.processes import Process
from colima_guard.model.plan import Plan
from tests.conftest import Machine


def test_processes_of_this_machine() -> None:
    found = Host().processes()
    if found is None:
        pytest.skip("there is no ps here")
    assert os.getpid() in {one.pid for one in found}


def test_processes_by_ps(machine: Machine) -> None:
    machine.command("ps", 'printf "    1 /sbin/init\\n  23 /Applications/A B.app/x --y=z w\\nnonsense\\n"')
    assert machine.host().processes() == (Process(1, "/sbin/init"), Process(23, "/Applications/A B.app/x --y=z w"))


def test_processes_by_tasklist(machine: Machine) -> None:
    machine.platform = "windows"
    machine.command(
        "tasklist", 'printf \'"A, B.exe","12","Console","1","1,024 K"\\r\\n"Idle","0","Services","0","8 K"\\r\\n\''
    )
    assert machine.host().processes() == (Process(12, "A, B.exe"), Process(0, "Idle"))


@pytest.mark.parametrize(
    "script", ["exit 1", "exec /bin/sleep 5", ":", "echo nonsense", "/usr/bin/yes '1 x' | /usr/bin/head -c 2000000"]
)
def test_no_list_is_none_and_not_an_empty_one(machine: Machine, script: str) -> None:
    """Nothing may be concluded from a list that was cut."""
    machine.patience = 0.5
    machine.command("ps", script)
    assert machine.host().processes() is None


def test_without_ps_there_is_no_list(machine: Machine) -> None:
    assert machine.host().processes() is None


@contextmanager
def server(answer: bytes, wait: float = 0.0) -> Iterator[str]:
    """Something on a Unix socket that answers every request with these bytes."""
    if not hasattr(socket, "AF_UNIX"):
        pytest.skip("Python has no Unix sockets here")
    with tempfile.TemporaryDirectory(prefix="cg") as directory:
        path = f"{directory}/s"
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path)
            listening.listen()

            def serve() -> None:
                try:
                    peer, _ = listening.accept()
                except OSError:
                    return
                with peer:
                    peer.recv(65536)
                    time.sleep(wait)
                    try:
                        peer.sendall(answer)
                    except OSError:
                        return

            threading.Thread(target=serve, daemon=True).start()
            yield path


def ask(path: str, timeout: float = 2.0) -> bytes | None:
    return Host().get(path, "/x", timeout=timeout)


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.1 200 OK\r\n\r\nto the end", b"to the end"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", b"abc"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut", None),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n" + b"x" * 5000000, None),
        (b"SSH-2.0-x\r\n", None),
        (b"", None),
    ],
)
def test_answers(answer: bytes, body: bytes | None) -> None:
    with server(answer) as path:
        assert ask(path) == body


def test_one_that_does_not_answer_is_left_in_time() -> None:
    begun = time.monotonic()
    with server(b"", wait=5) as path:
        assert ask(path, 0.2) is None
    assert time.monotonic() - begun < 2


def test_nobody_there(tmp_path: Path) -> None:
    assert ask(str(tmp_path / "nobody")) is None
    assert ask(str(tmp_path)) is None
    assert ask("/" + "x" * 200) is None


def test_only_versions(machine: Machine) -> None:
    """Of a look of which only matters what is looked into, nothing but a release is asked; nothing is left of that."""
    machine.command("tool", 'echo "tool version 1.2.3"')
    host = machine.host()
    path = host.which("tool")
    assert path is not None
    for asked in (host, Overlay(host, Plan())):
        with asked.only_versions(), asked.only_versions():
            assert asked.version(path) == "tool version 1.2.3"
        with asked.only_versions():
            with pytest.raises(GuardError, match="tool is not asked here"):
                asked.run(["tool", "get"])
            with pytest.raises(GuardError, match="tool is not asked here"):
                asked.run(["tool"])
    assert not any(kind == "run" and "get" in about for kind, about in host.questions)
    assert host.run(["tool", "get"]).code == 0


@pytest.mark.skipif(os.name == "nt", reason="a session is a thing of POSIX")
@pytest.mark.parametrize("asked", [True, False])
def test_what_a_question_has_started_is_stopped_with_it(machine: Machine, asked: bool) -> None:
    """Not what a command has started that is no question: a host agent goes on."""
    fifo, started = machine.home / "fifo", machine.home / "started"
    os.mkfifo(fifo)
    machine.command("tool", f': > "{started}"; /bin/cat "{fifo}" & wait')
    host = machine.host()
    host.patience = 2.0
    assert host.run(["tool"], timeout=2.0 if asked else None).code is None
    assert started.exists()
    if asked:
        # nobody is left that would open the other end
        with pytest.raises(OSError, match="No such device"):
            os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
    else:
        end = os.open(fifo, os.O_WRONLY)
        os.close(end)
