"""What a scan has to tell of a project or container: one thing each, with an id of the catalogue."""

from __future__ import annotations

from enum import StrEnum

from colima_guard.model.catalogue import FINDINGS, Kind, Severity
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.project import Where


class Confidence(StrEnum):
    """How sure it is that the thing is so, whatever it would mean."""

    #: it stands there, and is what its program takes
    SURE = "sure"
    #: it has the name or the form of it
    LIKELY = "likely"
    #: it cannot be told, and may be
    POSSIBLE = "possible"


class AcceptedBy(StrEnum):
    """Who says that a finding is known and taken."""

    #: a comment beside it, in the project's own file
    COMMENT = "comment"
    #: the policy, until a day
    POLICY = "policy"


class ScanFinding(NamedTuple):
    """One thing to know about a service of a project, or a container: what it is, why it matters, what to do."""

    id: str
    confidence: Confidence
    message: str
    #: why it matters, in a sentence
    why: str
    remedy: str
    #: where it stands; of a container without a file, its name stands for the file
    where: Where
    #: the service or container; empty for the project as a whole
    subject: str = ""
    #: the host path that it is about
    path: str | None = None
    #: the reason that somebody gave for it: by a comment beside it, or in the policy
    accepted: str | None = None
    accepted_by: AcceptedBy | None = None

    @property
    def kind(self) -> Kind:
        """Its row of the catalogue."""
        return FINDINGS[self.id]

    @property
    def severity(self) -> Severity:
        return self.kind.severity
