"""What a lock would do, as a person should see it before saying yes."""

from __future__ import annotations

from colima_guard.judge.row import Survey
from colima_guard.lock.difference import Moved, lost, moved, pairs
from colima_guard.model.allowlist import Allowed
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.plan import Plan, Refusal


class Proposal(NamedTuple):
    """Everything that a person should see before saying yes."""

    plan: Plan
    refused: tuple[Refusal, ...]
    #: the instances as they are and as they will be, both judged by the new policy
    before: Survey
    after: Survey
    #: directories of the old policy that the new one no longer covers
    no_longer_allowed: tuple[Allowed, ...]
    #: those that it covers read-only
    no_longer_writable: tuple[Allowed, ...]
    #: allowed directories that are not there now, as when a disk is unplugged: they keep their entries
    missing: tuple[Allowed, ...]
    notes: tuple[str, ...]

    @property
    def unseen(self) -> tuple[tuple[str, str], ...]:
        """What an instance sees now and will not see: pairs of its name and a host directory."""
        return tuple(pair for before, after in pairs(self.before, self.after) for pair in lost(before, after))

    @property
    def moved(self) -> tuple[Moved, ...]:
        """What an instance will see in another place than now."""
        return tuple(change for before, after in pairs(self.before, self.after) for change in moved(before, after))
