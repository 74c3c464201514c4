"""Which services of a model count, and whether they fit together (compose-go v2.16.1, ``checkConsistency``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.model.paths import clean
from colima_guard.scan.compose.reading import Reading
from colima_guard.scan.compose.values import Value

_NAMESPACES = ("network_mode", "ipc", "pid", "uts", "cgroup")


def containers(model: Value, section: str) -> dict[str, Value]:
    """The services, or jobs, of a model, by name; what is no mapping is left out."""
    return {name: one for name, one in model.items_of(section).items() if isinstance(one.data, dict)}


def enabled(found: dict[str, Value], profiles: Sequence[str]) -> dict[str, Value]:
    """Those that have no profile, or one of these; ``*`` is every profile."""
    return {name: one for name, one in found.items() if "*" in profiles or _has_profile(one, profiles)}


def _has_profile(container: Value, profiles: Sequence[str]) -> bool:
    own = [one.text for one in container.elements_of("profiles")]
    texts = [container.text_of("profiles")] if container.text_of("profiles") else own
    return not texts or any(one in profiles for one in texts)


def check(model: Value, services: dict[str, Value], reading: Reading) -> None:
    """Notes why Compose refuses the services that count, as far as that can be a slip that people make."""
    everybody = containers(model, "services")
    names: set[str] = set()
    for name, service in services.items():
        _alone(name, service, reading)
        own = service.text_of("container_name")
        if own and own in names:
            reading.refuse(f'container name "{own}" is already in use', service.where)
        names.add(own)
        _references(name, service, model, reading)
        _dependencies(name, service, services, everybody, reading)
        _targets(name, service, reading)
    _cycle(services, reading)


def _alone(name: str, service: Value, reading: Reading) -> None:
    """What a service needs by itself."""
    if not (service.text_of("image") or service.get("build") or service.get("provider")):
        reading.refuse(f'service "{name}" has neither an image nor a build context specified', service.where)
    health = service.get("healthcheck")
    test = health.elements_of("test") if health is not None else []
    if test and test[0].text not in ("CMD", "CMD-SHELL", "NONE"):
        reading.refuse('healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"', test[0].where)
    if service.text_of("network_mode") and service.items_of("networks"):
        reading.refuse(f"service {name} declares mutually exclusive `network_mode` and `networks`", service.where)


def _references(name: str, service: Value, model: Value, reading: Reading) -> None:
    for section, value, referred in _referred(service):
        if referred not in model.items_of(section):
            reading.refuse(f'service "{name}" refers to undefined {section[:-1]} {referred}', value.where)


def _referred(service: Value) -> Iterator[tuple[str, Value, str]]:
    for volume in service.elements_of("volumes"):
        if volume.text_of("type") == "volume" and volume.text_of("source"):
            yield "volumes", volume, volume.text_of("source")
    for section in ("configs", "secrets"):
        for one in service.elements_of(section):
            yield section, one, one.text_of("source")
    for section in ("networks", "models"):
        value = service.get(section)
        if value is not None:
            yield from ((section, value, name) for name in value.items if (section, name) != ("networks", "default"))


def _dependencies(
    name: str, service: Value, services: dict[str, Value], everybody: dict[str, Value], reading: Reading
) -> None:
    for other, value in _depended(service):
        if other in services:
            continue
        required = value.get("required")
        if other in everybody and required is not None and required.data is False:
            continue
        reading.refuse(f'service "{name}" depends on undefined service "{other}"', value.where)


def _cycle(services: dict[str, Value], reading: Reading) -> None:
    """Notes services that wait for each other (``graph/cycle.go``)."""
    waits = {name: {other for other, _ in _depended(one) if other in services} for name, one in services.items()}
    if not any(waits.values()):
        return
    from graphlib import CycleError, TopologicalSorter

    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        way: list[str] = error.args[1]
        reading.refuse(f"dependency cycle detected: {' -> '.join(reversed(way))}", services[way[0]].where)


def _depended(service: Value) -> Iterator[tuple[str, Value]]:
    yield from service.items_of("depends_on").items()
    for link in service.elements_of("links"):
        yield link.text.partition(":")[0], link
    for key in _NAMESPACES:
        mode = service.get(key)
        if mode is not None and mode.text.startswith("service:"):
            yield mode.text.removeprefix("service:"), mode
    for one in service.elements_of("volumes_from"):
        if not one.text.startswith("container:"):
            yield one.text.partition(":")[0], one


def _targets(name: str, service: Value, reading: Reading) -> None:
    mounted: set[str] = set()
    tmpfs = service.get("tmpfs")
    listed = [tmpfs] if tmpfs is not None and tmpfs.text else service.elements_of("tmpfs")
    targets = [(one.text.partition(":")[0], one) for one in listed]
    targets += ((clean(one.text_of("target")), one) for one in service.elements_of("volumes"))
    for target, value in targets:
        if target in mounted:
            reading.refuse(f"services.{name}: target {target} already mounted", value.where)
        mounted.add(target)


def conflicts(whole: Value, reading: Reading) -> None:
    """Notes what cannot stand together in one resource (compose-go v2.16.1, ``validation/``)."""
    for name, volume in whole.items_of("volumes").items():
        external = volume.get("external")
        more = [key for key in volume.items if key not in ("name", "external") and not key.startswith("x-")]
        if external is not None and external.data is True and more:
            reading.refuse(f'volumes.{name}: conflicting parameters "external" and "{more[0]}" specified', volume.where)
    for section, keys in (("configs", ("file", "environment", "content")), ("secrets", ("file", "environment"))):
        for name, resource in whole.items_of(section).items():
            given = [key for key in keys if key in resource.items]
            if len(given) > 1:
                reading.refuse(f"{section}.{name}: {'|'.join(keys)} attributes are mutually exclusive", resource.where)
            if not given and not {"driver", "external"} & resource.items.keys():
                reading.refuse(f"{section}.{name}: one of {'|'.join(keys)} must be set", resource.where)
