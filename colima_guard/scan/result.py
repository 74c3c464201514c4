"""What a scan has found, as a whole: for the terminal, for JSON, and for whoever reads on from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from colima_guard.model.bug import is_bug
from colima_guard.model.catalogue import Severity
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.finding import Confidence, ScanFinding
from colima_guard.scan.project import Project, Service
from colima_guard.scan.walked import LeftOut

if TYPE_CHECKING:
    from colima_guard.scan.effect import Effect
    from colima_guard.scan.engine.values import Engine
    from colima_guard.scan.radius import Radius
    from colima_guard.scan.reach import Reached

#: findings that come to the whole VM
ESCAPES = ("CG420", "CG421")
_SEVERITIES = ("high", "warn", "info")


class Judged(NamedTuple):
    """A service, and whether it holds the socket of an engine (``None``: cannot be told, and ``doubts`` says why)."""

    service: Service
    socket: bool | None
    doubts: tuple[str, ...] = ()


class Scanned(NamedTuple):
    """A project with its services, each judged."""

    project: Project
    services: tuple[Judged, ...]
    #: by the name of a service what says that it can do all that its VM can, or may
    strong: Mapping[str, ScanFinding] = {}


class Scan(NamedTuple):
    """All that was found. ``findings`` are grouped by file, in each the worst first."""

    looked_at: tuple[str, ...]
    projects: tuple[Scanned, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    findings: tuple[ScanFinding, ...] = ()
    #: host directories that projects bind and that nothing allows, where there is no policy to judge them by
    unjudged: tuple[str, ...] = ()
    #: what a container reaches by the socket, or as root of its VM, where one of the findings is of that
    radii: tuple[Radius, ...] = ()
    #: the engines that were asked
    engines: tuple[Engine, ...] = ()
    #: what each of their containers reaches of the host, by its id
    reached: Mapping[str, Reached] = {}
    #: what the lock by the saved policy would do to binds; empty where no engine was asked
    impact: tuple[Effect, ...] = ()

    def also(self, findings: Iterable[ScanFinding]) -> Scan:
        """With further findings, in their places."""
        return self._replace(findings=tuple(sorted((*self.findings, *findings), key=order)))

    @property
    def escapes(self) -> bool:
        """Whether something is found by which a container can do all that its VM can."""
        return any(finding.id in ESCAPES for finding in self.findings)

    @property
    def is_here(self) -> bool:
        """Whether a container of an engine on this machine itself can do all that it can, or may."""
        here = (one for engine in self.engines if not engine.instance for one in engine.containers)
        return any(one.vm_root is not False for one in here)

    @property
    def counted(self) -> tuple[ScanFinding, ...]:
        """The findings that nobody accepted."""
        return tuple(finding for finding in self.findings if finding.accepted is None)

    @property
    def ok(self) -> bool:
        """Whether nothing was found that is more than worth knowing, and nothing is left that cannot be told."""
        unseen = any(one.unknown for one in self.left_out)
        return all(one.severity is Severity.INFO for one in self.counted) and not unseen

    @property
    def bug(self) -> bool:
        """Whether a project could not be read by a mistake of ours."""
        return any(is_bug(one.project.error or "") for one in self.projects)


def order(finding: ScanFinding) -> tuple[object, ...]:
    """Where a finding stands among all: by its file, in that the worst first."""
    return (finding.where.file, *rank(finding), finding.where.line or 0, finding.where.column or 0, finding.subject)


def rank(finding: ScanFinding) -> tuple[int, int, str]:
    """How bad a finding is: the severest and surest first."""
    return _SEVERITIES.index(finding.severity), list(Confidence).index(finding.confidence), finding.id
