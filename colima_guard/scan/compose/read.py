"""A Compose project as ``docker compose config`` reads it, without asking any program."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence

from colima_guard.host.machine import Host
from colima_guard.scan.compose.consistency import check, containers, enabled
from colima_guard.scan.compose.decode import decode
from colima_guard.scan.compose.files import Asked, Start, start
from colima_guard.scan.compose.model import Loader
from colima_guard.scan.compose.reading import Reading, Stopped
from colima_guard.scan.compose.services import Context, inherit, service
from colima_guard.scan.compose.template import Template, TemplateError
from colima_guard.scan.compose.values import Value
from colima_guard.scan.project import Project, Service, Strength, Where

_NOT_IN_NAMES = re.compile("[^a-z0-9_-]")
#: what a file begins a line with that may name the project: all others need not be read for it
_NAMED = re.compile(rb"""^(?:[{!&?%]|['"]?name\b)""", re.MULTILINE)


def read_compose(
    host: Host,
    directory: str,
    *,
    files: Sequence[str] = (),
    env_files: Sequence[str] = (),
    project_directory: str | None = None,
    profiles: Sequence[str] | None = None,
    environ: Mapping[str, str],
) -> Project:
    """The project that Compose would start in a directory, asked with these options (``profiles=None``: all of them).

    Where Compose 2.40.3 and 5.6.0 differ, the wider answer. Never raises for what the project holds: ``error`` says
    why Compose refuses it, and the services are then what can be told all the same.
    """
    if not os.path.isabs(directory):
        directory = os.path.join(host.cwd, directory)
    variables = {**environ, "PWD": directory}
    reading = Reading(host, directory, _root(host, directory), variables)
    asked = Asked(files, env_files, project_directory, profiles)
    try:
        return _project(reading, start(asked, variables, reading))
    except RecursionError:
        reading.note(Stopped("nested more deeply than is read here", Where(directory), sure=False))
        return _result(reading, directory, (), ())


def _root(host: Host, directory: str) -> str:
    """The real directory out of which no link is followed: the repository that holds this one, else itself."""
    real = host.realpath(directory)
    at = real
    while host.look(os.path.join(at, ".git")) is None:
        above = os.path.dirname(at)
        if above == at:
            return real
        at = above
    return at


def _project(reading: Reading, started: Start) -> Project:
    environment = started.environment
    if not started.files:
        return _result(reading, started.directory, (), ())
    loader = Loader(reading, started.directory, started.directory, environment)
    environment["COMPOSE_PROJECT_NAME"] = _name(started, loader, reading)
    model = loader.model(started.files)
    if not model.items and not (reading.unknown or reading.unread):
        reading.refuse("empty compose file", Where(started.files[0][0]))
    every = containers(model, "services")
    jobs = enabled(containers(model, "jobs"), started.profiles)
    counting = enabled(every, started.profiles)
    decode(model, reading)
    check(model, counting, reading)
    context = Context(model, environment, reading)
    found = {**jobs, **counting}
    built = {name: service(name, container, context) for name, container in found.items()}
    commands = [one for container in found.values() for one in _commands(container)]
    return _result(reading, started.directory, tuple(inherit(built, found)), tuple(commands))


def _commands(container: Value) -> list[Strength]:
    """A provider is a program that Compose runs on the host."""
    provider = container.get("provider")
    kind = provider.get("type") if provider is not None else None
    return [Strength("provider", kind.text, kind.where)] if kind is not None and kind.text else []


def _name(started: Start, loader: Loader, reading: Reading) -> str:
    """The project's name, which is a variable, too: from the environment, the files, else the directory."""
    named = started.environment.get("COMPOSE_PROJECT_NAME")
    if named:
        if _normal(named) != named:
            reading.refuse(f"invalid project name {named!r}", Where(started.files[0][0]))
        return named
    written = ""
    for file, at in started.files:
        try:
            if _NAMED.search(reading.read(file, at)) is not None:
                names = (document.root.text_of("name") for document in loader.parsed(file, at))
                written = next((name for name in reversed(list(names)) if name), written)
        except Stopped:
            continue  # it is met again, and noted, where the file itself is read
    try:
        written = _normal(Template(loader.lookup).fill(written))
    except TemplateError as error:
        reading.refuse(str(error), Where(started.files[0][0]))
    return written or _normal(reading.paths.base(started.directory))


def _normal(name: str) -> str:
    return _NOT_IN_NAMES.sub("", name.lower()).lstrip("_-")


def _result(reading: Reading, directory: str, services: tuple[Service, ...], commands: tuple[Strength, ...]) -> Project:
    # what is refused may only follow from what could not be read: that comes first
    unknown = tuple(dict.fromkeys((*reading.unread, *reading.refusals, *reading.unknown)))
    error = unknown[0].why if reading.refusals or (unknown and not services) else None
    return Project("compose", directory, tuple(reading.files), services, commands, error, unknown)
