"""The client of an engine behind one of several sockets."""

from __future__ import annotations

from collections.abc import Iterable

from colima_guard.host.machine import Host
from colima_guard.model.instance import EngineClient

#: what would lead the client elsewhere, or make it ask in another way
_UNSET = ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_API_VERSION")


def docker(host: Host, sockets: Iterable[str]) -> EngineClient | None:
    """``docker`` for the first of these sockets that is there; ``None`` where none is, or no such client."""
    socket = next((path for path in sockets if host.look(path) == "other"), None)
    return by_endpoint(host, f"unix://{socket}") if socket is not None else None


def by_endpoint(host: Host, endpoint: str) -> EngineClient | None:
    """``docker`` for an endpoint; ``None`` where there is no such client."""
    if host.which("docker") is None:
        return None
    # by the endpoint and not by a context: a name in the environment or a file could lead to another engine
    return EngineClient("docker", ("docker", "--host", endpoint), tuple((name, "") for name in _UNSET))
