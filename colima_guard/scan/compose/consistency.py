"""Which services of a model count, and whether they fit together (compose-go v2.16.1, ``checkConsistency``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.model.paths import clean
from colima_guard.scan.compose.reading import Reading
from colima_guard.scan.compose.values import Value

_NAMESPACES = ("network_mode", "ipc", "pid", "uts", "cgroup")


def containers(model: Value, section: str) -> dict[str, Value]:
    """The services, or jobs, of a model, by name; what is no mapping is left out."""
    found = model.get(section)
    return {name: one for name, one in (found.items if found is not None else {}).items() if isinstance(one.data, dict)}


def enabled(found: dict[str, Value], profiles: Sequence[str]) -> dict[str, Value]:
    """Those that have no profile, or one of these; ``*`` is every profile."""
    return {name: one for name, one in found.items() if "*" in profiles or _has_profile(one, profiles)}


def _has_profile(container: Value, profiles: Sequence[str]) -> bool:
    own = container.get("profiles")
    texts = [own.text] if own is not None and own.text else [one.text for one in (own.elements if own else ())]
    return not texts or any(one in profiles for one in texts)


def check(model: Value, services: dict[str, Value], reading: Reading) -> None:
    """Notes why Compose refuses the services that count, as far as that can be a slip that people make."""
    everybody = containers(model, "services")
    for name, service in services.items():
        if not any(key in service.items for key in ("build", "image", "provider")):
            reading.refuse(f'service "{name}" has neither an image nor a build context specified', service.where)
        networks = service.get("networks")
        if service.text_of("network_mode") and networks is not None and networks.items:
            why = f"service {name} declares mutually exclusive `network_mode` and `networks`"
            reading.refuse(why, networks.where)
        _references(name, service, model, reading)
        _dependencies(name, service, services, everybody, reading)
        _targets(name, service, reading)


def _references(name: str, service: Value, model: Value, reading: Reading) -> None:
    for section, value, referred in _referred(service):
        known = model.get(section)
        if known is None or referred not in known.items:
            reading.refuse(f'service "{name}" refers to undefined {section[:-1]} {referred}', value.where)


def _referred(service: Value) -> Iterator[tuple[str, Value, str]]:
    volumes = service.get("volumes")
    for volume in volumes.elements if volumes is not None else ():
        if volume.text_of("type") == "volume" and volume.text_of("source"):
            yield "volumes", volume, volume.text_of("source")
    for section in ("configs", "secrets"):
        listed = service.get(section)
        for one in listed.elements if listed is not None else ():
            yield section, one, one.text_of("source")
    networks = service.get("networks")
    for network in networks.items if networks is not None else ():
        if network != "default":
            assert networks is not None
            yield "networks", networks, network
    models = service.get("models")
    for model in models.items if models is not None else ():
        assert models is not None
        yield "models", models, model


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


def _depended(service: Value) -> Iterator[tuple[str, Value]]:
    depends = service.get("depends_on")
    if depends is not None:
        yield from depends.items.items()
    links = service.get("links")
    for link in links.elements if links is not None else ():
        yield link.text.partition(":")[0], link
    for key in _NAMESPACES:
        mode = service.get(key)
        if mode is not None and mode.text.startswith("service:"):
            yield mode.text.removeprefix("service:"), mode
    inherited = service.get("volumes_from")
    for one in inherited.elements if inherited is not None else ():
        if not one.text.startswith("container:"):
            yield one.text.partition(":")[0], one


def _targets(name: str, service: Value, reading: Reading) -> None:
    mounted: set[str] = set()
    tmpfs = service.get("tmpfs")
    listed = [tmpfs] if tmpfs is not None and tmpfs.text else (tmpfs.elements if tmpfs is not None else [])
    volumes = service.get("volumes")
    targets = [(one.text.partition(":")[0], one) for one in listed]
    targets += ((clean(one.text_of("target")), one) for one in (volumes.elements if volumes is not None else ()))
    for target, value in targets:
        if target in mounted:
            reading.refuse(f"services.{name}: target {target} already mounted", value.where)
        mounted.add(target)
