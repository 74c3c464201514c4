"""The smallest honest allowlist for projects and containers: what each of them needs, and why."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from colima_guard.host.links import links_on
from colima_guard.host.machine import Host
from colima_guard.model.paths import Paths, is_within, keys
from colima_guard.model.share import Access
from colima_guard.scan.container.values import Container
from colima_guard.scan.impact import SERVICE, WORKING_DIRECTORY, Placed
from colima_guard.scan.keep import Limits, keep
from colima_guard.scan.links import Leading, leading_out
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


class Suggested(NamedTuple):
    """A directory to allow. ``path`` as it is to be typed."""

    path: str
    access: Access
    reasons: tuple[Reason, ...]
    #: what in it leads out of it, to where nothing else that is suggested lies
    leading_out: tuple[Leading, ...] = ()


class NotSuggested(NamedTuple):
    """A directory that somebody needs, and why it is not suggested."""

    path: str
    why: str
    reasons: tuple[Reason, ...]


class Suggestion(NamedTuple):
    """An allowlist, and what is not on it."""

    entries: tuple[Suggested, ...]
    left_out: tuple[NotSuggested, ...]


def suggest(host: Host, projects: Sequence[Project], engines: Sequence[Placed], limits: Limits) -> Suggestion:
    """What to allow for these projects and containers to be seen what they bind.

    The root of a project for what lies in it, a directory for what lies elsewhere, and never one that must not be
    allowed. Read-only where nobody writes. What is the VM's own, and sockets, need nothing.
    """
    wanted: dict[str, list[Reason]] = {}
    refused: dict[tuple[str, str], list[Reason]] = {}
    for reason, root in (*_of_projects(projects), *_of_containers(host, engines)):
        if _needs_nothing(host, reason.path):
            continue
        for directory, why in _needed(host, limits, reason.path, root):
            if why is None:
                wanted.setdefault(directory, []).append(reason)
            else:
                refused.setdefault((directory, why), []).append(reason)
    entries = [
        Suggested(_typed(host, directory, wanted), access, tuple(dict.fromkeys(reasons)))
        for directory, access, reasons in _outermost(host, wanted)
    ]
    seen = Paths(host.realpath(entry.path) for entry in entries)
    led = [
        entry._replace(
            leading_out=tuple(one for one in leading_out(host, entry.path) if seen.above(one.target) is None)
        )
        for entry in entries
    ]
    left_out = (NotSuggested(path, why, tuple(dict.fromkeys(of))) for (path, why), of in refused.items())
    return Suggestion(tuple(led), tuple(sorted(left_out)))


def _of_projects(projects: Iterable[Project]) -> Iterator[tuple[Reason, str | None]]:
    for project in projects:
        for service in project.services:
            for bind in service.binds:
                yield _reason(bind, bind.source, project=project.directory, service=service.name), project.directory


def _of_containers(host: Host, engines: Iterable[Placed]) -> Iterator[tuple[Reason, str | None]]:
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


def _needs_nothing(host: Host, path: str) -> bool:
    if not os.path.isabs(path) or host.look(path) == "other" or path.endswith(".sock"):
        return True
    return not is_within(path, host.home) and any(is_within(path, tree) for tree in _OF_THE_VM)


def _needed(host: Host, limits: Limits, path: str, root: str | None) -> Iterator[tuple[str, str | None]]:
    """The directories by which a path is seen, each with why it cannot be allowed: two where it leads elsewhere."""
    first = keep(host, limits, path, root)
    yield first
    real = host.realpath(path)
    if not is_within(real, host.realpath(first.directory)):
        yield keep(host, limits, real)


def _outermost(host: Host, wanted: dict[str, list[Reason]]) -> Iterator[tuple[str, Access, list[Reason]]]:
    """The directories that lie in no other, with everybody who needs something in them: one writes, so all may."""
    kept: dict[str, tuple[str, list[Reason]]] = {}
    for directory in sorted(wanted, key=lambda directory: (host.realpath(directory), directory)):
        real = host.realpath(directory)
        *_, own = on_the_way = list(keys(real))
        outer = next((key for key in on_the_way if key in kept), own)
        kept.setdefault(outer, (directory, []))[1].extend(wanted[directory])
    for directory, reasons in kept.values():
        access = Access.RW if any(reason.writes for reason in reasons) else Access.RO
        yield directory, access, reasons


def _typed(host: Host, directory: str, wanted: Iterable[str]) -> str:
    """A directory as its users name it; its real path where a link on the way lies in another one of them."""
    real = host.realpath(directory)
    others = Paths(host.realpath(other) for other in wanted)
    led = any(others.above(link) is not None for link in links_on(host, directory, real))
    return real if led else directory
