"""A pretended Docker Desktop: its settings, its processes, a `docker` that replays, and the backend's socket."""

from __future__ import annotations

import json
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from colima_guard.host.values import Platform
from tests.conftest import Machine

BASES: dict[str, str] = {
    "macos": "Library/Group Containers/group.com.docker",
    "linux": ".docker/desktop",
    "windows": "AppData/Roaming/Docker",
}
BACKENDS: dict[str, str] = {
    "macos": "/Applications/Docker.app/Contents/MacOS/com.docker.backend run",
    "linux": "/opt/docker-desktop/bin/com.docker.backend run",
    "windows": "com.docker.backend.exe",
}
#: a settings file as newer releases write one that was never touched: only what was set
SPARSE = """\
{
  "AutoStart": false,
  "DisplayedOnboarding": true,
  "LicenseTermsVersion": 2,
  "SettingsVersion": 43
}
"""
#: and as upgraded ones are: every key, the defaults written out
FULL = """\
{
  "AutoStart": false,
  "FilesharingDirectories": [
    "/Users",
    "/Volumes",
    "/private",
    "/tmp",
    "/var/folders"
  ],
  "SettingsVersion": 40,
  "UseGrpcfuse": true,
  "UseVirtualizationFrameworkVirtioFS": true
}
"""
INSTANCE = "docker-desktop/settings"
#: numbers of processes that are only pretended
NEW, OLD = 424242, 414141

_DOCKER = """\
PATH=/usr/bin:/bin
echo "docker $*" >> "$HOME/said"
case "$*" in
    "desktop status --format json")
        printf '{\\n    "SessionID": "4c2d1f0e-6b0a-4a53-9d8e-3f1d7a5b9c10",\\n    "Status": "%s"\\n}\\n' \
            "$(cat "$HOME/status")" ;;
    "desktop stop "*) . "$HOME/on-stop" ;;
    "desktop start "*) . "$HOME/on-start" ;;
    *" info "*) . "$HOME/on-info" ;;
    *) echo "unknown: $*" >&2; exit 1 ;;
esac
"""


class Desktop:
    """Docker Desktop on a pretended machine."""

    def __init__(self, machine: Machine, platform: Platform) -> None:
        self.machine = machine
        if platform != "macos":
            machine.platform, machine.os_version, machine.arch = platform, (), "x86_64"
        self.platform = platform
        if platform != "windows":
            machine.starts |= {NEW: time.time(), OLD: time.time() - 86400}
        self.base = BASES[platform]
        self.store, self.legacy = f"{self.base}/settings-store.json", f"{self.base}/settings.json"
        first = '"System","4","Services","0","1 K"' if platform == "windows" else "  2 kthreadd"
        listing = f'[ -e "$HOME/no-ps" ] && exit 1\necho \'{first}\'\ncat "$HOME/procs"'
        machine.command("tasklist" if platform == "windows" else "ps", f"PATH=/usr/bin:/bin\n{listing}")
        machine.command("docker", _DOCKER)
        machine.write("status", "stopped")
        machine.write("on-stop", ': > "$HOME/procs"; echo stopped > "$HOME/status"\n')
        machine.write("on-start", f'echo \'{self.process()}\' > "$HOME/procs"; echo running > "$HOME/status"\n')
        machine.write("on-info", 'echo "Docker Desktop"\n')
        machine.write("procs", "")

    def process(self, pid: int | None = None) -> str:
        """A line of the process list, by default of a process that was started just now."""
        pid = NEW if pid is None else pid
        if self.platform == "windows":
            return f'"{BACKENDS["windows"]}","{pid}","Console","1","90,000 K"'
        return f"{pid} {BACKENDS[self.platform]}"

    def runs(self, *, long_since: bool = False) -> None:
        """It runs: since just now, or since long before its settings were last changed."""
        self.machine.write("procs", self.process(OLD if long_since else None) + "\n")
        self.machine.write("status", "running")

    def said(self) -> list[str]:
        """The docker command lines so far."""
        path = self.machine.home / "said"
        return path.read_text().splitlines() if path.exists() else []

    def listed(self, path: str | None = None) -> Any:
        """The list in a settings file, ``None`` without one."""
        value = json.loads(self.machine.read(path or self.store))
        found = [value[key] for key in value if key.lower() == "filesharingdirectories"]
        assert len(found) <= 1, found
        return [one.replace(str(self.machine.home), "~") for one in found[0]] if found and found[0] else None

    def socket(self) -> Path:
        if self.platform == "macos":
            return self.machine.home / "Library/Containers/com.docker.docker/Data/backend.sock"
        return self.machine.home / self.base / "backend.sock"

    @contextmanager
    def answering(self, answer: dict[str, Any] | bytes, status: int = 200) -> Iterator[list[str]]:
        """The backend answers on its socket; gives what it was asked."""
        asked: list[str] = []
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def address_string(self) -> str:
                return "local"

            def log_message(self, format: str, *args: Any) -> None:
                pass

        path = self.socket()
        path.parent.mkdir(parents=True, exist_ok=True)
        with socketserver.ThreadingUnixStreamServer(str(path), Handler) as server:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            try:
                yield asked
            finally:
                server.shutdown()
                path.unlink()


def shares(*paths: str) -> dict[str, Any]:
    """An answer of releases since 4.12 with this list."""
    return {"vm": {"fileSharing": [{"path": path, "cached": False} for path in paths]}, "desktop": {"autoStart": False}}


def shares_before_4_12(*paths: str) -> dict[str, Any]:
    """The older shape of the same."""
    listed = [{"path": path, "cached": False} for path in paths]
    return {"vm": {"fileSharing": {"value": listed, "locked": False}}, "cli": {"useCloudCli": {"value": True}}}
