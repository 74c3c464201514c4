"""What the services of a model reach: binds, settings that make them as strong as the VM, variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.compose.binds import binds_of
from colima_guard.scan.compose.container_environment import environment_of
from colima_guard.scan.compose.reading import Reading
from colima_guard.scan.compose.strengths import LISTS, MODES, strengths_of
from colima_guard.scan.compose.values import Value, unset_variables
from colima_guard.scan.project import Service, Strength, Unknown

#: what decides what is reached: a variable of these that is set nowhere is told
_DECIDING = (
    *("privileged", "use_api_socket", "volumes", "volumes_from", "devices", "secrets", "configs"),
    *(*MODES, *LISTS, "env_file", "profiles", "gpus", "deploy", "pre_start", "post_start"),
)


class Context(NamedTuple):
    """What services are built from: the whole model, the variables, and the reading that notes what is refused."""

    model: Value
    environment: Mapping[str, str]
    reading: Reading


def service(name: str, container: Value, context: Context) -> Service:
    """A service or job by itself, without what it inherits from others."""
    hooks = container.elements_of("pre_start")  # init containers, with volumes and settings of their own
    found = [binds_of(one, context.model, context.reading) for one in (container, *hooks)]
    strengths = [*strengths_of(container), *(one for hook in hooks for one in strengths_of(hook, "pre_start."))]
    variables, missing = environment_of(container, context.environment, context.reading)
    unknown = [one for each in found for one in each.unknown]
    return Service(
        name,
        tuple(bind for each in found for bind in each.binds),
        any(one.is_on("use_api_socket") for one in (container, *hooks)),
        container.is_on("privileged"),
        (*strengths, *(one for each in found for one in each.strengths)),
        variables,
        container.text_of("image"),
        tuple(dict.fromkeys((*unknown, *_unset(container), *missing))),
    )


def _unset(container: Value) -> Iterator[Unknown]:
    build = container.get("build")
    deciding = [container.get(key) for key in _DECIDING]
    deciding += [build.get(key) for key in ("privileged", "entitlements")] if build is not None else []
    for value in deciding:
        if value is not None:
            yield from unset_variables(value)


def inherit(services: dict[str, Service], containers: Mapping[str, Value]) -> list[Service]:
    """The services with the binds that ``volumes_from`` gives them, and the namespaces of others that they enter."""
    return [_inheriting(name, services, containers, ()) for name in services]


def _inheriting(
    name: str, services: dict[str, Service], containers: Mapping[str, Value], way: tuple[str, ...]
) -> Service:
    own = services[name]
    binds, unknown, socket = list(own.binds), list(own.unknown), own.uses_api_socket
    targets = {bind.target for bind in binds}
    for one in containers[name].elements_of("volumes_from"):
        other, _, rest = one.text.partition(":")
        if other == "container":
            why = f"volumes of the container {rest.partition(':')[0]}, which is not of this project"
            unknown.append(Unknown(why, one.where))
        elif other in services and other not in (*way, name):
            source = _inheriting(other, services, containers, (*way, name))
            # ``:ro`` does not reach the engine: what is inherited is as writable as where it comes from
            given = (bind for bind in source.binds if bind.origin != "device" and bind.target not in targets)
            binds += (bind._replace(origin="inherited", where=one.where) for bind in given)
            unknown += (each for each in source.unknown if each not in unknown)
            socket = socket or source.uses_api_socket
    entered = _entered(name, services)
    return own._replace(
        binds=tuple(binds), unknown=tuple(unknown), uses_api_socket=socket, strengths=(*own.strengths, *entered)
    )


def _entered(name: str, services: dict[str, Service]) -> Iterator[Strength]:
    """The host's namespaces that a service enters by way of another service."""
    for key in ("pid", "ipc", "network_mode"):
        first = step = _mode(services[name], key)
        seen = {name}
        while step is not None and step.value.startswith("service:"):
            other = step.value.removeprefix("service:")
            step = _mode(services[other], key) if other in services and other not in seen else None
            seen.add(other)
        if first is not None and step is not None and step is not first and step.value == "host":
            yield Strength(key, "host", first.where)


def _mode(one: Service, key: str) -> Strength | None:
    return next((strength for strength in one.strengths if strength.key == key), None)
