"""What a lock does to the binds of projects and containers: which will be empty, fail, or lose their write access."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within
from colima_guard.model.share import Access
from colima_guard.scan.container.values import Container
from colima_guard.scan.keep import Limits, needed
from colima_guard.scan.lifted import Lifted, lifted
from colima_guard.scan.machine import Machine
from colima_guard.scan.missing import Client, made
from colima_guard.scan.project import Bind, Project
from colima_guard.scan.view import View, view

Outcome = Literal["empty", "fails", "read-only", "kept"]


class Placed(NamedTuple):
    """The containers of one engine, and the machine that it runs on."""

    client: Client
    machine: Machine
    containers: tuple[Container, ...]


class Effect(NamedTuple):
    """What becomes of one bind."""

    #: the directory of a project, or the name of a container: one of the two is empty
    project: str
    container: str
    #: the service of a project, or of the project that a container is of; empty for none
    service: str
    #: as the client sends it: of a container a path in the VM
    source: str
    target: str
    outcome: Outcome
    #: what to allow for it to stay as it is, as ``allow`` takes it (``DIR`` or ``DIR:ro``); empty where nothing can be
    allow: str
    #: what happens, behind the name of the bind
    words: str
    #: what to allow as well, for it goes through a link
    also: tuple[str, ...] = ()
    #: why nothing can be allowed for it
    refused: str = ""
    #: whether there is something at the source now
    there: bool = True
    #: the instance, where it is so on that one and not on all
    instance: str = ""
    #: of each of ``keeps`` the file that it is for, ``None`` where all of the directory is meant
    files: tuple[str | None, ...] = ()
    #: of those of ``keeps`` that nobody asks for but for files, what they open beside them
    opens: tuple[tuple[str, Lifted], ...] = ()

    @property
    def keeps(self) -> tuple[str, ...]:
        """All that has to be allowed for it to stay as it is; empty where nothing is any help."""
        return (self.allow, *self.also) if self.allow else ()


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
                effect = _effect(host, bind, client, machine, limits, project)
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
        effect = _effect(host, bind, engine.client, engine.machine, limits, None)
        if effect is not None:
            yield effect._replace(container=container.name, service=container.labels.get(SERVICE, ""))


def _effect(
    host: Host, bind: Bind, client: Client, machine: Machine, limits: Limits, project: Project | None
) -> Effect | None:
    """What becomes of a bind on one machine; ``None`` where that is no effect of the lock."""
    before, after = _today(host, machine, bind.source), view(host, machine.after or (), bind.source)
    if before.dangling is not None:
        return None
    outcome, words = _outcome(host, bind, client, before, after)
    if outcome is None:
        return None
    kept = Effect("", "", "", bind.source, bind.target, outcome, "", words)
    if before.path is None:
        return kept
    kept = kept._replace(there=host.look(before.path) is not None)
    if outcome == "kept":
        return kept
    if after.share is not None and after.dangling is None and outcome != "empty":
        # what lies in a read-only one cannot be writable beside it
        outer = after.share.location or ""
        why = limits.refusal(outer)
        return kept._replace(allow=outer) if why is None else kept._replace(refused=f"{outer} {why}")
    path, at = (after.dangling or before.path), (after.dangling or bind.source)
    root = None if project is None else project.directory
    keeps = needed(host, limits, machine.after or (), path, at, root, bind.access)
    if keeps.refused is not None:
        return kept._replace(refused=" ".join(keeps.refused))
    behind = ":ro" if bind.access is Access.RO else ""
    first, *rest = (one.directory + behind for one in keeps.directories)
    return kept._replace(allow=first, also=tuple(rest), files=tuple(one.file for one in keeps.directories))


def _today(host: Host, machine: Machine, path: str) -> View:
    """What a path is now; where that is not known, all that is there and lies in the home may be seen."""
    found = view(host, machine.shares, path)
    may_be = machine.unknown is not None and found.path is None and is_within(path, host.home)
    return found._replace(path=path) if may_be and host.look(path) is not None else found


def _outcome(host: Host, bind: Bind, client: Client, before: View, after: View) -> tuple[Outcome | None, str]:
    if before.path is None:
        # a directory of the VM itself: what it holds of the host counts, but for the root of all
        gone = [path for path in before.below if path not in after.below]
        if not gone or bind.source == "/":
            return None, ""
        left = f", only {_names(after.below)}" if after.below else ""
        return "empty", f"will no longer hold {_names(gone)}{left}"
    if after.path is not None and after.dangling is not None:
        return "fails", f"will not start: it is a link to {after.dangling}, which the VM will not see"
    if after.path is not None:
        if host.realpath(after.path) != host.realpath(before.path):
            return "empty", f"will be {after.path}, no longer {before.path}"
        narrowed = before.access is Access.RW and after.access is Access.RO
        if narrowed and host.look(before.path) is None and made(bind, client, None) is not None:
            # docker 20.10: mkdir: read-only file system
            return "fails", "will not start: it is not there yet, and cannot be made where all is read-only"
        lost = bind.access is Access.RW and before.access is Access.RW and after.access is Access.RO
        return ("read-only", "will be read-only") if lost else ("kept", "stays as it is")
    if after.below:
        return "empty", f"will hold nothing but {_names(after.below)}"
    result = made(bind, client, host.look(before.path))
    return (result.outcome, result.words) if result is not None else (None, "")


def _names(paths: Sequence[str]) -> str:
    return " and ".join(paths) if len(paths) < 3 else f"{paths[0]} and {len(paths) - 1} more"


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
