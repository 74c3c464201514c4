"""Of what stands in a list for the same thing, the last counts, in the first one's place.

compose-go v2.16.1, ``override/uncity.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from colima_guard.scan.compose.reading import Reading, Stopped
from colima_guard.scan.compose.values import Value, shown
from colima_guard.scan.compose.volume import parse_volume

Key = Callable[[Value], str]


def unique(values: Iterable[Value], key: Key) -> Iterator[Value]:
    """The values that count. Raises ``Stopped`` for one that has no key."""
    last: dict[str, Value] = {}
    for value in values:
        last[key(value)] = value
    return iter(last.values())


def key_of(value: Value) -> str:
    """The name of ``name=value``, or a whole text."""
    if not isinstance(value.data, str):
        raise Stopped(f"unexpected type of {shown(value.data) if not value.items else 'a mapping'}", value.where)
    return value.data.partition("=")[0]


def _volume(value: Value) -> str:
    if isinstance(value.data, dict):
        target = value.get("target")
        if target is None or not isinstance(target.data, str):
            raise Stopped("service volume is missing a mount target", value.where)
        return target.data
    volume = parse_volume(value.text) if isinstance(value.data, str) else None
    if volume is not None and volume.problem:
        raise Stopped(volume.problem, value.where)
    return volume.target if volume is not None else ""


def _device(value: Value) -> str:
    if isinstance(value.data, dict):
        target = value.get("target")
        if target is None or not isinstance(target.data, str):
            raise Stopped("service device is missing a mount target", value.where)
        return target.data
    parts = value.text.split(":")
    return parts[0] if len(parts) == 1 else parts[1]


def _mount(folder: str) -> Key:
    def key(value: Value) -> str:
        if isinstance(value.data, dict):
            target = value.get("target")
            source = value.get("source")
            named = shown(source.data) if source is not None else ""
            return target.text if target is not None else f"{folder}/{named}"
        if isinstance(value.data, str):
            return f"{folder}/{value.data}"
        raise Stopped("neither a name nor a mapping", value.where)

    return key


def _port(value: Value) -> str:
    if isinstance(value.data, dict):
        if "target" not in value.data:
            raise Stopped("service ports is missing a target port", value.where)
        part = {key: shown(one.data) for key, one in value.data.items()}
        host, protocol = part.get("host_ip", "0.0.0.0"), part.get("protocol", "tcp")
        return f"{host}:{part.get('published')}:{part.get('target')}/{protocol}"
    return shown(value.data)


def _env_file(value: Value) -> str:
    if isinstance(value.data, dict) and "path" not in value.data:
        raise Stopped("environment path attribute is missing", value.where)
    return value.text_of("path") if isinstance(value.data, dict) else value.text


_KEYS: dict[str, Key] = {
    **dict.fromkeys(
        ("annotations", "cap_add", "cap_drop", "dns", "dns_opt", "dns_search", "environment", "labels", "links")
        + ("profiles", "sysctls", "tmpfs"),
        key_of,
    ),
    "configs": _mount(""),
    "devices": _device,
    "env_file": _env_file,
    "expose": lambda value: shown(value.data),
    "ports": _port,
    "secrets": _mount("/run/secrets"),
    "volumes": _volume,
}


def enforce(root: Value, reading: Reading) -> None:
    """Takes what is overruled out of the lists of every service. What has no key is noted, and its list stays."""
    for service in root.items_of("services").values():
        for name, key in _KEYS.items():
            listed = service.get(name)
            if listed is None or not isinstance(listed.data, list):
                continue
            try:
                listed.data = list(unique(listed.data, key))
            except Stopped as stopped:
                reading.note(stopped)
