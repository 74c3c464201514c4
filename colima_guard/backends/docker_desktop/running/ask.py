"""The backend's own answer about its settings: merged with defaults and an administrator's locks.

``GET /app/settings?format=grouped``, undocumented. Only read: writing by POST exists (ctlptl) and is not built on.
"""

from __future__ import annotations

import os

from colima_guard.backends.docker_desktop.layout import settings_sockets
from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple

#: seconds
_PATIENCE = 3.0


class Live(NamedTuple):
    """What the running Docker Desktop says: the socket that said it, and the directories of its list."""

    socket: str
    paths: tuple[str, ...]


def ask(host: Host) -> Live | None:
    """The list of the running Docker Desktop; ``None`` where it does not answer, or not as we know it."""
    for socket, target in settings_sockets(host):
        if host.platform != "windows" and host.look(os.path.dirname(socket)) is None:
            continue
        answer = host.get(socket, target, timeout=_PATIENCE)
        if answer is None:
            continue
        from colima_guard.backends.docker_desktop.running.answer import directories

        paths = directories(answer)
        if paths is not None:
            return Live(socket, paths)
    return None
