"""What a service of a model reaches: binds of every kind, settings that make it as strong as the VM, variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from colima_guard.scan.compose.binds import binds_of
from colima_guard.scan.compose.container_environment import environment_of
from colima_guard.scan.compose.interpolate import boolean
from colima_guard.scan.compose.reading import Reading
from colima_guard.scan.compose.values import Value, shown
from colima_guard.scan.project import Service, Strength, Unknown

#: settings with one value that can be another's, or the host's
_MODES = ("pid", "ipc", "network_mode", "userns_mode", "uts", "cgroup")
_LISTS = ("cap_add", "security_opt", "device_cgroup_rules", "group_add")
#: what decides what is reached: a variable of these that is set nowhere is told
_DECIDING = (
    *("privileged", "use_api_socket", "volumes", "volumes_from", "devices", "secrets", "configs", "tmpfs"),
    *(*_MODES, *_LISTS, "env_file", "profiles", "gpus", "pre_start", "post_start", "credential_spec"),
)


class Context(NamedTuple):
    """What services are built from: the whole model, the variables, and the reading that notes what is refused."""

    model: Value
    environment: Mapping[str, str]
    reading: Reading


def is_true(value: Value | None) -> bool:
    """Whether a setting is on, however the boolean is spelled."""
    if value is None:
        return False
    if isinstance(value.data, str):
        try:
            return boolean(value.data)
        except ValueError:
            return False
    return value.data is True


def service(name: str, container: Value, context: Context) -> Service:
    """A service or job by itself, without what it inherits from others."""
    found = binds_of(container, context.model, context.reading)
    binds, unknown = list(found.binds), list(found.unknown)
    strengths = [*_strengths(container), *found.strengths]
    for hook in _elements(container, "pre_start"):
        # an init container with the volumes of its service, and its own
        more = binds_of(hook, context.model, context.reading)
        binds += more.binds
        unknown += more.unknown
        strengths += (*_strengths(hook, "pre_start."), *more.strengths)
    unknown += _unset(container)
    variables, missing = environment_of(container, context.environment, context.reading)
    socket = is_true(container.get("use_api_socket")) or any(
        is_true(hook.get("use_api_socket")) for hook in _elements(container, "pre_start")
    )
    return Service(
        name,
        tuple(binds),
        socket,
        is_true(container.get("privileged")),
        tuple(strengths),
        variables,
        container.text_of("image"),
        tuple(dict.fromkeys((*unknown, *missing))),
    )


def _elements(container: Value, key: str) -> list[Value]:
    found = container.get(key)
    return found.elements if found is not None else []


def _strengths(container: Value, before: str = "") -> Iterator[Strength]:
    for key in ("privileged", "use_api_socket"):
        value = container.get(key)
        if value is not None and is_true(value):
            yield Strength(f"{before}{key}", "true", value.where)
    for key in _MODES:
        value = container.get(key)
        if value is not None and value.data not in (None, ""):
            yield Strength(f"{before}{key}", shown(value.data), value.where)
    for key in _LISTS:
        for one in _elements(container, key):
            yield Strength(f"{before}{key}", shown(one.data), one.where)
    yield from _devices(container, before)
    for hook in _elements(container, "post_start"):
        privileged = hook.get("privileged")
        if privileged is not None and is_true(privileged):
            yield Strength(f"{before}post_start.privileged", "true", privileged.where)
    build = container.get("build")
    if build is not None:
        privileged = build.get("privileged")
        if privileged is not None and is_true(privileged):
            yield Strength(f"{before}build.privileged", "true", privileged.where)
        for one in _elements(build, "entitlements"):
            yield Strength(f"{before}build.entitlements", one.text, one.where)
        network = build.get("network")
        if network is not None and network.text == "host":
            yield Strength(f"{before}build.network", "host", network.where)


def _devices(container: Value, before: str) -> Iterator[Strength]:
    for device in _elements(container, "devices"):
        parts = [device.text_of(key) for key in ("source", "target", "permissions")]
        yield Strength(f"{before}devices", ":".join(part for part in parts if part), device.where)
    gpus = container.get("gpus")
    if gpus is not None and (gpus.elements or gpus.text):
        yield Strength(f"{before}gpus", gpus.text or "list", gpus.where)
    for one in _elements(container, "volumes_from"):
        yield Strength(f"{before}volumes_from", one.text, one.where)


def _unset(container: Value) -> Iterator[Unknown]:
    for key in _DECIDING:
        value = container.get(key)
        if value is not None:
            yield from unset_variables(value)
    build = container.get("build")
    for key in ("privileged", "entitlements"):
        value = build.get(key) if build is not None else None
        if value is not None:
            yield from unset_variables(value)


def unset_variables(value: Value) -> Iterator[Unknown]:
    """An ``Unknown`` for each variable that a value names and that is set nowhere."""
    for one in (value.items.values() if value.items else value.elements) if not value.unset else ():
        yield from unset_variables(one)
    for name in value.unset:
        yield Unknown(f"the variable {name} is not set: Compose puts nothing in its place", value.where)


def inherit(services: dict[str, Service], containers: Mapping[str, Value]) -> list[Service]:
    """The services with the binds that ``volumes_from`` gives them, and the namespaces of others that they enter."""
    return [_inheriting(name, services, containers, ()) for name in services]


def _inheriting(
    name: str, services: dict[str, Service], containers: Mapping[str, Value], way: tuple[str, ...]
) -> Service:
    own = services[name]
    binds = list(own.binds)
    targets = {bind.target for bind in binds}
    unknown = list(own.unknown)
    socket = own.uses_api_socket
    for one in _elements(containers[name], "volumes_from"):
        other, _, rest = one.text.partition(":")
        if other == "container":
            why = f"volumes of the container {rest.partition(':')[0]}, which is not of this project"
            unknown.append(Unknown(why, one.where))
        elif other in services and other not in way and other != name:
            source = _inheriting(other, services, containers, (*way, name))
            # ``:ro`` does not reach the engine: what is inherited is as writable as where it comes from
            given = (bind for bind in source.binds if bind.origin != "device" and bind.target not in targets)
            binds += (bind._replace(origin="inherited", where=one.where) for bind in given)
            unknown += (each for each in source.unknown if each not in unknown)
            socket = socket or source.uses_api_socket
    return own._replace(
        binds=tuple(binds),
        unknown=tuple(unknown),
        uses_api_socket=socket,
        strengths=(*own.strengths, *_entered(name, services)),
    )


def _entered(name: str, services: dict[str, Service]) -> Iterator[Strength]:
    """The host's namespaces that a service enters by way of another service."""
    for key in ("pid", "ipc", "network_mode"):
        seen = {name}
        first = step = _mode(services[name], key)
        while step is not None and step.value.startswith("service:"):
            other = step.value.removeprefix("service:")
            step = _mode(services[other], key) if other in services and other not in seen else None
            seen.add(other)
        if first is not None and step is not None and step is not first and step.value == "host":
            yield Strength(key, "host", first.where)


def _mode(one: Service, key: str) -> Strength | None:
    return next((strength for strength in one.strengths if strength.key == key), None)
