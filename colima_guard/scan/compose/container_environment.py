"""Variables of a container that lead to an engine: from ``environment`` and ``env_file``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from colima_guard.scan.compose.dotenv import DotenvError, Lookup, parse, parse_raw
from colima_guard.scan.compose.reading import Reading, Stopped
from colima_guard.scan.compose.values import Value, shown
from colima_guard.scan.project import ENGINE_VARIABLES, Unknown, Where

Variables = tuple[tuple[str, str], ...]


def environment_of(
    container: Value, environment: Mapping[str, str], reading: Reading
) -> tuple[Variables, tuple[Unknown, ...]]:
    """The variables that lead to an engine, and those that are passed on and not set where Compose is started.

    ``environment`` comes before ``env_file`` (compose-go v2.16.1, ``WithServicesEnvironmentResolved``). Files that
    Compose misses are noted.
    """
    own: dict[str, tuple[str | None, Value]] = {}
    for name, value, at in _written(container):
        own[name] = (environment.get(name) if value is None else value, at)
    given: dict[str, str] = {}

    def known(name: str) -> str | None:
        found = environment.get(name)
        return own[name][0] if found is None and name in own else found

    unknown: list[Unknown] = []
    for file in container.elements_of("env_file"):
        _read(file, given, known, reading)
    for label in container.elements_of("label_file"):
        if label.text and reading.kind(label.text) is None:
            reading.refuse(f"label file {label.text} not found", label.where)
    found: dict[str, str] = {name: given[name] for name in ENGINE_VARIABLES if name in given}
    for name, (value, at) in own.items():
        if name not in ENGINE_VARIABLES:
            continue
        found.pop(name, None)
        if value is not None:
            found[name] = value
        else:
            why = f"the variable {name} is passed on from where Compose is started"
            unknown.append(Unknown(why, at.where, unset=True))
        unknown += (Unknown(f"the variable {one} is not set", at.where, unset=True) for one in at.unset)
    return tuple(found.items()), tuple(unknown)


def _written(container: Value) -> Iterator[tuple[str, str | None, Value]]:
    """Name, value (``None`` where it is named alone) and where, of each variable in ``environment``."""
    for key, value in container.items_of("environment").items():
        yield key, None if value.data is None else shown(value.data), value
    for one in container.elements_of("environment"):
        name, found, text = shown(one.data).partition("=")
        yield name, text if found else None, one


def _read(file: Value, values: dict[str, str], known: Lookup, reading: Reading) -> None:
    path = file.text_of("path")
    optional = file.get("required") is not None and not file.is_on("required")
    if not path or (reading.kind(path) is None and optional):
        return
    at = file.get("path")
    where = at.where if at is not None else file.where
    try:
        read = parse_raw if file.text_of("format") == "raw" else parse
        read(reading.read(path, where), values, known)
    except Stopped as stopped:
        reading.note(stopped)
    except DotenvError as error:
        reading.note(Stopped(f"{path}: {error}", Where(path), sure=error.sure))
