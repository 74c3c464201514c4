"""Variables in a file's values, and the texts that become numbers and booleans by it.

compose-go v2.16.1, ``interpolation/`` and ``loader/interpolate.go``.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any

from colima_guard.scan.compose.reading import Reading, Stopped
from colima_guard.scan.compose.template import Template, TemplateError
from colima_guard.scan.compose.values import Data, Value, as_float, boolean

#: what a document may grow to by its variables
_MAX_TOTAL = 1 << 23


def _integer(text: str) -> int:
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"invalid number: {text}")
    return int(text)


def _number(text: str) -> float:
    number = as_float(text)
    if not isfinite(number):  # it is checked as JSON, which has no such number
        raise ValueError(f"invalid number: {text}")
    return number


_CONTAINER: dict[str, Any] = {
    **dict.fromkeys(("init", "oom_kill_disable", "privileged", "read_only"), boolean),
    **dict.fromkeys(("cpu_count", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime"), _integer),
    "cpu_shares": _integer,
    **dict.fromkeys(("oom_score_adj", "pids_limit"), _integer),
    **dict.fromkeys(("cpu_percent", "cpus"), _number),
    "ulimits": {"*": {"": _integer, "hard": _integer, "soft": _integer}},
    "volumes": {"[]": {"read_only": boolean, "volume": {"nocopy": boolean}}},
}
_WORKLOAD: dict[str, Any] = {
    **_CONTAINER,
    "depends_on": {"*": {"required": boolean, "restart": boolean}},
    "healthcheck": {"retries": _integer, "disable": boolean},
    "ports": {"[]": {"target": _integer}},
    "stdin_open": boolean,
    "tty": boolean,
}
_UPDATE = {"parallelism": _integer, "max_failure_ratio": _number}
_SERVICE: dict[str, Any] = {
    **_WORKLOAD,
    "pre_start": {"*": _CONTAINER},
    "scale": _integer,
    "deploy": {
        "replicas": _integer,
        "update_config": _UPDATE,
        "rollback_config": _UPDATE,
        "restart_policy": {"max_attempts": _integer},
        "placement": {"max_replicas_per_node": _integer},
    },
}
_EXTERNAL = {"*": {"external": boolean}}
_NETWORK = dict.fromkeys(("external", "internal", "attachable", "enable_ipv4", "enable_ipv6"), boolean)
_CASTS: dict[str, Any] = {
    "services": {"*": _SERVICE},
    "jobs": {"*": _WORKLOAD},
    "networks": {"*": _NETWORK},
    "volumes": _EXTERNAL,
    "secrets": _EXTERNAL,
    "configs": _EXTERNAL,
}


def interpolate(root: Value, lookup: Callable[[str], str | None], reading: Reading) -> None:
    """Fills in the variables of a document, in place. What Compose refuses is noted, and stands empty then.

    Raises ``Stopped`` for a document that grows beyond what is read here.
    """
    _Interpolation(lookup, reading).walk(root, _CASTS)


class _Interpolation:
    def __init__(self, lookup: Callable[[str], str | None], reading: Reading) -> None:
        self._lookup = lookup
        self._reading = reading
        self._length = 0

    def walk(self, value: Value, casts: Any) -> None:
        data = value.data
        within = casts if isinstance(casts, dict) else {}
        if isinstance(data, dict):
            for key, one in data.items():
                self.walk(one, within.get(key) or within.get("*"))
        elif isinstance(data, list):
            inner = within.get("[]") or within.get("*")
            for one in data:
                self.walk(one, inner)
        elif isinstance(data, str):
            self._text(value, data, within.get("") if within else casts)

    def _text(self, value: Value, text: str, cast: Callable[[str], Data] | None) -> None:
        filled = text
        if "$" in text:
            template = Template(self._lookup)
            try:
                filled = template.fill(text)
            except TemplateError as error:
                self._reading.note(Stopped(str(error), value.where, sure=error.sure))
                filled, template.unset[error.variable or text[:40]] = "", None
            except RecursionError:
                why = "variables within variables, more deeply than is read here"
                self._reading.note(Stopped(why, value.where, sure=False))
                filled, template.unset[text[:40]] = "", None
            self._length += len(filled)
            if self._length > _MAX_TOTAL:
                raise Stopped(f"variables make it longer than {_MAX_TOTAL} characters", value.where, sure=False)
            value.data, value.unset = filled, tuple(template.unset)
        if cast is not None:
            try:
                value.data = cast(filled)
            except ValueError as error:
                self._reading.refuse(str(error), value.where)
