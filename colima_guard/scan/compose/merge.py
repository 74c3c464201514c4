"""How a later file, document or service is laid over an earlier one (compose-go v2.16.1, ``override/``)."""

from __future__ import annotations

from collections.abc import Callable

from colima_guard.scan.compose.reading import Stopped
from colima_guard.scan.compose.unique import key_of, unique
from colima_guard.scan.compose.values import Data, Value, shown

Path = tuple[str, ...]


def merge(base: Value, over: Value, path: Path = ()) -> Value:
    """What the two are together; parts of both are used. Raises ``Stopped`` where they are not of one kind."""
    special = _special(path)
    if special is not None:
        return special(base, over, path)
    if over.data is None:
        return base
    if isinstance(base.data, dict):
        return _mappings(base, over, path)
    if isinstance(base.data, list):
        if not isinstance(over.data, list):
            raise _differ(over, path)
        return _lists(base, over)
    return over


def extend(base: Value, service: Value) -> Value:
    """A service over the one that it extends (``ExtendService``)."""
    return merge(base, service, ("services", "x"))


def _differ(over: Value, path: Path) -> Stopped:
    return Stopped(f"cannot override {'.'.join(path)}", over.where)


def _mappings(base: Value, over: Value, path: Path) -> Value:
    if not isinstance(base.data, dict) or not isinstance(over.data, dict):
        raise _differ(over, path)
    merged = base.data
    for key, value in over.data.items():
        earlier = merged.get(key)
        merged[key] = value if earlier is None else merge(earlier, value, (*path, key))
    return base


def _lists(base: Value, over: Value) -> Value:
    known = {value.key for value in base.elements}
    together = list(base.elements)
    for value in over.elements:
        if value.key not in known:
            known.add(value.key)
            together.append(value)
    return base.like(together)


def _sequence(value: Value) -> Value:
    """A mapping as ``key=value`` texts, a text as a list of one."""
    data = value.data
    if isinstance(data, str):
        return value.like([value])
    if not isinstance(data, dict):
        return value.like(list(value.elements))
    listed: list[Value] = []
    for key, one in data.items():
        if one.data is None:
            listed.append(one.like(key))
        else:
            listed += (each.like(f"{key}={shown(each.data)}") for each in (one.elements or [one]))
    return value.like(sorted(listed, key=lambda one: one.text))


def _key_values(base: Value, over: Value, path: Path) -> Value:
    together = [*_sequence(base).elements, *_sequence(over).elements]
    return over.like(list(unique(together, key_of)))


def _sequences(base: Value, over: Value, path: Path) -> Value:
    return _lists(_sequence(base), _sequence(over))


def _later(base: Value, over: Value, path: Path) -> Value:
    return over


def _build(base: Value, over: Value, path: Path) -> Value:
    def long(value: Value) -> Value:
        return value.like({"context": value}) if isinstance(value.data, str) else value

    return _mappings(long(base), long(over), path)


def _keyed(base: Value, over: Value, path: Path) -> Value:
    """``networks`` and ``models``, which may be written as a list of names."""
    return _mappings(as_mapping(base), as_mapping(over), path)


def _dependencies(base: Value, over: Value, path: Path) -> Value:
    return _mappings(as_dependencies(base), as_dependencies(over), path)


def as_dependencies(value: Value) -> Value:
    """``depends_on`` as a mapping, with what counts for each where it is a list of names."""
    named = as_mapping(value)
    if named is not value:
        for one in named.items.values():
            one.data = {"condition": one.like("service_started"), "required": one.like(True)}
    return named


def as_mapping(value: Value) -> Value:
    """A list of names as a mapping of them to nothing."""
    if isinstance(value.data, dict):
        return value
    if value.data is None:
        return value.like({})
    named = [value] if isinstance(value.data, str) else value.elements
    return value.like({one.text: one.like(None) for one in named})


def _logging(base: Value, over: Value, path: Path) -> Value:
    drivers: list[Data] = [found.data for one in (base, over) if (found := one.get("driver")) is not None]
    same = len(drivers) < 2 or drivers[0] == drivers[1]
    return _mappings(base, over, path) if same else over


def _ulimit(base: Value, over: Value, path: Path) -> Value:
    both = isinstance(base.data, dict) and isinstance(over.data, dict)
    return _mappings(base, over, path) if both else over


Merger = Callable[[Value, Value, Path], Value]
_SERVICE: dict[Path, Merger] = {
    **dict.fromkeys(
        [("annotations",), ("build", "args"), ("build", "additional_contexts"), ("build", "labels"), ("environment",)]
        + [("labels",), ("sysctls",), ("deploy", "labels")],
        _key_values,
    ),
    **dict.fromkeys(
        [("build", "extra_hosts"), ("dns",), ("dns_opt",), ("dns_search",), ("env_file",), ("label_file",)]
        + [("extra_hosts",), ("tmpfs",)],
        _sequences,
    ),
    **dict.fromkeys([("command",), ("entrypoint",), ("healthcheck", "test")], _later),
    **dict.fromkeys([("networks",), ("models",)], _keyed),
    ("depends_on",): _dependencies,
    ("build",): _build,
    ("logging",): _logging,
}


def _special(path: Path) -> Merger | None:
    if len(path) < 3:
        return None
    if path[0] not in ("services", "jobs"):
        labels = len(path) == 3 and path[2] == "labels" and path[0] in ("networks", "volumes", "secrets", "configs")
        if path[0] == "networks" and path[2:] == ("ipam", "config"):
            return _later  # which addresses a network has is no matter here
        return _key_values if labels else None
    if len(path) == 4 and path[2] == "ulimits":
        return _ulimit
    return _SERVICE.get(path[2:])
