"""Every backend, by name. Each is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.base import Backend
from colima_guard.backends.names import NAMES
from colima_guard.errors import UsageError


def backend(name: str) -> Backend:
    """The backend with this name. Raises ``UsageError``."""
    if name == "colima":
        from colima_guard.backends.colima.backend import Colima

        return Colima()
    raise UsageError(f"unknown backend {name!r}", do=f"known are: {', '.join(NAMES)}")


def backends(names: Sequence[str] = ()) -> list[Backend]:
    """The backends with these names, all of them without one."""
    return [backend(name) for name in NAMES if not names or name in names]
