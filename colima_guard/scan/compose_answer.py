"""What ``docker compose config`` prints of a project, beside what is read of it here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from colima_guard.model.paths import clean
from colima_guard.scan.compose.paths import sent
from colima_guard.scan.local_volume import host_directories
from colima_guard.scan.project import Project, Service

#: settings of which one has to be what the other says
_MODES = ("pid", "ipc", "network_mode", "userns_mode", "uts", "cgroup")


def beside(project: Project, text: str) -> list[tuple[str, str]]:
    """The name of a service and what docker compose has otherwise of it, for each difference.

    Raises ``ValueError`` where what it printed is no project in JSON.
    """
    try:
        model = json.loads(text)
        started = {**_mapping(model, "jobs"), **_mapping(model, "services")}
        theirs = {name: _Theirs(service, model) for name, service in started.items()}
        return list(_differences(project, theirs))
    except (ValueError, RecursionError, TypeError, AttributeError) as error:
        raise ValueError("what docker compose prints is no project in JSON") from error


def _differences(project: Project, theirs: Mapping[str, _Theirs]) -> Iterator[tuple[str, str]]:
    ours = {service.name: service for service in project.services}
    for name in sorted({*theirs, *ours}):
        if name not in ours:
            yield name, "docker compose has this service, and here it is not known"
        elif name not in theirs:
            yield name, "docker compose does not start this service"
        else:
            yield from ((name, f"docker compose reads {said}") for said in theirs[name].beside(ours[name]))


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
    return sent(text.replace("$$", "$"))


def _shown(bind: tuple[str, str, str]) -> str:
    source, target, access = bind
    return f"{source} at {target} ({access})"


def _sets(what: str, theirs: set[str], ours: set[str]) -> Iterator[str]:
    yield from (f"{what} {one}, which is not read here" for one in sorted(theirs - ours))
    yield from (f"no {what.removeprefix('the ')} {one}" for one in sorted(ours - theirs))
