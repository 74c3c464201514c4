"""What in a bound directory of a project leads out of it, so that the container finds something else, or nothing."""

from __future__ import annotations

import os.path
from collections.abc import Iterator

from colima_guard.host.machine import Host
from colima_guard.model.paths import is_within
from colima_guard.scan.finding import Confidence, ScanFinding
from colima_guard.scan.findings.bind import is_of_the_vm
from colima_guard.scan.links import by_git
from colima_guard.scan.project import Bind, Project, Service

_REMEDY = "bind what it leads to as well, or do without it in the container"
_GIT = {
    "repository": "the repository of {path} lies in {target}, which the container does not have",
    "objects": "{path} names objects in {target}, which the container does not have",
}


def findings(host: Host, project: Project, service: Service) -> Iterator[ScanFinding]:
    """CG429: a bind that is a link out of the project, a worktree, a repository that borrows from another one."""
    root = host.realpath(project.directory)
    given = [host.realpath(bind.source) for bind in service.binds]
    for bind in service.binds:
        if bind.origin not in ("bind", "workspace") or is_of_the_vm(bind.source) or not os.path.isabs(bind.source):
            continue
        real = host.realpath(bind.source)
        if is_within(bind.source, project.directory) and not is_within(real, root):
            message = f"{bind.source} is a link, and leads to {real}, out of the project"
            yield _finding(bind, service, message, "who wrote the project chose where to, and a mount follows it", real)
        for one in by_git(host, bind.source, real):
            if not any(is_within(one.target, other) for other in given):
                message = _GIT[one.kind].format(path=one.path, target=one.target)
                why = "git does not work in the container as it does outside"
                yield _finding(bind, service, message, why, one.target)


def _finding(bind: Bind, service: Service, message: str, why: str, path: str) -> ScanFinding:
    return ScanFinding("CG429", Confidence.SURE, message, why, _REMEDY, bind.where, service.name, path)
