"""Directories that a VM system cannot take: which, why, and what becomes of one whose VM system is not there."""

from __future__ import annotations

from collections.abc import Iterable

from colima_guard.backends.interface import Backend, Locks
from colima_guard.errors import GuardError
from colima_guard.model.allowlist import Allowed
from colima_guard.model.named_tuple import NamedTuple


class Misread(NamedTuple):
    """A directory that a backend cannot take: as it is to be named, and why."""

    named: str
    why: str


def misread(backend: Backend, entry: Allowed) -> Misread | None:
    """What a backend makes of a directory that it cannot take; ``None`` where it can, or where it writes none."""
    if not isinstance(backend, Locks):
        return None
    # a link is written as what it leads to, and keeps its own path in the guest
    for path in dict.fromkeys((entry.path, entry.typed)):
        if (why := backend.unshareable(path)) is not None:
            return Misread(entry.typed if path == entry.typed else f"{entry.typed}, which leads to {path},", why)
    return None


def why_unshareable(backend: Backend, entry: Allowed) -> str | None:
    """Which path of a directory a backend cannot take, and why; ``None`` for one that it can."""
    found = misread(backend, entry)
    return None if found is None else f"{found.named} cannot be shared: {found.why}"


def unshareable_by(backend: Backend, reason: str) -> GuardError:
    """The refusal of a directory that a backend cannot take."""
    why = f"{backend.name} could then share something else, or not start"
    return GuardError(reason, why=why, do="rename the directory, or name another one")


def left_out_by(titles: Iterable[str], found: Misread) -> str:
    """What would happen to a directory if these VM systems, which are not there, were; and what to do."""
    systems = " or ".join(dict.fromkeys(titles))
    then = f"if {systems} is installed here later, its VMs will not see {found.named}: {found.why}"
    return f"{then}; rename the directory if they are to"
