"""What a scan has found, as a whole: for the terminal, for JSON, and for whoever reads on from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from colima_guard.host.machine import Host
from colima_guard.model.bug import is_bug
from colima_guard.model.catalogue import Severity
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.policy import Policy
from colima_guard.scan.accepted import of_project
from colima_guard.scan.container.sockets import Sockets
from colima_guard.scan.finding import Confidence, ScanFinding
from colima_guard.scan.findings.outside import outside
from colima_guard.scan.findings.project import findings, sockets_of
from colima_guard.scan.findings.socket import held, state
from colima_guard.scan.ignore.mark import marked
from colima_guard.scan.machine import Machine
from colima_guard.scan.project import Project, Service
from colima_guard.scan.walked import LeftOut

if TYPE_CHECKING:
    from colima_guard.scan.engine.values import Engine
    from colima_guard.scan.impact import Effect
    from colima_guard.scan.radius import Radius
    from colima_guard.scan.reach import Reached

#: findings that come to the whole VM
_ESCAPES = ("CG420", "CG421")
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
        return self._replace(findings=tuple(sorted((*self.findings, *findings), key=_order)))

    @property
    def escapes(self) -> bool:
        """Whether something is found by which a container can do all that its VM can."""
        return any(finding.id in _ESCAPES for finding in self.findings)

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


def scan(
    host: Host,
    looked_at: Sequence[str],
    projects: Iterable[Project],
    left_out: Sequence[LeftOut],
    policy: Policy,
    machines: Callable[[], Sequence[Machine]],
    engines: Sequence[Engine] = (),
) -> Scan:
    """Projects and containers judged: by the saved policy, and by what is worth protecting on this machine.

    ``machines`` are the instances that their engines may run on, asked for where something depends on them.
    """
    allow = policy.allow if policy.saved else None
    with host.steady():
        sockets = host.once(sockets_of)
        scanned: list[Scanned] = []
        found: dict[tuple[object, ...], ScanFinding] = {}
        unjudged: dict[str, None] = {}
        for project in projects:
            services = tuple(_judged(project, one, sockets) for one in project.services)
            said = list(findings(host, project, allow, machines))
            strong = {one.subject: one for one in reversed(said) if one.id in _ESCAPES}
            scanned.append(Scanned(project, services, strong))
            for one in of_project(host, policy, project, said):
                key = (one.id, one.where, one.subject, one.message)
                # two projects may share a file: what one of them is allowed, the other is not
                if key not in found or one.accepted is None:
                    found[key] = one
            if allow is None:
                binds = (bind for service in project.services for bind in service.binds)
                unjudged |= dict.fromkeys(bind.source for bind in binds if outside(host, bind, policy.allow))
        asked = _asked(host, [one.project for one in scanned], policy, machines(), engines) if engines else _Asked()
        for one in asked.findings:
            found.setdefault((one.id, one.where, one.subject, one.message), one)
        files = [file for one in scanned for file in one.project.files]
        told = marked(host, files, list(found.values()))
    return Scan(
        tuple(looked_at),
        tuple(scanned),
        tuple(left_out),
        tuple(sorted(told, key=_order)),
        tuple(sorted(unjudged)),
        engines=tuple(engines),
        reached=asked.reached,
        impact=asked.impact,
    )


class _Asked(NamedTuple):
    """What comes of the engines that were asked."""

    findings: tuple[ScanFinding, ...] = ()
    reached: Mapping[str, Reached] = {}
    impact: tuple[Effect, ...] = ()


def _asked(
    host: Host, projects: Sequence[Project], policy: Policy, there: Sequence[Machine], engines: Sequence[Engine]
) -> _Asked:
    from colima_guard.scan.engine.reached import reached_by_id
    from colima_guard.scan.findings.engine import of_engines
    from colima_guard.scan.forecast import placed
    from colima_guard.scan.impact import impact
    from colima_guard.scan.keep import Limits

    return _Asked(
        tuple(of_engines(host, engines, there, policy)),
        dict(reached_by_id(host, engines, there)),
        impact(host, projects, placed(engines, there), there, Limits(host)),
    )


def _judged(project: Project, service: Service, sockets: Sockets) -> Judged:
    ways = list(held(project, service, sockets))
    doubts = [one.how for one in ways if one.confidence is Confidence.POSSIBLE]
    return Judged(service, state(service, ways), tuple(dict.fromkeys(doubts)))


def _order(finding: ScanFinding) -> tuple[object, ...]:
    return (finding.where.file, *rank(finding), finding.where.line or 0, finding.where.column or 0, finding.subject)


def rank(finding: ScanFinding) -> tuple[int, int, str]:
    """How bad a finding is: the severest and surest first."""
    return _SEVERITIES.index(finding.severity), list(Confidence).index(finding.confidence), finding.id
