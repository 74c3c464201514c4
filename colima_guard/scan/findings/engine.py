"""All findings of engines: what their containers are given, and that one does not tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.host.machine import Host
from colima_guard.model.policy import Policy
from colima_guard.scan.accepted import of_container
from colima_guard.scan.engine.values import Engine
from colima_guard.scan.finding import Confidence, ScanFinding
from colima_guard.scan.findings import bind, container
from colima_guard.scan.machine import Machine
from colima_guard.scan.machines import machine_of
from colima_guard.scan.project import Where


def of_engines(
    host: Host,
    engines: Sequence[Engine],
    machines: Sequence[Machine],
    policy: Policy,
) -> Iterator[ScanFinding]:
    """Every finding of every engine, by the saved policy."""
    allow = policy.allow if policy.saved else None
    protected = host.once(bind.protected)
    for engine in engines:
        if engine.error is not None:
            yield _silent(engine)
        machine = machine_of(machines, engine.instance)
        for one in engine.containers:
            found = list(container.findings(host, engine, machine, one, allow, protected))
            yield from of_container(host, policy, engine.instance, one.name, found)


def _silent(engine: Engine) -> ScanFinding:
    """CG432."""
    return ScanFinding(
        "CG432",
        Confidence.SURE,
        f"it did not tell of its containers: {engine.error}",
        "it may have containers that hold all that its VM can, and nothing was said of them",
        "see that it runs and answers, then scan again",
        Where(engine.title),
    )
