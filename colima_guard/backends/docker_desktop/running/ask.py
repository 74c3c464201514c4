"""The backend's own answer about its settings: merged with defaults and an administrator's locks.

``GET /app/settings?format=grouped``, undocumented. Only read: writing by POST exists (ctlptl) and is not built on.
"""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from colima_guard.backends.docker_desktop.layout import settings_sockets
from colima_guard.host.machine import Host

#: seconds
_PATIENCE = 3.0


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, defer_build=True)


class _Directory(_Part):
    path: str


class _Value(_Part):
    """The older shape of a setting: ``{"value": ..., "locked": false}``."""

    value: Any


class _Vm(_Part):
    file_sharing: list[_Directory] | _Value = Field(alias="fileSharing")


class Grouped(_Part):
    """The part of the answer that says what is shared."""

    vm: _Vm


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
        paths = directories(answer) if answer is not None else None
        if paths is not None:
            return Live(socket, paths)
    return None


def directories(answer: bytes) -> tuple[str, ...] | None:
    """The list in an answer, in either of the two shapes that were seen; ``None`` for any other."""
    try:
        shared = Grouped.model_validate_json(answer).vm.file_sharing
        if isinstance(shared, _Value):
            shared = [_Directory.model_validate(one) for one in shared.value]
    except (ValidationError, TypeError):
        return None
    return tuple(one.path for one in shared)
