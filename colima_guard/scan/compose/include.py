"""Models that a project includes (compose-go v2.16.1, ``loader/include.go``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from colima_guard.scan.compose.environment import environment_from
from colima_guard.scan.compose.load import Document
from colima_guard.scan.compose.merge import merge
from colima_guard.scan.compose.reading import MAX_DEPTH, Reading, Stopped
from colima_guard.scan.compose.resolve import is_remote
from colima_guard.scan.compose.tags import take
from colima_guard.scan.compose.values import Value, unset_variables
from colima_guard.scan.project import Where

if TYPE_CHECKING:
    from colima_guard.scan.compose.model import Loader


_RESOURCES = ("services", "jobs", "volumes", "networks", "secrets", "configs", "models")


def included_models(includes: Value, loader: Loader, reading: Reading, included: tuple[str, ...]) -> Iterator[Value]:
    """Each model that is included, its paths relative to the one that includes it.

    ``included`` are the files on the way to here. What cannot be had is noted.
    """
    if includes.data is None:
        return
    if not isinstance(includes.data, list):
        reading.refuse("`include` must be a list", includes.where)
        return
    for one in includes.data:
        if not one.data or (one.items and not _texts(one.get("path"))):
            continue  # one of nothing includes nothing
        try:
            yield _model(one, loader, reading, included)
        except Stopped as stopped:
            reading.note(stopped)


def _texts(value: Value | None) -> list[Value]:
    if value is None:
        return []
    return [value] if isinstance(value.data, str) else value.elements


def _model(one: Value, loader: Loader, reading: Reading, included: tuple[str, ...]) -> Value:
    listed = [one] if isinstance(one.data, str) else _texts(one.get("path"))
    if not listed or not all(isinstance(each.data, str) for each in listed):
        raise Stopped("an include without a path", one.where)
    if len(included) > MAX_DEPTH:
        raise Stopped(f"files include each other more than {MAX_DEPTH} deep", one.where, sure=False)
    for each in listed:
        reading.unknown.extend(unset_variables(each))
        if is_remote(each.text):
            raise Stopped(f"{each.text} is fetched from elsewhere, and is not read", each.where, sure=False)
    paths = reading.paths
    files = [each.text if paths.is_abs(each.text) else paths.join(loader.folder, each.text) for each in listed]
    base, folder = _directories(files[0], one.text_of("project_directory"), loader, reading)
    if files[0] in included:
        raise Stopped(f"include cycle detected: {' includes '.join((*included, files[0]))}", one.where)
    environment = dict(loader.environment)
    for name, value in environment_from(_env_files(one, folder, loader, reading), environment, reading).items():
        environment.setdefault(name, value)
    inner = type(loader)(reading, base, folder, environment, included)
    return inner.model([(file, each.where) for file, each in zip(files, listed, strict=True)])


def _directories(file: str, given: str, loader: Loader, reading: Reading) -> tuple[str, str]:
    """What paths of the included model start from, and where it looks for files.

    A project directory that does not exist counts as its parent for paths, not for files.
    """
    paths = reading.paths
    if not given:
        return loader.directory_of(file), paths.dir(file)
    if paths.is_abs(given):
        return given, given
    return loader.directory_of(given), paths.join(loader.base, given)


def _env_files(one: Value, folder: str, loader: Loader, reading: Reading) -> list[tuple[str, Where]]:
    paths = reading.paths
    given = _texts(one.get("env_file"))
    if not given:
        default = paths.join(folder, ".env")
        return [(default, one.where)] if reading.kind(default) not in (None, "dir") else []
    files: list[tuple[str, Where]] = []
    for each in given:
        if each.text == "/dev/null":
            continue
        path = each.text if paths.is_abs(each.text) else paths.join(loader.base, each.text)
        files.append((path, each.where))
    return files


def import_resources(model: Value, document: Document, reading: Reading) -> None:
    """Adds what is included to the document that includes it, in place.

    2.40.3 refuses a name that both have; 5.6.0 lays the document's over the included one.
    """
    for key in _RESOURCES:
        _import(model, document, key, reading)


def _import(model: Value, document: Document, key: str, reading: Reading) -> None:
    source = model.get(key)
    if source is None or not isinstance(source.data, dict):
        return
    target = document.root.items.setdefault(key, source.like({}))
    if not isinstance(target.data, dict):
        reading.refuse(f"{key} must be a mapping", target.where)
        return
    for name, value in source.data.items():
        own = target.data.get(name)
        if own is None or own == value:
            target.data[name] = value
            continue
        take(document.taken, value.like({key: value.like({name: value})}))
        try:
            target.data[name] = merge(value, own, (key, name))
        except Stopped as stopped:
            reading.note(stopped)
