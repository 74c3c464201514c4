"""How far whoever holds the socket, or is root of the VM, reaches on each instance of this machine."""

from __future__ import annotations

from typing import NamedTuple

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.secret_files import secret_places
from colima_guard.judge.reach import secrets_among
from colima_guard.judge.row import Selection, Survey
from colima_guard.judge.survey import survey
from colima_guard.model.policy import Policy
from colima_guard.scan.machines import machines
from colima_guard.scan.reach import Blast, blast


class Radius(NamedTuple):
    """An instance, whether the docker command talks to it, and what root of it reaches: today, and after a lock."""

    instance: str
    active: bool
    blast: Blast


def radii(host: Host, policy: Policy) -> tuple[Radius, ...]:
    """Every instance that there is, the one behind the current docker context first; none where there is no VM.

    After a lock: what the saved policy leaves, ``None`` where there is no policy, or where that cannot be told.
    """
    with host.steady():
        now = survey(host, policy, Selection())
        there = [row for row in now.rows if not row.instance.birthplace]
        if not there:
            return ()
        now = Survey(policy, tuple(sorted(there, key=lambda row: not row.instance.active)))
        secrets = secrets_among(place for place in host.once(secret_places) if place.present)
        known = zip(now.rows, machines(now, _after(host, policy, now)), strict=True)
        return tuple(Radius(row.instance.name, row.instance.active, blast(host, one, secrets)) for row, one in known)


def _after(host: Host, policy: Policy, now: Survey) -> Survey | None:
    """The instances as the saved policy would have them."""
    if not policy.saved:
        return None
    if now.ok:
        return now
    from colima_guard.lock.propose import propose

    try:
        entries = policy.allow.entries
        return propose(host, entries, confine=policy.confine, selection=Selection(), command=("lock",)).after
    except GuardError:
        return None
