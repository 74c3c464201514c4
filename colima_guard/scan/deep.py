"""What ``docker compose config`` itself makes of a project, beside what is read of it here (``--deep``)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from colima_guard.errors import GuardError, UsageError
from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import clean
from colima_guard.scan.finding import Confidence, ScanFinding
from colima_guard.scan.local_volume import host_directories
from colima_guard.scan.project import Project, Service
from colima_guard.scan.walked import Started

#: seconds for one project: it reads files, and asks no engine
PATIENCE = 20.0
#: bytes of its answer
_MOST = 1 << 24
_WHY = "what is said of the project here rests on a reading that its own program does not share"
_REMEDY = "go by what docker compose says, and report the difference with the file"
#: settings of which one has to be what the other says
_MODES = ("pid", "ipc", "network_mode", "userns_mode", "uts", "cgroup")


class Asks(NamedTuple):
    """Which project is asked about, and how it is started."""

    project: Project
    started: Started


def program(host: Host) -> list[str]:
    """The command that answers: ``docker compose``, or the older ``docker-compose``. Raises ``UsageError``."""
    if host.which("docker") is not None:
        return ["docker", "compose"]
    if host.which("docker-compose") is not None:
        return ["docker-compose"]
    raise UsageError("--deep asks docker compose, and there is none", do="install it, or leave --deep out")


def differences(host: Host, asks: Sequence[Asks], say: Callable[[str], None] | None = None) -> Iterator[ScanFinding]:
    """CG431 of every project that docker compose reads differently; CG427 where it gives no answer.

    It is run in the directory of the project, and only where somebody asked for it: it may fetch what a project
    includes from elsewhere. A program that lies in a project is not run.
    """
    if not asks:
        return
    command = program(host)
    host.distrust({host.realpath(one.project.directory) for one in asks})
    for number, one in enumerate(asks, 1):
        if say is not None:
            say(f"{number} of {len(asks)}: docker compose reads {one.project.directory}")
        yield from _difference(host, command, one)


def _difference(host: Host, command: list[str], asks: Asks) -> Iterator[ScanFinding]:
    project = asks.project
    try:
        done = host.run(
            [*command, *_options(asks.started), "config", "--format", "json"],
            timeout=PATIENCE,
            env={"PWD": asks.started.directory},
            most=_MOST,
            cwd=asks.started.directory,
        )
    except GuardError as error:
        yield _unanswered(project, error.what)
        return
    if done.code is None or not done.whole:
        yield _unanswered(project, f"docker compose gave no answer within {PATIENCE:.0f} seconds, or too long a one")
    elif done.code != 0:
        if project.error is None:
            said = next((line for line in done.err.splitlines()[::-1] if line.strip()), "it says nothing")
            yield _finding(project, f"docker compose refuses it: {said.strip()}", Confidence.LIKELY)
    else:
        yield from _read(project, done.out)


def _options(started: Started) -> Iterator[str]:
    for file in started.asked.files:
        yield from ("-f", file)
    for file in started.asked.env_files:
        yield from ("--env-file", file)
    if started.asked.project_directory is not None:
        yield from ("--project-directory", started.asked.project_directory)
    for profile in ("*",) if started.asked.profiles is None else started.asked.profiles:
        yield from ("--profile", profile)


def _read(project: Project, text: str) -> Iterator[ScanFinding]:
    try:
        model = json.loads(text)
        started = {**_mapping(model, "jobs"), **_mapping(model, "services")}
        theirs = {name: _Theirs(service, model) for name, service in started.items()}
        found = list(_beside(project, theirs))
    except (ValueError, RecursionError, TypeError, AttributeError):
        yield _unanswered(project, "what docker compose prints is no project in JSON")
        return
    if project.error is not None:
        yield _finding(project, f"docker compose takes it, and here it is taken for refused: {project.error}")
    yield from found


def _beside(project: Project, theirs: Mapping[str, _Theirs]) -> Iterator[ScanFinding]:
    ours = {service.name: service for service in project.services}
    for name in sorted({*theirs, *ours}):
        if name not in ours:
            yield _finding(project, "docker compose has this service, and here it is not known", subject=name)
        elif name not in theirs:
            yield _finding(project, "docker compose does not start this service", subject=name)
        else:
            for said in theirs[name].beside(ours[name]):
                yield _finding(project, f"docker compose reads {said}", subject=name)


class _Theirs:
    """A service, as the answer has it."""

    def __init__(self, service: Mapping[str, Any], model: Mapping[str, Any]) -> None:
        self._service = service
        self._model = model
        #: itself, and the containers that run before it
        self._parts: list[Mapping[str, Any]] = [service, *(service.get("pre_start") or ())]

    def beside(self, ours: Service) -> Iterator[str]:
        """What is not as it is read here, in words."""
        own = {(bind.source, bind.target, bind.access.value) for bind in ours.binds if bind.origin == "bind"}
        yield from _sets("the bind", {_shown(one) for one in self._binds()}, {_shown(one) for one in own})
        hidden = {bind.source for bind in ours.binds if bind.origin in ("volume", "secret", "config")}
        yield from _sets("the host path", {*self._volumes(), *self._files()}, hidden)
        if bool(self._service.get("privileged")) != ours.privileged:
            yield f"`privileged: {str(not ours.privileged).lower()}`"
        if bool(self._service.get("use_api_socket")) and not ours.uses_api_socket:
            yield "`use_api_socket: true`"
        for key in _MODES:
            known = next((one.value for one in ours.strengths if one.key == key), None)
            said = self._service.get(key)
            if "host" in (said, known) and said != known:
                yield f"`{key}: {said or 'nothing'}`"
        added = {str(name).upper() for name in self._service.get("cap_add") or ()}
        yield from _sets("the capability", added, {one.value.upper() for one in ours.strengths if one.key == "cap_add"})

    def _each(self, key: str) -> Iterator[Mapping[str, Any]]:
        return (one for part in self._parts for one in part.get(key) or ())

    def _binds(self) -> Iterator[tuple[str, str, str]]:
        for volume in self._each("volumes"):
            if volume.get("type") in ("bind", "npipe") and volume.get("source"):
                yield _path(volume["source"]), _path(volume["target"]), "ro" if volume.get("read_only") else "rw"

    def _volumes(self) -> Iterator[str]:
        for volume in self._each("volumes"):
            if volume.get("type") == "volume":
                definition = _mapping(self._model, "volumes").get(str(volume.get("source"))) or {}
                given = _mapping(definition, "driver_opts").items()
                options = {key: str(value).replace("$$", "$") for key, value in given}
                if definition.get("driver", "local") == "local" and options.get("type") != "overlay":
                    yield from (clean(path) for path, _ in host_directories(options) if path.startswith("/"))

    def _files(self) -> Iterator[str]:
        for section in ("secrets", "configs"):
            for one in self._each(section):
                file = (_mapping(self._model, section).get(str(one.get("source"))) or {}).get("file")
                if file:
                    yield _path(file)


def _mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    return data.get(key) or {}


def _path(text: str) -> str:
    """A path as the client sends it: ``config`` writes every ``$`` twice."""
    text = text.replace("$$", "$")
    return clean(text) if text.startswith("/") else text


def _shown(bind: tuple[str, str, str]) -> str:
    source, target, access = bind
    return f"{source} at {target} ({access})"


def _sets(what: str, theirs: set[str], ours: set[str]) -> Iterator[str]:
    yield from (f"{what} {one}, which is not read here" for one in sorted(theirs - ours))
    yield from (f"no {what.removeprefix('the ')} {one}" for one in sorted(ours - theirs))


def _finding(
    project: Project, message: str, confidence: Confidence = Confidence.SURE, *, subject: str = ""
) -> ScanFinding:
    return ScanFinding("CG431", confidence, message, _WHY, _REMEDY, project.place, subject)


def _unanswered(project: Project, why: str) -> ScanFinding:
    remedy = "run `docker compose config` there, and see what holds it up"
    return ScanFinding("CG427", Confidence.POSSIBLE, why, _WHY, remedy, project.place)
