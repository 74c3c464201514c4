"""Who needs which path of this machine: the projects and containers that bind it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within
from colima_guard.model.share import Access
from colima_guard.scan.container.values import Container
from colima_guard.scan.impact import SERVICE, WORKING_DIRECTORY, Placed
from colima_guard.scan.project import Bind, Project
from colima_guard.scan.view import view

#: what a path of a bind is of the VM's own, and never of the host's
_OF_THE_VM = (
    *("/proc", "/sys", "/dev", "/run", "/var/run", "/lib", "/lib64", "/usr", "/etc", "/boot", "/bin", "/sbin"),
    *("/var/lib", "/var/log", "/var/cache", "/var/tmp", "/var/spool", "/cgroup", "/opt/cni", "/private/var/run"),
)


class Reason(NamedTuple):
    """Who needs a directory: a project or container, which service of it, for which path, and whether to write."""

    project: str
    container: str
    service: str
    path: str
    writes: bool


def of_projects(projects: Iterable[Project]) -> Iterator[tuple[Reason, str | None]]:
    """What projects bind, each with the root of its project."""
    for project in projects:
        for service in project.services:
            for bind in service.binds:
                yield _reason(bind, bind.source, project=project.directory, service=service.name), project.directory


def of_containers(host: Host, engines: Iterable[Placed]) -> Iterator[tuple[Reason, str | None]]:
    """What containers bind of the host, each with the root of the project that it was started from."""
    for engine in engines:
        for container in engine.containers:
            for bind in container.binds:
                path = view(host, engine.machine.shares, bind.source).path
                if path is None and is_within(bind.source, host.home) and host.look(bind.source) is not None:
                    path = bind.source  # the VM does not show it, and it was meant all the same
                if path is not None:
                    service = container.labels.get(SERVICE, "")
                    reason = _reason(bind, path, container=container.name, service=service)
                    yield reason, _root(host, container)


def _root(host: Host, container: Container) -> str | None:
    """The project that a container was started from."""
    path = container.labels.get(WORKING_DIRECTORY)
    return path if path and os.path.isabs(path) and host.look(path) == "dir" else None


def _reason(bind: Bind, path: str, *, project: str = "", container: str = "", service: str = "") -> Reason:
    return Reason(project, container, service, path, bind.access is Access.RW)


def needs_nothing(host: Host, path: str) -> bool:
    """Whether a path is a socket, or one of the VM's own."""
    if not os.path.isabs(path) or host.look(path) == "other" or path.endswith(".sock"):
        return True
    return not is_within(path, host.home) and any(is_within(path, tree) for tree in _OF_THE_VM)
