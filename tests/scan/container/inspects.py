"""Containers as ``inspect`` prints them, and what is read of them."""

from __future__ import annotations

import json
from typing import Any

from colima_guard.scan.container.reader import read_containers
from colima_guard.scan.container.sockets import Sockets
from colima_guard.scan.container.values import Container


def inspect(name: str = "c", *, mounts: list[dict[str, Any]] | None = None, **host: Any) -> dict[str, Any]:
    """One object of ``docker inspect``; ``host`` is its ``HostConfig``."""
    given = {"Privileged": False, "MaskedPaths": ["/proc/kcore"], "ReadonlyPaths": ["/proc/sys"], **host}
    return {
        "Id": name * 8,
        "Name": f"/{name}",
        "State": {"Running": True},
        "HostConfig": given,
        "Mounts": mounts or [],
        "Config": {"Image": "i", "Env": ["PATH=/bin"], "Labels": {"a": "b"}},
    }


def bind(source: str, target: str = "/t", *, writable: bool = True, **more: Any) -> dict[str, Any]:
    """A bind of ``.Mounts``."""
    return {"Type": "bind", "Source": source, "Destination": target, "RW": writable, **more}


def volume(name: str, target: str = "/t", *, writable: bool = True) -> dict[str, Any]:
    """A volume of ``.Mounts``."""
    data = f"/data/volumes/{name}/_data"
    return {"Type": "volume", "Name": name, "Source": data, "Destination": target, "RW": writable, "Driver": "local"}


def read(
    *containers: dict[str, Any],
    volumes: list[dict[str, Any]] | None = None,
    engine: str = "docker",
    sockets: Sockets | None = None,
) -> list[Container]:
    """The containers."""
    return read_containers(engine, json.dumps(list(containers)), json.dumps(volumes or []), sockets=sockets)


def one(*mounts: dict[str, Any], sockets: Sockets | None = None, **host: Any) -> Container:
    """One container with these mounts and settings, on a machine without homes."""
    (found,) = read(inspect(mounts=list(mounts), **host), sockets=sockets or Sockets(homes=()))
    return found


def binds(container: Container) -> list[str]:
    """``SOURCE:TARGET:ACCESS`` of each bind."""
    return [f"{one.source}:{one.target}:{one.access}" for one in container.binds]
