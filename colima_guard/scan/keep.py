"""Which directory has to be allowed for a bind to stay as it is."""

from __future__ import annotations

import os
from typing import NamedTuple

from colima_guard.backends.registry import backends
from colima_guard.host.machine import Host
from colima_guard.judge.row import Survey
from colima_guard.lock.shareable import unshareable_anywhere
from colima_guard.model.allowlist import Allowed
from colima_guard.model.paths import is_within
from colima_guard.model.share import Access
from colima_guard.policy.screen import OffLimits


class Limits:
    """What keeps a directory from being allowed, to ask of many: with a survey, also that no instance could take it."""

    def __init__(self, host: Host, survey: Survey | None = None) -> None:
        self._host = host
        self._survey = survey
        self._off_limits = OffLimits(host, backends())

    def refusal(self, directory: str) -> str | None:
        """Why a directory cannot be allowed, to be read behind its name; ``None`` where it can."""
        real = self._host.realpath(directory)
        reason = self._off_limits.reason(real)
        if reason is not None:
            return f"must not be allowed: {reason}"
        kind = self._host.look(directory)
        if kind != "dir":
            return f"cannot be allowed: it is {'not there' if kind is None else 'no directory'}"
        if self._survey is None:
            return None
        reason = unshareable_anywhere(self._survey, Allowed(real, Access.RW, directory))
        return None if reason is None else f"cannot be shared: {reason}"


class Keep(NamedTuple):
    """The directory to allow, or why none can be: the narrowest one then, and what speaks against it."""

    directory: str
    refused: str | None = None


def keep(host: Host, limits: Limits, path: str, project: str | None = None) -> Keep:
    """The directory by which a host path is seen: the root of its project, else itself, or the one that a file is in.

    Never a directory that must not be allowed: where the root of a project is one, the path itself is tried.
    """
    own = path if host.look(path) in ("dir", None) else os.path.dirname(path)
    if project is not None and is_within(path, project) and limits.refusal(project) is None:
        return Keep(project)
    return Keep(own, limits.refusal(own))
