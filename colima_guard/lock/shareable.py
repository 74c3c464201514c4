"""Directories that none of the instances that are there can take."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.backends.abilities import unshareable_by, why_unshareable
from colima_guard.backends.interface import Backend, Locks
from colima_guard.backends.registry import backend
from colima_guard.judge.row import Survey
from colima_guard.model.allowlist import Allowed
from colima_guard.model.policy import Policy


def require_shareable_somewhere(looked: Survey) -> None:
    """Raises ``GuardError`` for a directory that no instance which is to see it can take.

    What only some cannot take is the refusal of their files: the others are locked.
    """
    for entry in looked.policy.allow.entries:
        reasons = [(one, why_unshareable(one, entry)) for one in _meant_for(looked, entry)]
        if reasons and all(reason is not None for _, reason in reasons):
            first, reason = reasons[0]
            raise unshareable_by(first, reason or "")


def _meant_for(looked: Survey, entry: Allowed) -> Iterator[Backend]:
    """The backends whose instances are to see a directory and can be locked to it, each once."""
    instances = (row.instance for row in looked.rows if _allows(looked.policy.of(row.instance.name), entry))
    names = dict.fromkeys(instance.backend for instance in instances)
    return (one for one in map(backend, names) if isinstance(one, Locks))


def _allows(policy: Policy, entry: Allowed) -> bool:
    return any((one.path, one.typed) == (entry.path, entry.typed) for one in policy.allow.entries)
