"""All findings of engines: what their containers are given, and that one does not tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.host.machine import Host
from colima_guard.model.policy import Policy
from colima_guard.model.shell import word
from colima_guard.scan.accepted import of_container
from colima_guard.scan.engine.shadow import Shadow
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
        yield from (_shadow(engine, one) for one in engine.shadows)
        machine = machine_of(machines, engine.instance)
        for one in engine.containers:
            found = list(container.findings(host, engine, machine, one, allow, protected))
            yield from of_container(host, policy, engine.instance, one.name, found)


def _shadow(engine: Engine, one: Shadow) -> ScanFinding:
    """CG430."""
    if one.covered_by is not None:
        return _beneath(engine, one, one.covered_by)
    path = one.bind.source
    confidence, what = Confidence.LIKELY, "a directory of the VM"
    if one.empty and one.of_root:
        confidence, what = Confidence.SURE, "an empty directory of the VM, owned by root"
    elif one.empty is None:
        confidence = Confidence.POSSIBLE
    return ScanFinding(
        "CG430",
        confidence,
        f"{path} is there on the host, and its VM does not see it: at {one.bind.target} is {what}",
        "what it reads is not yours and what it writes stays in the VM; nothing says so, and a share that comes later "
        "is not seen by a container that was made before",
        f"colima-guard allow {word(path)}, remove what stands there, which is done only if it is empty "
        f"(`{_in_vm(engine.instance)} sudo rmdir {word(path)}`), and create the container again",
        Where(f"{one.container}, {engine.title}"),
        one.container,
        path,
    )


def _beneath(engine: Engine, one: Shadow, path: str) -> ScanFinding:
    """CG430, of a container that is older than the share."""
    # a pod has no name that its client takes
    how = "" if "/" in one.container else f" (`{engine.client} restart {word(one.container)}`)"
    return ScanFinding(
        "CG430",
        Confidence.SURE,
        f"{path} is shared with its VM, and it does not have it: at {one.bind.target} is a directory of the VM's own, "
        "that lies beneath the share",
        "it was started before the share was mounted: what it reads is not yours, and what it writes nobody else sees",
        f"restart it{how}; what lies beneath stays, and can be removed where the share is not mounted",
        Where(f"{one.container}, {engine.title}"),
        one.container,
        path,
    )


def _in_vm(instance: str) -> str:
    """What runs a command in an instance, as somebody types it."""
    backend, _, name = instance.partition("@")[0].partition("/")
    if backend == "lima":
        return f"limactl shell {word(name)}"
    if backend == "colima":
        return "colima ssh --" if name == "default" else f"colima ssh --profile {word(name)} --"
    return "in the VM:"


def _silent(engine: Engine) -> ScanFinding:
    """CG432."""
    return ScanFinding(
        "CG432",
        Confidence.SURE,
        f"its containers are not known: {engine.error}",
        "it may have containers that can do all that its VM can, and none was looked at",
        "see that it runs and answers, then scan again",
        Where(engine.title),
    )
