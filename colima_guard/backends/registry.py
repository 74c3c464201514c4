"""Every backend, by name. Each is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.interface import Backend
from colima_guard.backends.table import NAMES
from colima_guard.errors import UsageError


def backend(name: str, *, asked_for: bool = False) -> Backend:
    """The backend with this name; ``asked_for``: the user named it. Raises ``UsageError``."""
    if name == "colima":
        from colima_guard.backends.colima.backend import Colima

        return Colima()
    if name == "lima":
        from colima_guard.backends.lima.backend import Lima

        return Lima(asked_for=asked_for)
    if name == "docker-desktop":
        from colima_guard.backends.docker_desktop.backend import DockerDesktop

        return DockerDesktop()
    raise UsageError(f"unknown backend {name!r}", do=f"known are: {', '.join(NAMES)}")


def backends(names: Sequence[str] = ()) -> list[Backend]:
    """The backends with these names, all of them without one."""
    return [backend(name, asked_for=name in names) for name in NAMES if not names or name in names]
