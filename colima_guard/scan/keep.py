"""Which directory has to be allowed for a bind to stay as it is."""

from __future__ import annotations

import os
from typing import NamedTuple

from colima_guard.host.machine import Host
from colima_guard.model.paths import is_within
from colima_guard.policy.screen import OffLimits


class Keep(NamedTuple):
    """The directory to allow, or why none can be: the narrowest one then, and what speaks against it."""

    directory: str
    refused: str | None = None


def keep(host: Host, off_limits: OffLimits, path: str, project: str | None = None) -> Keep:
    """The directory by which a host path is seen: the root of its project, else itself, or the one that a file is in.

    Never a directory that must not be allowed: where the root of a project is one, the path itself is tried.
    """
    own = path if host.look(path) in ("dir", None) else os.path.dirname(path)
    if project is not None and is_within(path, project) and refusal(host, off_limits, project) is None:
        return Keep(project)
    return Keep(own, refusal(host, off_limits, own))


def refusal(host: Host, off_limits: OffLimits, directory: str) -> str | None:
    """Why a directory cannot be allowed: because it must not be, or is none; ``None`` where it can."""
    reason = off_limits.reason(host.realpath(directory))
    if reason is not None:
        return f"it must not be: {reason}"
    kind = host.look(directory)
    return None if kind == "dir" else "it is not there" if kind is None else "it is no directory"
