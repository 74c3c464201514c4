"""All containers and known services of a machine as occupants of its VMs, with what each reaches of the host."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.host.machine import Host
from colima_guard.judge.row import Survey
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.engine.containers import running_and_stopped
from colima_guard.scan.engine.values import Engine
from colima_guard.scan.forecast import placed
from colima_guard.scan.impact import SERVICE, WORKING_DIRECTORY, impact
from colima_guard.scan.judge import scan
from colima_guard.scan.keep import Limits
from colima_guard.scan.known import known
from colima_guard.scan.machines import HERE, machines
from colima_guard.scan.occupants import Occupant, of_containers, of_service
from colima_guard.scan.result import Scan

#: seconds for all questions to one engine, and for the projects that are known
PATIENCE = 6.0


class Inventory(NamedTuple):
    """What a scan has found of the known projects and of every engine, the occupants, and what was not looked at."""

    scan: Scan
    occupants: tuple[Occupant, ...]
    notes: tuple[str, ...]


def inventory(
    host: Host,
    survey: Survey,
    after: Survey | None,
    directories: Sequence[str],
    engines: Sequence[Engine] | None = None,
) -> Inventory:
    """Looks at every engine that runs, and at the projects in these directories and of the containers.

    ``after`` are the instances as a planned lock would leave them, ``engines`` those that were asked before. Starts
    nothing, and writes nothing.
    """
    with host.steady():
        there = machines(survey, after)
        if engines is None:
            engines = running_and_stopped(host, survey, patience=PATIENCE)
        containers = [one for engine in engines for one in engine.containers]
        until = host.now() + PATIENCE
        found = known(host, directories, containers, is_over=lambda: host.now() >= until)
        done = scan(host, directories, found.projects, (), survey.policy, lambda: there, engines)
        if after is not None and not engines:
            done = done._replace(
                impact=impact(host, found.projects, placed(engines, there), there, Limits(host, after))
            )
        by_name = {machine.name: machine for machine in (*there, HERE)}
        own = {
            (one.labels.get(WORKING_DIRECTORY, ""), one.labels.get(SERVICE, ""))
            for one in containers
            if one.labels.get(SERVICE)
        }
        services = [
            of_service(host, scanned, judged, [by_name[name] for name in _started_on(survey, engines)])
            for scanned in done.projects
            for judged in scanned.services
            if (scanned.project.directory, judged.service.name) not in own
        ]
    silent = (f"{engine.title} did not tell of its containers: {engine.error}" for engine in engines if engine.error)
    return Inventory(done, (*of_containers(done), *services), (*silent, *found.notes))


def _started_on(survey: Survey, engines: Sequence[Engine]) -> Sequence[str]:
    """Where a project is started: behind the current docker context, else on any that runs, else on any of them."""
    rows = survey.rows
    active = [row.instance.name for row in rows if row.instance.active]
    here = [""] if any(not engine.instance for engine in engines) else []
    running = [row.instance.name for row in rows if row.instance.running]
    real = [row.instance.name for row in rows if not row.instance.birthplace]
    return active or here or running or real or [row.instance.name for row in rows]
