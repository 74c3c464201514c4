"""Findings: one thing to know each, with a stable id, of which the catalogue has a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colima_guard.model.catalogue import FINDINGS, Kind, Severity, State
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.share import Place

if TYPE_CHECKING:
    from colima_guard.model.policy import Accepted


class Finding(NamedTuple):
    """One thing to know about an instance: what it is, where it stands, what to do."""

    id: str
    message: str
    remedy: str
    place: Place | None = None
    #: the real path of the share that it is about
    path: str | None = None
    #: what says that it is known and taken
    accepted: Accepted | None = None

    @property
    def kind(self) -> Kind:
        """Its row of the catalogue."""
        return FINDINGS[self.id]

    @property
    def severity(self) -> Severity:
        return self.kind.severity

    @property
    def state(self) -> State | None:
        """What it stands for, where that decides what else is said or done."""
        return self.kind.stands_for

    @property
    def offends(self) -> bool:
        """Whether it is a reason by itself why its instance is not as wanted, and nobody accepts it."""
        return self.kind.offence and self.accepted is None
