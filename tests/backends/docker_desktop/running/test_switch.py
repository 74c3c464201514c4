"""The real docker command against an engine that answers as Docker Desktop's does."""

from __future__ import annotations

import json
import shutil
import socketserver
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from colima_guard.backends.docker_desktop.running.process import busy_reason, engine_status
from colima_guard.backends.docker_desktop.running.switch import DockerDesktopSwitch
from tests.conftest import Machine
from tests.machines.docker_desktop import Desktop

DOCKER = shutil.which("docker")
pytestmark = pytest.mark.skipif(DOCKER is None, reason="needs the docker command")


@contextmanager
def engine(path: Path, system: str) -> Iterator[None]:
    """An engine that knows of itself only which operating system it runs on."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = (
                json.dumps({"OperatingSystem": system, "OSType": "linux", "ID": "X"}) if "info" in self.path else "OK"
            )
            self.send_response(200)
            self.send_header("Api-Version", "1.41")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else body.encode())

        do_HEAD = do_GET

        def address_string(self) -> str:
            return "local"

        def log_message(self, format: str, *args: object) -> None:
            pass

    with socketserver.ThreadingUnixStreamServer(str(path), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield
        server.shutdown()


@pytest.fixture
def desktop(machine: Machine) -> Iterator[tuple[Desktop, Path]]:
    with tempfile.TemporaryDirectory(prefix="cg") as short:
        found = Desktop(machine, "linux")
        (machine.home / "path/docker").unlink()
        (machine.home / "path/docker").symlink_to(str(DOCKER))
        machine.command("systemctl", f"PATH=/usr/bin:/bin; echo '{found.process()}' > \"$HOME/procs\"")
        machine.patience = 1.0
        socket = Path(short) / "engine.sock"
        named = ["context", "create", "desktop-linux", "--docker", f"host=unix://{socket}"]
        subprocess.run([str(DOCKER), *named], env=machine.environ, check=True, capture_output=True)
        # what the user has set for other engines must not lead there
        machine.environ["DOCKER_HOST"] = f"unix://{short}/another.sock"
        machine.environ["DOCKER_CONTEXT"] = "another"
        yield found, socket


def test_up_is_an_engine_that_answers_as_docker_desktop(desktop: tuple[Desktop, Path]) -> None:
    """Without the `desktop` plugin it is started as its platform does."""
    found, socket = desktop
    with engine(socket, "Docker Desktop"):
        assert DockerDesktopSwitch().start(found.machine.host()) is None


@pytest.mark.parametrize("system", ["Debian GNU/Linux 12 (bookworm)", None])
def test_another_engine_or_none_is_not_up(desktop: tuple[Desktop, Path], system: str | None) -> None:
    found, socket = desktop
    if system is None:
        assert DockerDesktopSwitch().start(found.machine.host()) == "it did not come up"
        return
    with engine(socket, system):
        assert DockerDesktopSwitch().start(found.machine.host()) == "it did not come up"


def test_a_docker_without_the_plugin_says_nothing(desktop: tuple[Desktop, Path]) -> None:
    found, _ = desktop
    assert engine_status(found.machine.host()) is None
    assert busy_reason(found.machine.host()) is None
    found.runs()
    assert "Docker Desktop runs" in str(busy_reason(found.machine.host()))
