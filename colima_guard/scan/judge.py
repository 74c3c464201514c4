"""Projects and containers judged: by the saved policy, and by what is worth protecting on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from colima_guard.host.machine import Host
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
from colima_guard.scan.result import ESCAPES, Judged, Scan, Scanned, order
from colima_guard.scan.walked import LeftOut

if TYPE_CHECKING:
    from colima_guard.scan.effect import Effect
    from colima_guard.scan.engine.values import Engine
    from colima_guard.scan.reach import Reached


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
            strong = {one.subject: one for one in reversed(said) if one.id in ESCAPES}
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
        tuple(sorted(told, key=order)),
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
