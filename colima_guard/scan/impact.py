"""What a lock does to the binds of projects and containers: which will be empty, fail, or lose their write access."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.container.values import Container
from colima_guard.scan.effect import Effect
from colima_guard.scan.keep import Limits
from colima_guard.scan.lifted import lifted
from colima_guard.scan.machine import Machine
from colima_guard.scan.missing import Client
from colima_guard.scan.outcome import effect_on
from colima_guard.scan.project import Project


class Placed(NamedTuple):
    """The containers of one engine, and the machine that it runs on."""

    client: Client
    machine: Machine
    containers: tuple[Container, ...]


def impact(
    host: Host, projects: Sequence[Project], engines: Sequence[Placed], machines: Sequence[Machine], limits: Limits
) -> tuple[Effect, ...]:
    """What becomes of every bind that its VM sees today: of projects on each machine, of containers on their own.

    What a machine does not show today either is no effect of a lock, and is left out; of one that is not known in that
    all that is there may be seen. A machine for which nothing is planned has no part in it.
    """
    known = [machine for machine in machines if machine.after is not None]
    # what runs no container yet counts only where nothing else is there
    starting = [machine for machine in known if not machine.name.endswith("/(new)")] or known
    clients = {engine.machine.name: engine.client for engine in engines}
    found = [effect for project in projects for effect in _of_project(host, project, starting, clients, limits)]
    told = {(effect.project, effect.service, effect.target) for effect in found}
    for engine in engines:
        if engine.machine.after is None:
            continue
        for container in engine.containers:
            found += [
                effect
                for effect in _of_container(host, engine, container, limits)
                if (container.labels.get(WORKING_DIRECTORY), effect.service, effect.target) not in told
            ]
    told_once = dict.fromkeys(_with_one_access(found))  # one project may be known by two sets of its files
    return tuple(_with_what_opens(host, list(told_once)))


#: what Compose writes on its containers: where the project lies, and which service it is
WORKING_DIRECTORY = "com.docker.compose.project.working_dir"
SERVICE = "com.docker.compose.service"


def _of_project(
    host: Host, project: Project, machines: Sequence[Machine], clients: dict[str, Client], limits: Limits
) -> Iterator[Effect]:
    for service in project.services:
        for bind in service.binds:
            on: dict[str, Effect] = {}
            for machine in machines:
                client = _client(project, clients.get(machine.name))
                effect = effect_on(host, bind, client, machine, limits, project)
                if effect is not None:
                    on[machine.name] = effect
            for same in dict.fromkeys(on.values()):
                names = [name for name, one in on.items() if one == same]
                where = "" if len(names) == len(machines) else ", ".join(names)
                yield same._replace(project=project.directory, service=service.name, instance=where)


def _client(project: Project, engine: Client | None) -> Client:
    if engine == "nerdctl" and project.kind == "compose":
        return "nerdctl compose"
    return engine or ("compose" if project.kind == "compose" else "docker")


def _of_container(host: Host, engine: Placed, container: Container, limits: Limits) -> Iterator[Effect]:
    for bind in container.binds:
        effect = effect_on(host, bind, engine.client, engine.machine, limits, None)
        if effect is not None:
            yield effect._replace(container=container.name, service=container.labels.get(SERVICE, ""))


def _with_one_access(effects: Iterable[Effect]) -> Iterator[Effect]:
    """The effects, a directory writable for all of them where one of them needs it so."""
    listed = list(effects)
    named = (one for effect in listed for one in (effect.allow, *effect.also))
    writable = {one for one in named if not one.endswith(":ro")}

    def wide(one: str) -> str:
        plain = one.removesuffix(":ro")
        return plain if plain in writable else one

    for effect in listed:
        yield effect._replace(allow=wide(effect.allow), also=tuple(wide(one) for one in effect.also))


def _with_what_opens(host: Host, effects: Sequence[Effect]) -> Iterator[Effect]:
    """The effects, each with what a directory opens that is to be allowed for a file: a VM shares no single file."""
    files: dict[str, list[str | None]] = {}
    for effect in effects:
        for one, file in zip(effect.keeps, effect.files, strict=False):
            files.setdefault(one.removesuffix(":ro"), []).append(file)
    opened = {directory: lifted(host, directory, of) for directory, of in files.items()}
    for effect in effects:
        found = ((one, opened.get(one.removesuffix(":ro"))) for one in effect.keeps)
        yield effect._replace(files=(), opens=tuple((one, what) for one, what in found if what is not None))
