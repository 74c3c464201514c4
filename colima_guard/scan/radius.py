"""How far whoever holds the socket, or is root of the VM, reaches on each instance of this machine."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.secret_files import secret_places
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.policy import Policy
from colima_guard.scan.machine import Machine

if TYPE_CHECKING:
    from colima_guard.judge.row import Survey
    from colima_guard.scan.engine.values import Engine
    from colima_guard.scan.reach import Blast


class Radius(NamedTuple):
    """An instance, whether the docker command talks to it, and what root of it reaches: today, and after a lock."""

    instance: str
    active: bool
    blast: Blast


class Here:
    """The instances of this machine under a policy, looked at once, and only if somebody asks."""

    def __init__(self, host: Host, policy: Policy) -> None:
        self._host = host
        self._policy = policy

    @cached_property
    def _now(self) -> Survey:
        """Those that there are, the one behind the current docker context first."""
        from colima_guard.judge.row import Selection, Survey
        from colima_guard.judge.survey import survey

        rows = (row for row in survey(self._host, self._policy, Selection()).rows if not row.instance.birthplace)
        return Survey(self._policy, tuple(sorted(rows, key=lambda row: not row.instance.active)))

    @cached_property
    def planned(self) -> tuple[Machine, ...]:
        """What each shows its containers today, and after a lock by the saved policy."""
        from colima_guard.scan.machines import machines

        return machines(self._now, self._after() if self._now.rows else None)

    def engines(self) -> tuple[Engine, ...]:
        """The engines that run, with their containers."""
        from colima_guard.scan.engine.containers import running_and_stopped

        with self._host.steady():
            return running_and_stopped(self._host, self._now, with_shadows=True)

    @cached_property
    def machines(self) -> tuple[Machine, ...]:
        """What each shows its containers today."""
        from colima_guard.scan.machines import machines

        return machines(self._now)

    def radii(self, *, own: bool = False) -> tuple[Radius, ...]:
        """What the socket, or root of the VM, reaches on each; none where there is no VM.

        With ``own``, of this machine itself too: an engine runs on it without a VM.

        After a lock: what the saved policy leaves, ``None`` where there is no policy, or where that cannot be told.
        """
        from colima_guard.judge.reach import secrets_among
        from colima_guard.scan.machines import HERE
        from colima_guard.scan.reach import blast

        with self._host.steady():
            secrets = secrets_among(place for place in self._host.once(secret_places) if place.present)
            known = zip(self._now.rows, self.planned, strict=True)
            found = [
                Radius(row.instance.name, row.instance.active, blast(self._host, one, secrets)) for row, one in known
            ]
            return (*found, Radius("", False, blast(self._host, HERE, secrets))) if own else tuple(found)

    def _after(self) -> Survey | None:
        """The instances as the saved policy would have them."""
        if not self._policy.saved:
            return None
        if self._now.ok:
            return self._now
        from colima_guard.judge.row import Selection
        from colima_guard.lock.propose import propose

        confine, entries = self._policy.confine, self._policy.allow.entries
        try:
            return propose(self._host, entries, confine=confine, selection=Selection(), command=("lock",)).after
        except GuardError:
            return None
