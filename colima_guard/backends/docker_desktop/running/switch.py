"""Stopping Docker Desktop for good, and starting it until its engine answers.

Each `docker desktop` call has a limit of ours: in 4.37.1 `stop` did not return at all (docker/for-win#14502). What
counts is not what they say: it is down when its processes are gone, and up when its engine answers.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from colima_guard.backends.docker_desktop.application import app
from colima_guard.backends.docker_desktop.find import CONTEXT
from colima_guard.backends.docker_desktop.running.process import engine_status, processes
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host

#: seconds: what we tell `docker desktop` to wait, and by how much longer we wait for itself
_STOP, _START, _MORE = 90, 240, 15
#: seconds for its processes to go once it was told to, and for its engine to answer once it was started
_GONE, _UP = 45.0, 180.0
_PAUSE = 0.5
_INFO_PATIENCE = 20.0


class DockerDesktopSwitch:
    """``docker desktop stop`` and ``start``, with what each platform has beside them."""

    name = "Docker Desktop"

    def ready(self, host: Host) -> str | None:
        """Asks for a docker command, by which alone it is seen to come up."""
        if _docker(host) is None:
            return "there is no `docker` on PATH, by which it is seen to come up again"
        return None

    def stop(self, host: Host) -> str | None:
        """Asks it to stop, in one way after the other, until none of its processes is left."""
        docker = _docker(host)
        ways = [[docker, "desktop", "stop", "--timeout", str(_STOP)]] if docker else []
        if host.platform == "macos":
            ways.append(["osascript", "-e", 'quit app "Docker Desktop"'])
        elif host.platform == "linux":
            ways.append(["systemctl", "--user", "stop", "docker-desktop"])
        for way in ways:
            _said(host, way, _STOP + _MORE)
            if _within(host, _GONE, lambda: processes(host) == []):
                return None
        left = processes(host)
        if left is None:
            return "whether it stopped cannot be told: the process list cannot be read"
        return f"it did not stop: {left[0].command} (process {left[0].pid}) is still there" if left else None

    def start(self, host: Host) -> str | None:
        """Starts it, and waits until its engine answers as Docker Desktop's."""
        docker = _docker(host)
        if docker is None:
            return self.ready(host)
        if _said(host, [docker, "desktop", "start", "--timeout", str(_START)], _START + _MORE) is None:
            for way in _other_starts(host):
                if _said(host, way, _MORE) is not None:
                    break
        if _within(host, _UP, lambda: _is_up(host, docker)):
            return None
        status = engine_status(host)
        return f"it did not come up{f' (its status is {status})' if status else ''}"


def _docker(host: Host) -> str | None:
    """The docker command: on ``PATH``, or where Docker Desktop puts its own."""
    found = host.which("docker")
    if found is not None:
        return found
    places = [os.path.join(host.home, ".docker", "bin", "docker")]
    installed = app(host)
    if installed is not None and host.platform == "macos":
        places.append(os.path.join(installed.path, "Contents", "Resources", "bin", "docker"))
    return next((path for path in places if host.look(path) == "file"), None)


def _other_starts(host: Host) -> list[list[str]]:
    if host.platform == "macos":
        return [["open", "-a", "Docker"]]
    if host.platform == "linux":
        return [["systemctl", "--user", "start", "docker-desktop"]]
    installed = app(host)
    path = os.path.join(installed.path, "Docker Desktop.exe") if installed else ""
    return [["cmd", "/c", "start", "", path]] if path else []


def _is_up(host: Host, docker: str) -> bool:
    """Whether the engine answers. The status alone proves nothing: "stopped" was seen of one that answers."""
    if not processes(host) or engine_status(host) == "starting":
        return False
    # DOCKER_HOST would lead to another engine
    asked = [docker, "--context", CONTEXT, "info", "--format", "{{.OperatingSystem}}"]
    said = _said(host, asked, _INFO_PATIENCE, {"DOCKER_HOST": "", "DOCKER_CONTEXT": ""})
    return said is not None and "Docker Desktop" in said


def _said(host: Host, argv: list[str], patience: float, env: dict[str, str] | None = None) -> str | None:
    """What a command printed, ``None`` where it failed, was not there or took too long."""
    try:
        done = host.run(argv, timeout=patience, env=env)
    except GuardError:
        return None
    return done.out if done.code == 0 else None


def _within(host: Host, seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold in time."""
    deadline = host.now() + min(seconds, host.patience)
    while not holds():
        if host.now() >= deadline:
            return False
        host.sleep(_PAUSE)
    return True
