"""Binds of directories that are not allowed, or that are not at the path by which they are named once they are."""

from __future__ import annotations

import os.path
from collections.abc import Callable, Iterator, Sequence

from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.share import Access, Share
from colima_guard.model.shell import word
from colima_guard.model.transport import NINE_P
from colima_guard.scan.finding import Confidence, ScanFinding
from colima_guard.scan.findings.bind import is_of_the_vm
from colima_guard.scan.machine import Machine
from colima_guard.scan.project import Bind, Service
from colima_guard.scan.reach import host_paths
from colima_guard.scan.view import view

_WHEN_MISSING = {
    "empty": "once the VM is locked the container gets an empty directory in its place, and nothing says so",
    "fails": "once the VM is locked the container does not start",
    None: "once the VM is locked the container cannot use it as it does now",
}


def outside(host: Host, bind: Bind, allow: Allowlist) -> bool:
    """Whether a bind is of a host directory that the allowlist does not hold, or only to be read."""
    return _is_of_the_host(bind) and not allow.covers(host.realpath(bind.source), bind.access)


def _is_of_the_host(bind: Bind) -> bool:
    return not (bind.origin == "device" or is_of_the_vm(bind.source)) and os.path.isabs(bind.source)


def not_allowed(
    host: Host, service: Service, allow: Allowlist, machines: Callable[[], Sequence[Machine]], root: str | None = None
) -> Iterator[ScanFinding]:
    """CG423. ``machines`` are asked for where a path is not allowed as it is written: it is a path in the VM.

    ``root`` is that of the project.
    """
    for bind in service.binds:
        if not outside(host, bind, allow) or _is_another(host, bind, allow, machines()):
            continue
        real = host.realpath(bind.source)
        entry = next((one for one in allow.entries if Allowlist((one,)).covers(real, Access.RO)), None)
        said = "is not in the allowlist" if entry is None else "is allowed to be read only, and is mounted writable"
        leads = real != bind.source
        where_to = f", which leads to {real}," if leads else ""
        missing = "fails" if leads and view(host, _shares(allow), bind.source).dangling else bind.when_missing
        yield _finding(
            bind,
            service,
            f"{bind.source}{where_to} {said}",
            _WHEN_MISSING[None if entry is not None else missing],
            _remedy(host, bind, allow, root) if entry is None else _allow(entry.typed),
            real,
        )


def by_another_name(host: Host, service: Service, allow: Allowlist, root: str | None = None) -> Iterator[ScanFinding]:
    """CG423 of what is allowed, and which the VM has by another name than the one that is bound."""
    for bind in service.binds:
        if outside(host, bind, allow) or not _is_of_the_host(bind):
            continue
        real = host.realpath(bind.source)
        if real == bind.source and all(entry.typed == entry.path for entry in allow.entries):
            continue
        seen = view(host, _shares(allow), bind.source)
        if seen.path is not None and seen.dangling is None:
            continue
        link = "" if seen.dangling is None else f" through a link to {seen.dangling}"
        said = f"is {real}{link}: that is allowed, and its VM does not have it by this name"
        why = _WHEN_MISSING[bind.when_missing if seen.dangling is None else "fails"]
        yield _finding(bind, service, f"{bind.source} {said}", why, _remedy(host, bind, allow, root), real)


def _finding(bind: Bind, service: Service, message: str, why: str, remedy: str, path: str) -> ScanFinding:
    return ScanFinding("CG423", Confidence.SURE, message, why, remedy, bind.where, service.name, path)


def _shares(allow: Allowlist) -> list[Share]:
    """What a VM has that shares just these."""
    return [Share(one.typed, one.path, one.typed, one.access, NINE_P) for one in allow.entries]


def _remedy(host: Host, bind: Bind, allow: Allowlist, root: str | None) -> str:
    """What can be done about a bind that its VM does not have: the same as `lock` and `scan --suggest` say."""
    from colima_guard.scan.keep import Limits, needed

    shares = _shares(allow)
    seen = view(host, shares, bind.source)
    path = seen.dangling or bind.source
    found = needed(host, host.once(Limits), shares, path, path, root, bind.access)
    if found.refused is not None:
        return f"mount something else: {' '.join(found.refused)}"
    return _allow(*(one.directory for one in found.directories), access=bind.access)


def _allow(*directories: str, access: Access = Access.RW) -> str:
    behind = ":ro" if access is Access.RO else ""
    named = " ".join(word(one) + behind for one in directories)
    return f"mount something else, or allow it: colima-guard allow {named}"


def _is_another(host: Host, bind: Bind, allow: Allowlist, machines: Sequence[Machine]) -> bool:
    """Whether the path is, on every machine that shows something there, an allowed host directory of another name."""
    shown = [seen for machine in machines if machine.name and (seen := host_paths(host, machine, bind.source))]
    return bool(shown) and all(
        allow.covers(one.real, bind.access if one.access is Access.RW else Access.RO) for seen in shown for one in seen
    )
