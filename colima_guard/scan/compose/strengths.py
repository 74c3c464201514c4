"""Settings that give a container more than its own, as they are written."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.scan.compose.values import Value, shown
from colima_guard.scan.project import Strength

_SWITCHES = ("privileged", "use_api_socket")
#: namespaces that can be another's, or the host's, and what a container is run by
MODES = ("pid", "ipc", "network_mode", "userns_mode", "uts", "cgroup", "runtime")
LISTS = ("cap_add", "security_opt", "device_cgroup_rules", "group_add", "volumes_from")


def strengths_of(container: Value, before: str = "") -> Iterator[Strength]:
    """The settings of a service, a job or a hook; ``before`` is put in front of their keys."""
    for key in _SWITCHES:
        yield from _switch(container, key, f"{before}{key}")
    for key in MODES:
        value = container.get(key)
        if value is not None and value.data not in (None, ""):
            yield Strength(f"{before}{key}", shown(value.data), value.where)
    for key in LISTS:
        for one in container.elements_of(key):
            yield Strength(f"{before}{key}", shown(one.data), one.where)
    for device in container.elements_of("devices"):
        parts = (device.text_of(key) for key in ("source", "target", "permissions"))
        yield Strength(f"{before}devices", ":".join(part for part in parts if part), device.where)
    for gpu in container.elements_of("gpus"):
        count = gpu.get("count")
        yield Strength(f"{before}gpus", shown(count.data) if count is not None else "some", gpu.where)
    for device in _reserved(container):
        names = ", ".join(one.text for one in device.elements_of("capabilities"))
        yield Strength(f"{before}gpus", names or "some", device.where)
    for hook in container.elements_of("post_start"):
        yield from _switch(hook, "privileged", f"{before}post_start.privileged")
    build = container.get("build")
    if build is not None:
        yield from _building(build, f"{before}build.")


def _reserved(container: Value) -> Iterator[Value]:
    """``deploy.resources.reservations.devices``: the same as ``gpus`` to an engine."""
    found: Value | None = container
    for key in ("deploy", "resources", "reservations"):
        found = found.get(key) if found is not None else None
    if found is not None:
        yield from found.elements_of("devices")


def _switch(container: Value, key: str, name: str) -> Iterator[Strength]:
    value = container.get(key)
    if value is not None and container.is_on(key):
        yield Strength(name, "true", value.where)


def _building(build: Value, before: str) -> Iterator[Strength]:
    yield from _switch(build, "privileged", f"{before}privileged")
    for one in build.elements_of("entitlements"):
        yield Strength(f"{before}entitlements", one.text, one.where)
    network = build.get("network")
    if network is not None and network.text == "host":
        yield Strength(f"{before}network", "host", network.where)
