"""Finding Apple's container machines, and what the next one would be made with."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from colima_guard.backends.apple_container import layout
from colima_guard.backends.apple_container.layout import Root
from colima_guard.backends.apple_container.settings import Reading, boot_settings, layered, settings
from colima_guard.backends.shared.newer_file import newer_file
from colima_guard.host.machine import Host
from colima_guard.host.processes import Process
from colima_guard.host.values import Unreadable
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.paths import with_tilde
from colima_guard.model.share import Place
from colima_guard.model.shell import word

NAME = "apple-container"


class AppleMachine(Instance):
    """A container machine, or the next one."""

    root: Root
    #: what it is booted with; of the next one what counts now, and what does after `container system start`
    readings: tuple[Reading, ...]
    #: the user's settings, of the next one
    user: Reading | None = None
    unknown: str | None = None

    @property
    def short(self) -> str:
        """Its name as `container machine` has it."""
        return self.name.partition("/")[2].partition("@")[0]

    @property
    def narrowing(self) -> str | None:
        """What to do about a machine that is there, or a copy that is another one; ``None`` where a lock is enough."""
        if self.birthplace and len(self.readings) > 1:
            if self.user is not None and self.user.mount == "none":
                return "container system start, which takes the settings over"
            return "colima-guard lock, then container system start, which takes the settings over"
        if self.birthplace:
            return None
        name = word(self.short)
        return f"container machine set -n {name} home-mount=none, then container machine stop {name}"


def find(host: Host) -> list[AppleMachine]:
    """All container machines of every application root, and what is born there."""
    return [one for root in layout.roots(host) for one in _in_it(host, root)]


def _in_it(host: Host, root: Root) -> Iterator[AppleMachine]:
    if not os.path.isabs(root.path):
        yield _new(host, root, f"CONTAINER_APP_ROOT is {root.path}: it leads elsewhere from another directory")
        return
    try:
        names = [child.name for child in host.children(layout.machines(root.path)) if child.sort != "file"]
    except Unreadable as error:
        yield _new(host, root, error.what)
        return
    running = host.processes() if names else ()
    yield from (_machine(host, root, name, running) for name in names)
    yield _new(host, root, None)


def _named(host: Host, root: Root, short: str) -> str:
    name = f"{NAME}/{short}"
    return name if root.picked else f"{name}@{with_tilde(root.path, host.home)}"


def _machine(host: Host, root: Root, name: str, processes: tuple[Process, ...] | None) -> AppleMachine:
    path = layout.boot_file(root.path, name)
    reading = boot_settings(host, path)
    # a run is a container of the machine's name and a part of a UUID (MachinesService.swift)
    ours = re.compile(rf"container-runtime-linux\b.*--uuid {re.escape(name)}-[0-9a-f]+(\s|$)")
    found = [one for one in processes or () if ours.search(one.command)]
    since = min((time for one in found if (time := host.process_started(one.pid)) is not None), default=None)
    return AppleMachine(
        name=_named(host, root, name),
        backend=NAME,
        home=os.path.dirname(path),
        root=root,
        files=(path,) if reading.data is not None else (),
        running=bool(found),
        since_ns=int(since * 1e9) if since is not None else 0,
        newer_file=newer_file(host, path, since) if found else None,
        findings=(*_untold(reading), _agent(path)),
        readings=(reading,),
        unknown=None if processes is not None else "whether it runs cannot be told: the process list cannot be read",
    )


def _new(host: Host, root: Root, unreadable: str | None) -> AppleMachine:
    user, copied = settings(host, layout.user_file(host)), settings(host, layout.copied_file(root.path))
    installed = settings(host, layout.installed_file(host))
    now = layered(copied, installed)
    later = layered(user, installed) if user.data is not None or user.unknown else now
    if copied.data is None and copied.unknown is None and not _is_started(host, root):
        now = later  # a start comes first
    readings = (now,) if now.mount == later.mount and now.unknown == later.unknown else (now, later)
    return AppleMachine(
        name=_named(host, root, "(new)"),
        backend=NAME,
        home=root.path,
        root=root,
        birthplace=True,
        files=tuple(one.path for one in (user, copied, installed) if one.data is not None),
        findings=tuple(finding for one in readings for finding in _untold(one)),
        readings=readings,
        user=user,
        unknown=unreadable,
    )


def _is_started(host: Host, root: Root) -> bool:
    try:
        return host.kind(root.path) is not None
    except Unreadable:
        return True


def _untold(reading: Reading) -> Iterator[Finding]:
    if reading.unknown is not None:
        remedy = "mend the file, then look again"
        yield Finding("CG570", reading.unknown, remedy, Place(reading.path))


def _agent(path: str) -> Finding:
    message = "the host's SSH agent is forwarded into every container machine, and no setting says otherwise"
    return Finding("CG401", message, "load no key into the agent that the machine must not use", Place(path))
