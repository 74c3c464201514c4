"""The chain to its end: which containers and services reach a host path through a VM that sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from colima_guard.host.machine import Host
from colima_guard.judge.reach import names
from colima_guard.judge.row import Survey
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within
from colima_guard.model.share import Access
from colima_guard.scan.container.values import Container
from colima_guard.scan.engine.containers import running_and_stopped
from colima_guard.scan.engine.values import Engine
from colima_guard.scan.finding import Confidence
from colima_guard.scan.findings.project import findings
from colima_guard.scan.known import known
from colima_guard.scan.machine import Machine
from colima_guard.scan.machines import machine_of, machines
from colima_guard.scan.project import Bind, Project, Where
from colima_guard.scan.reach import host_paths

#: seconds for all questions to one engine, and for the projects that are known
PATIENCE = 5.0
#: findings by which a service has all that its VM has
_WHOLE = ("CG420", "CG421")


class Holder(NamedTuple):
    """A container or service that reaches a path."""

    kind: Literal["container", "service"]
    name: str
    #: what it can do with the path by a bind; ``None`` where it can do all that its VM can
    access: Access | None
    #: the bind, or why it can do all that its VM can
    how: str
    sure: bool = True
    #: the directory of its project; empty for a container
    project: str = ""
    where: Where | None = None


class Chain(NamedTuple):
    """Who reaches a path on each instance (an empty name stands for this machine itself), and what was not told."""

    holders: Mapping[str, tuple[Holder, ...]]
    notes: tuple[str, ...] = ()


def chain(host: Host, survey: Survey, real: str, seeing: Sequence[str]) -> Chain:
    """Who reaches a real path on the instances that are ``seeing`` it, by the engines that run and known projects."""
    with host.steady():
        there = machines(survey)
        engines = running_and_stopped(host, survey, patience=PATIENCE)
        containers = [one for engine in engines for one in engine.containers]
        until = host.now() + PATIENCE
        found = known(
            host, [one.path for one in survey.policy.projects], containers, is_over=lambda: host.now() >= until
        )
        paths = names(host, host.mounts([real]), real)
        on = dict.fromkeys((*seeing, *(engine.instance for engine in engines if not engine.instance)))
        holders = {}
        for name in on:
            machine = machine_of(there, name)
            all_of_it = [_container(host, machine, one, paths) for one in _of(engines, name)]
            services = (_services(host, machine, one, paths) for one in found.projects)
            holders[name] = tuple(one for group in (*all_of_it, *services) for one in group)
    silent = (f"{engine.title} did not tell of its containers: {engine.error}" for engine in engines if engine.error)
    return Chain({name: some for name, some in holders.items() if some}, (*silent, *found.notes))


def _of(engines: Sequence[Engine], instance: str) -> Iterator[Container]:
    for engine in engines:
        if engine.instance == instance:
            yield from engine.containers


def _container(host: Host, machine: Machine, container: Container, paths: Sequence[str]) -> Iterator[Holder]:
    if container.vm_root is not False:
        how = "; ".join((*container.socket_why, *container.root_why, *container.root_doubts)[:2])
        yield Holder("container", container.name, None, how, container.vm_root is True)
    elif (bind := _bind(host, machine, container.binds, paths)) is not None:
        yield Holder("container", container.name, bind.access, f"{bind.source} at {bind.target}")


def _services(host: Host, machine: Machine, project: Project, paths: Sequence[str]) -> Iterator[Holder]:
    whole = {one.subject: one for one in findings(host, project, None, tuple) if one.id in _WHOLE}
    for service in project.services:
        finding = whole.get(service.name)
        if finding is not None:
            sure = finding.confidence is not Confidence.POSSIBLE
            yield Holder("service", service.name, None, finding.message, sure, project.directory, finding.where)
        elif (bind := _bind(host, machine, service.binds, paths)) is not None:
            how = f"{bind.source} at {bind.target}"
            yield Holder("service", service.name, bind.access, how, True, project.directory, bind.where)


def _bind(host: Host, machine: Machine, binds: Sequence[Bind], paths: Sequence[str]) -> Bind | None:
    """The bind by which one of the paths is reached, the widest of several."""
    found = None
    for bind in binds:
        for seen in host_paths(host, machine, bind.source):
            if any(is_within(path, seen.real) for path in paths):
                access = Access.RO if Access.RO in (bind.access, seen.access) else Access.RW
                if found is None or found.access is Access.RO:
                    found = bind._replace(access=access)
    return found
