"""Values that Compose refuses where it gives them their types: sizes, times, booleans and counts that are none.

compose-go v2.16.1, ``loader/mapstructure.go`` and ``types/``: it is the last thing that it does to a project.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from colima_guard.scan.compose.reading import Reading
from colima_guard.scan.compose.values import Value, as_float, boolean

#: docker/go-units, ``parseSize``
_SIZE = re.compile(r"(.*[0-9.]) ?(?:b|[kmgtp](?:b|ib)?)?\Z", re.IGNORECASE)
#: xhit/go-str2duration
_TIME = re.compile(r"[+-]?(?:0|(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h|d|w))+)\Z")
_OCTAL = re.compile(r"[+-]?[0-7]+\Z")
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")


def _size(text: str) -> None:
    found = _SIZE.match(text)
    if text == "-1":  # no limit
        return
    if found is None or as_float(found[1]) < 0:
        raise ValueError(f"invalid size: '{text}'")


def _time(text: str) -> None:
    if not _TIME.match(text):
        raise ValueError(f'invalid duration "{text}"')


def _float(text: str) -> None:
    as_float(text)


def _mode(text: str) -> None:
    if not _OCTAL.match(text):
        raise ValueError(f'"{text}" is no mode of a file')


def _count(text: str) -> None:
    if text.lower() != "all" and not _INTEGER.match(text):
        raise ValueError(f"invalid value \"{text}\", the only value allowed is 'all' or a number")


def _no_text(text: str) -> None:
    raise ValueError(f'"{text}" is no number')


_DEVICES = {"[]": {"count": _count}}
_RESOURCE = {"cpus": _float, "memory": _size, "devices": _DEVICES}
_UPDATE = {"delay": _time, "monitor": _time}
_MOUNTED = {"[]": {"mode": _mode}}
_CHECKS: dict[str, Any] = {
    **dict.fromkeys(("mem_limit", "mem_reservation", "memswap_limit", "mem_swappiness", "shm_size"), _size),
    "stop_grace_period": _time,
    "healthcheck": dict.fromkeys(("interval", "timeout", "start_period", "start_interval"), _time),
    "volumes": {"[]": {"bind": {"create_host_path": boolean}, "tmpfs": {"size": _size}}},
    "blkio_config": {"weight": _no_text},
    "gpus": _DEVICES,
    "build": {"shm_size": _size},
    "secrets": _MOUNTED,
    "configs": _MOUNTED,
    "deploy": {
        "resources": {"limits": _RESOURCE, "reservations": _RESOURCE},
        "update_config": _UPDATE,
        "rollback_config": _UPDATE,
        "restart_policy": {"delay": _time, "window": _time},
    },
}


def decode(model: Value, reading: Reading) -> None:
    """Notes what Compose would refuse of the services and jobs of a whole model."""
    for section in ("services", "jobs"):
        for name, container in model.items_of(section).items():
            _walk(container, _CHECKS, f"{section}.{name}", reading)


def _walk(value: Value, checks: Any, path: str, reading: Reading) -> None:
    if callable(checks):
        _check(value, checks, path, reading)
    elif isinstance(value.data, list):
        for one in value.data if "[]" in checks else ():
            _walk(one, checks["[]"], path, reading)
    elif isinstance(value.data, dict):
        for key, within in checks.items():
            if (found := value.data.get(key)) is not None:
                _walk(found, within, f"{path}.{key}", reading)


def _check(value: Value, check: Callable[[str], object], path: str, reading: Reading) -> None:
    if isinstance(value.data, str):
        try:
            check(value.data)
        except ValueError as error:
            reading.refuse(f"{path}: {error}", value.where)
