"""The backends of the table, each imported when it is asked for."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping, Sequence

from colima_guard.backends import table
from colima_guard.backends.interface import Backend, Renders
from colima_guard.errors import UsageError
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.instance import Instance
from colima_guard.model.release import Release


def backend(name: str) -> Backend:
    """The backend with this name. Raises ``UsageError``."""
    if name not in table.names():
        raise UsageError(f"unknown backend {name!r}", do=f"known are: {', '.join(table.names())}")
    module, _, kind = table.row(name).implementation.partition(":")
    found: Backend = getattr(importlib.import_module(module), kind)()
    return found


def other_text(name: str) -> Renders | None:
    """What renders a text that a backend has beside its own; ``None`` where no such text has this name."""
    found = {text: implementation for row in table.ROWS for text, implementation in row.texts}.get(name)
    if found is None:
        return None
    module, _, kind = found.partition(":")
    renderer: Renders = getattr(importlib.import_module(module), kind)()
    return renderer


def backends(names: Sequence[str] = ()) -> list[Backend]:
    """The backends with these names, all of them without one."""
    return [backend(name) for name in table.names() if not names or name in names]


def present(host: Host, names: Sequence[str] = ()) -> list[Backend]:
    """The backends with these names; without one those of which anything is on this machine.

    The others are not imported: what they share costs a few looks at the machine.
    """
    return [backend(row.name) for row in table.ROWS if (row.name in names if names else is_present(host, row))]


def is_present(host: Host, row: table.Row) -> bool:
    """Whether any sign of a VM system is there, or that cannot be told."""
    return not row.signs or (host.platform in row.platforms and any(_is_there(host, sign) for sign in row.signs))


def _is_there(host: Host, sign: str) -> bool:
    if sign.startswith("$"):
        return bool(host.env(sign[1:]))
    if "/" not in sign:
        return host.which(sign) is not None or host.planted_program(sign) is not None
    path = os.path.join(host.home, *sign[2:].split("/")) if sign.startswith("~/") else sign
    try:
        return host.exists(path) or host.is_link(path)
    except Unreadable:
        return True


def find(host: Host, backend: Backend, releases: Mapping[str, Release], *, asked_for: bool) -> Sequence[Instance]:
    """What ``Backend.find`` finds; nothing on a platform on which the backend does not run."""
    if host.platform not in table.row(backend.name).platforms:
        return ()
    return backend.find(host, releases, asked_for=asked_for)
