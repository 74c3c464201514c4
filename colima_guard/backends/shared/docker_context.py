"""Which engine the ``docker`` command talks to now (docker/cli, command/cli.go resolveContextName)."""

from __future__ import annotations

import json
import posixpath
from typing import Any

from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.digest import sha256
from colima_guard.model.named_tuple import NamedTuple


class Active(NamedTuple):
    """The context in use: its name, and the socket on this machine behind it where it has one."""

    context: str
    socket: str | None

    def is_at(self, host: Host, sockets: list[str]) -> bool:
        """Whether the engine behind one of these sockets is meant."""
        if self.socket is None:
            return False
        real = host.realpath(self.socket)
        return any(self.socket == socket or real == host.realpath(socket) for socket in sockets)


def active(host: Host) -> Active:
    """The docker context in use. ``DOCKER_HOST`` wins over ``DOCKER_CONTEXT``, which wins over the saved one."""
    endpoint = host.env("DOCKER_HOST")
    if endpoint:
        return Active("default", _socket(endpoint))
    directory = host.env("DOCKER_CONFIG") or posixpath.join(host.home, ".docker")
    saved = _json(host, posixpath.join(directory, "config.json")).get("currentContext")
    name = host.env("DOCKER_CONTEXT") or (saved if isinstance(saved, str) and saved else "default")
    if name == "default":
        return Active(name, "/var/run/docker.sock")
    return Active(name, _endpoint_of(host, directory, name))


def _endpoint_of(host: Host, directory: str, name: str) -> str | None:
    folder = sha256(name.encode(errors="backslashreplace"))
    meta = _json(host, posixpath.join(directory, "contexts", "meta", folder, "meta.json"))
    endpoints = meta.get("Endpoints")
    docker = endpoints.get("docker") if isinstance(endpoints, dict) else None
    value = docker.get("Host") if isinstance(docker, dict) else None
    return _socket(value) if isinstance(value, str) else None


def _socket(endpoint: str) -> str | None:
    scheme, _, path = endpoint.partition("://")
    return path if scheme == "unix" and path.startswith("/") else None


def _json(host: Host, path: str) -> dict[str, Any]:
    # the mark in a table is a convenience: a broken file of Docker's must not stop the table
    try:
        value = json.loads(host.read(path) or b"{}")
    except (ValueError, Unreadable, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
