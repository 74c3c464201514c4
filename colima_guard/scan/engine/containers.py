"""The containers of every engine that is found, each on the machine that it runs on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.judge.row import Survey
from colima_guard.scan.container.reader import read_containers
from colima_guard.scan.container.values import Container
from colima_guard.scan.engine.ask import Question
from colima_guard.scan.engine.beneath import beneath
from colima_guard.scan.engine.find import engines, of_instance
from colima_guard.scan.engine.shadow import shadows
from colima_guard.scan.engine.values import Engine, Way
from colima_guard.scan.engine.vm_sockets import sockets_of
from colima_guard.scan.machine import Machine
from colima_guard.scan.machines import machine_of, machines

#: seconds for all questions to one engine
PATIENCE = 20.0


def running_and_stopped(
    host: Host, survey: Survey, *, patience: float = PATIENCE, with_shadows: bool = False
) -> tuple[Engine, ...]:
    """Every engine that is found with all of its containers; one that did not answer says so in ``error``.

    Starts nothing, and writes nothing. ``patience`` is for all questions to one engine, in seconds. ``with_shadows``:
    it and its VM are asked, too, for what stands where a directory of the host was meant.
    """
    there = machines(survey)
    ways = list(engines(host, survey))
    others = [way.endpoint.removeprefix("unix://") for way in ways if way.endpoint.startswith("unix://")]
    asked = (_asked(host, way, there, others, patience) for way in ways)
    if not with_shadows:
        return tuple(asked)
    return tuple(_with_shadows(host, way, there, engine) for way, engine in zip(ways, asked, strict=True))


def _with_shadows(host: Host, way: Way, there: Sequence[Machine], engine: Engine) -> Engine:
    if way.client is None or engine.error is not None:
        return engine
    machine = machine_of(there, way.instance)
    found = [*shadows(host, way.client, machine, engine.containers)]
    if way.shell is not None:
        found += beneath(host, way.shell, machine, engine.containers)
    return engine._replace(shadows=tuple(found))


def of_instances(host: Host, survey: Survey, *, patience: float) -> dict[str, Engine]:
    """The engines of running instances that have a socket, by the name of the instance: what can be had quickly."""
    there = machines(survey)
    ways = [way for row in survey.rows if (way := of_instance(host, row)) is not None]
    return {way.instance: _asked(host, way._replace(shell=None), there, (), patience) for way in ways}


def in_instances(host: Host, survey: Survey, *, patience: float, until: float) -> Iterator[Engine]:
    """The engines of running instances, nerdctl's included, for a look at binds alone.

    After ``until`` (seconds since 1970) none is asked any more: each that is left says so in ``error``.
    """
    there = machines(survey)
    for way in engines(host, survey):
        if not way.instance:
            return  # those of this machine itself come behind all others
        left = min(patience, until - host.now())
        if left <= 0:
            yield Engine(
                way.client.name if way.client else "", way.endpoint, way.instance, error="there was no time left"
            )
        else:
            yield _asked(host, way._replace(shell=None), there, (), left)


def _asked(host: Host, way: Way, there: Sequence[Machine], others: Sequence[str], patience: float) -> Engine:
    if way.client is None:
        return Engine("", way.endpoint, way.instance, error=way.error)
    engine = Engine(way.client.name, way.endpoint, way.instance)
    try:
        answer = Question(host, way.client, host.now() + patience).containers()
        sockets = sockets_of(host, way, machine_of(there, way.instance), answer, others)
        containers = read_containers(way.client.name, answer.containers, answer.volumes, sockets=sockets)
    except GuardError as error:
        return engine._replace(error=error.what)
    if way.namespace:
        containers = [one._replace(name=_in_namespace(way.namespace, one)) for one in containers]
    return engine._replace(containers=tuple(containers))


def _in_namespace(namespace: str, container: Container) -> str:
    """The name of a container with its namespace, of a pod by what the labels of its kubelet say."""
    said = (container.labels.get(f"io.kubernetes.{key}") for key in ("pod.namespace", "pod.name", "container.name"))
    of_pod = "/".join(one for one in said if one)
    return f"{namespace}/{of_pod or container.name or container.id[:12]}"
