"""Directories that a VM system cannot take: refused where it is there, left out of its birthplaces where it is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from colima_guard.backends import table
from colima_guard.backends.abilities import trace
from colima_guard.backends.interface import Backend, Locks
from colima_guard.backends.registry import backend
from colima_guard.backends.unshareable import Misread, left_out_by, misread, unshareable_by, why_unshareable
from colima_guard.host.machine import Host
from colima_guard.judge.row import Survey
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.policy import Policy


def require_shareable_somewhere(looked: Survey) -> None:
    """Raises ``GuardError`` for a directory that no instance which is to see it can take.

    What only some cannot take is the refusal of their files: the others are locked.
    """
    for entry in looked.policy.allow.entries:
        refused = _refused(entry, _meant_for(looked, entry))
        if refused is not None:
            raise unshareable_by(refused, why_unshareable(refused, entry) or "")


def unshareable_anywhere(looked: Survey, entry: Allowed) -> str | None:
    """Why no instance that can be locked could take a directory, ``None`` where one can, or where there is none."""
    names = dict.fromkeys(row.instance.backend for row in looked.rows)
    refused = _refused(entry, (one for one in map(backend, names) if isinstance(one, Locks)))
    found = None if refused is None else misread(refused, entry)
    return None if found is None else found.why


def _refused(entry: Allowed, by: Iterable[Backend]) -> Backend | None:
    """The first of the backends, where all of them refuse a directory."""
    asked = list(by)
    return asked[0] if asked and all(misread(one, entry) is not None for one in asked) else None


def _meant_for(looked: Survey, entry: Allowed) -> Iterator[Backend]:
    """The backends whose instances are to see a directory and can be locked to it, each once."""
    instances = (row.instance for row in looked.rows if _allows(looked.policy.of(row.instance.name), entry))
    names = dict.fromkeys(instance.backend for instance in instances)
    return (one for one in map(backend, names) if isinstance(one, Locks))


def _allows(policy: Policy, entry: Allowed) -> bool:
    return any((one.path, one.typed) == (entry.path, entry.typed) for one in policy.allow.entries)


def shareable(host: Host, looked: Survey, backend: Backend, allow: Allowlist) -> Allowlist:
    """The allowlist for instances of a backend: without what it cannot take, where nothing of it is there.

    Whatever is born of them then sees less than is allowed. Where there is a trace of it, nothing is taken away, and
    the lock is refused.
    """
    kept = tuple(entry for entry in allow.entries if misread(backend, entry) is None)
    if len(kept) == len(allow.entries) or not _only_births(looked, backend) or trace(backend, host):
        return allow
    return Allowlist(kept, allow.placeholder)


def _only_births(looked: Survey, backend: Backend) -> bool:
    return all(row.instance.birthplace for row in looked.rows if row.instance.backend == backend.name)


def left_out(host: Host, looked: Survey) -> list[str]:
    """What is taken away in that way: a line a directory, with what would happen and what to do."""
    titles: dict[Misread, list[str]] = {}
    for row in looked.rows:
        one, allow = backend(row.instance.backend), looked.policy.of(row.instance.name).allow
        kept = shareable(host, looked, one, allow).entries
        for found in (misread(one, entry) for entry in allow.entries if entry not in kept):
            if found is not None:
                titles.setdefault(found, []).append(table.row(one.name).title)
    return [left_out_by(of, found) for found, of in titles.items()]
