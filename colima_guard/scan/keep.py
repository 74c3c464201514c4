"""Which directory has to be allowed for a bind to stay as it is."""

from __future__ import annotations

import os
from collections.abc import Sequence

from colima_guard.backends.registry import present
from colima_guard.host.machine import Host
from colima_guard.judge.row import Survey
from colima_guard.lock.shareable import unshareable_anywhere
from colima_guard.model.allowlist import Allowed
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within
from colima_guard.model.share import Access, Share
from colima_guard.model.transport import NINE_P
from colima_guard.policy.screen import OffLimits
from colima_guard.scan.reach import joined, point
from colima_guard.scan.view import view

#: so many links to somewhere else on one path; more are somebody's joke
_STEPS = 8


class Limits:
    """What keeps a directory from being allowed, to ask of many: with a survey, also that no instance could take it."""

    def __init__(self, host: Host, survey: Survey | None = None) -> None:
        self._host = host
        self._survey = survey
        self._off_limits = OffLimits(host, present(host))

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
    #: the file that it is for, where nothing else in it is asked for
    file: str | None = None


def keep(host: Host, limits: Limits, path: str, project: str | None = None) -> Keep:
    """The directory by which a host path is seen: the root of its project, else itself, or the one that a file is in.

    Never a directory that must not be allowed: where the root of a project is one, the path itself is tried.
    """
    is_file = host.look(path) not in ("dir", None)
    own = os.path.dirname(path) if is_file else path
    if project is not None and is_within(path, project) and limits.refusal(project) is None:
        return Keep(project)
    return Keep(own, limits.refusal(own), path if is_file else None)


class Needed(NamedTuple):
    """The directories to allow, all of them; and which one cannot be, or is no help, and why."""

    directories: tuple[Keep, ...] = ()
    refused: tuple[str, str] | None = None


def needed(
    host: Host, limits: Limits, shares: Sequence[Share], path: str, at: str, project: str | None, access: Access
) -> Needed:
    """What to allow beside these shares for a host path to be seen at a path of the VM, ``at``.

    More than one directory where it goes through a link, for that is followed in the VM. None helps where it is named
    by a link into what is shared already: that is shared by one name only.
    """
    given, found, here = list(shares), list[Keep](), at
    for _ in range(_STEPS):
        one = keep(host, limits, path, project)
        if one.refused is not None:
            return Needed(tuple(found), (one.directory, one.refused))
        real = host.realpath(one.directory)
        if why := overlapping(host, given, real, path, access):
            return Needed(tuple(found), (one.directory, why))
        found.append(one)
        rest = path[len(one.directory) :] if is_within(path, one.directory) else ""
        mounted = here[: len(here) - len(rest)] if here.endswith(rest) else one.directory
        given.append(Share(one.directory, real, mounted, access, NINE_P))
        seen = view(host, given, at)
        if seen.dangling is None:
            return Needed(tuple(found))
        path = here = seen.dangling
    return Needed(tuple(found), (at, "goes through more links than can be followed"))


def overlapping(host: Host, given: Sequence[Share], real: str, path: str, access: Access) -> str:
    """Why a real directory cannot be shared beside those that are, for this path; empty where it can."""
    for share in given:
        if share.real is None:
            continue
        if is_within(real, share.real):
            named = joined(point(share), host.realpath(path)[len(share.real.rstrip("/\\")) :])
            leads = "lies in" if is_within(path, share.real) else "leads into"
            return f"{leads} {share.location}, which is shared by one name only: name {named} in its place"
        if is_within(share.real, real) and share.asked is not access:
            return f"holds {share.location}, which is allowed with another access"
    return ""
