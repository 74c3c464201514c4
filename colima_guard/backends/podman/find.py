"""Finding machines in the folder of every provider, and what the next one would be made with."""

from __future__ import annotations

import os
from collections.abc import Iterator

from colima_guard.backends.podman import layout
from colima_guard.backends.podman.config.merge import merged
from colima_guard.backends.podman.findings import of_machine, of_next
from colima_guard.backends.podman.instance import NAME, Machine, NextMachine
from colima_guard.backends.podman.machine_file import machine_file
from colima_guard.backends.podman.releases import NEWEST, rules
from colima_guard.backends.podman.running.process import Running, running
from colima_guard.backends.shared.program import installed_release
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.release import Release
from colima_guard.model.share import Place


def find(host: Host, named: Release | None) -> list[Instance]:
    """The machines, the next one last."""
    release = named
    if release is None:
        _, release = installed_release(host, layout.PROGRAM, "podman")
    return [*_machines(host, release), _next(host, release)]


def _machines(host: Host, release: Release | None) -> Iterator[Instance]:
    seen: set[str] = {"(new)"}  # what stands for the next one
    for provider in layout.PROVIDERS:
        directory = os.path.join(layout.machines(host), provider)
        try:
            names = [name for name in host.names(directory) if name.endswith(".json")]
        except Unreadable as error:
            yield _unlisted(directory, provider, release, error)
            continue
        for name in names:
            short = name.removesuffix(".json")
            # Podman 6 lists those of all providers, and two may have one name
            full = f"{NAME}/{short}@{provider}" if short in seen else f"{NAME}/{short}"
            seen.add(short)
            yield _machine(host, full, provider, os.path.join(directory, name), release)


def _unlisted(directory: str, provider: str, release: Release | None, error: Unreadable) -> Instance:
    from colima_guard.backends.podman.machine_file import MachineFile

    file = MachineFile(directory, problem=error.what, unreadable=True)
    finding = Finding("CG205", error.what, f"make it readable for you: {directory}", Place(directory))
    return Machine(
        name=f"{NAME}/?@{provider}",
        backend=NAME,
        home=directory,
        release=release,
        provider=provider,
        file=file,
        findings=(finding,),
    )


def _machine(host: Host, name: str, provider: str, path: str, release: Release | None) -> Machine:
    file = machine_file(host, path)
    short = os.path.basename(path).removesuffix(".json")
    now: Running | None = running(host, provider, short, file) if provider != "wsl" else None
    return Machine(
        name=name,
        backend=NAME,
        home=os.path.dirname(path),
        files=(path,),
        running=now is not None,
        since_ns=now.since_ns if now is not None else 0,
        newer_file=now.newer_file if now is not None else None,
        release=release,
        findings=tuple(of_machine(provider, file)),
        provider=provider,
        file=file,
        unknown=now.unknown if now is not None else None,
        platform=host.platform,
    )


def _next(host: Host, release: Release | None) -> NextMachine:
    judged = release or NEWEST
    what = merged(host, rules(judged))
    return NextMachine(
        name=f"{NAME}/(new)",
        backend=NAME,
        home=layout.containers(host),
        birthplace=True,
        files=what.files,
        release=judged,
        assuming=release is None,
        findings=tuple(of_next(host, what, release)),
        merged=what,
    )
