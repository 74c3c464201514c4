"""Short forms become long ones (compose-go v2.16.1, ``transform/``), as far as it matters what a project reaches."""

from __future__ import annotations

from collections.abc import Callable

from colima_guard.model.paths import clean
from colima_guard.scan.compose.merge import as_dependencies, as_mapping
from colima_guard.scan.compose.ports import port_problem
from colima_guard.scan.compose.reading import Reading, Stopped
from colima_guard.scan.compose.values import Value
from colima_guard.scan.compose.volume import parse_device, parse_volume


def canonical(root: Value, reading: Reading) -> None:
    """Changes a model in place. What Compose refuses is noted; of a volume that it refuses, what it says is kept."""
    for section in ("services", "jobs"):
        for container in root.items_of(section).values():
            for one in (container, *container.elements_of("pre_start")):
                _container(one, reading)
    for section in ("volumes", "networks", "secrets", "configs"):
        for name, resource in root.items_of(section).items():
            _external(f"{section}.{name}", resource, reading)
        for resource in root.elements_of(section):
            _external(f"{section}.[]", resource, reading)


def _container(container: Value, reading: Reading) -> None:
    values = container.items
    for name, short in _SHORT.items():
        if name in values:
            values[name] = short(values[name])
    for name, long in _ELEMENTS.items():
        listed = values.get(name)
        if listed is not None and isinstance(listed.data, list):
            listed.data = [one for each in listed.data if (one := _noted(each, long, reading)) is not None]


def _noted(value: Value, long: Callable[[Value, Reading], Value | None], reading: Reading) -> Value | None:
    return long(value, reading) if isinstance(value.data, str) else value


def _volume(value: Value, reading: Reading) -> Value | None:
    volume = parse_volume(value.text)
    if volume.problem:
        reading.refuse(volume.problem, value.where)
        if not (volume.source and volume.target):
            return None
    bind = volume.is_bind
    target = clean(volume.target) if volume.target else ""
    long: dict[str, Value] = {"type": value.like("bind" if bind else "volume"), "target": value.like(target)}
    if volume.source:
        long["source"] = value.like(volume.source)
    if volume.read_only:
        long["read_only"] = value.like(True)
    options = {"propagation": volume.propagation, "selinux": volume.selinux}
    given = {key: value.like(one) for key, one in options.items() if one}
    if bind:
        given["create_host_path"] = value.like(True)
    if given:
        long["bind"] = value.like(given)
    return value.like(long)


def _device(value: Value, reading: Reading) -> Value | None:
    try:
        device = parse_device(value.text)
    except ValueError as error:
        reading.refuse(str(error), value.where)
        return None
    return value.like({key: value.like(one) for key, one in device._asdict().items()})


def _port(value: Value, reading: Reading) -> Value:
    if (problem := port_problem(value.text)) is not None:
        reading.refuse(problem, value.where)
    return value


def _mount(value: Value, reading: Reading) -> Value:
    return value.like({"source": value.like(value.text)})


def _env_files(value: Value) -> Value:
    def long(one: Value) -> Value:
        return one.like({"path": one}) if isinstance(one.data, str) else one

    if isinstance(value.data, str):
        return value.like([long(value)])
    return value.like([long(one) for one in value.data]) if isinstance(value.data, list) else value


def _listed(value: Value) -> Value:
    return value.like([value]) if isinstance(value.data, str) else value


def _build(value: Value) -> Value:
    return value.like({"context": value}) if isinstance(value.data, str) else value


def _gpus(value: Value) -> Value:
    return value.like([value.like({"count": value.like("all")})]) if isinstance(value.data, str) else value


def _extends(value: Value) -> Value:
    return value.like({"service": value}) if isinstance(value.data, str) else value


def _dependencies(value: Value) -> Value:
    value = as_dependencies(value)
    for one in value.items.values():
        if isinstance(one.data, dict):
            one.data.setdefault("condition", one.like("service_started"))
            one.data.setdefault("required", one.like(True))
    return value


def _named(value: Value) -> Value:
    return as_mapping(value) if isinstance(value.data, list) else value


_SHORT: dict[str, Callable[[Value], Value]] = {
    "build": _build,
    "depends_on": _dependencies,
    "dns": _listed,
    "env_file": _env_files,
    "extends": _extends,
    "gpus": _gpus,
    "label_file": _listed,
    "models": _named,
    "networks": _named,
}
_ELEMENTS: dict[str, Callable[[Value, Reading], Value | None]] = {
    "configs": _mount,
    "devices": _device,
    "ports": _port,
    "secrets": _mount,
    "volumes": _volume,
}


def _external(path: str, resource: Value, reading: Reading) -> None:
    if resource.data is not None and not isinstance(resource.data, dict):
        reading.refuse(f"{path}: must be a mapping", resource.where)
    external = resource.get("external")
    if external is None or not isinstance(external.data, dict):
        return
    resource.items["external"] = external.like(True)
    name, own = external.get("name"), resource.get("name")
    if name is not None and own is None:
        resource.items["name"] = name
    elif name is not None and name != own:
        reading.note(Stopped(f"{path}: name and external.name conflict; only use name", name.where))
