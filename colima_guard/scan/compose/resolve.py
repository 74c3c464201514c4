"""Relative paths of a model become paths from a directory (compose-go v2.16.1, ``paths/resolve.go``)."""

from __future__ import annotations

from colima_guard.scan.compose.paths import Paths
from colima_guard.scan.compose.reading import Reading
from colima_guard.scan.compose.values import Value


def resolve(root: Value, base: str, reading: Reading) -> None:
    """Changes a model in place. ``base`` may be relative itself: what includes the model is resolved in its turn."""
    paths = reading.paths
    for section in ("services", "jobs"):
        found = root.get(section)
        for container in found.items.values() if found is not None else ():
            _container(container, base, reading)
            hooks = container.get("pre_start")
            for hook in hooks.elements if hooks is not None else ():
                _container(hook, base, reading)
    for section in ("configs", "secrets"):
        found = root.get(section)
        for resource in found.items.values() if found is not None else ():
            _bind(resource.get("file"), base, paths)
    found = root.get("volumes")
    for volume in found.items.values() if found is not None else ():
        options = volume.get("driver_opts")
        if volume.text_of("driver") == "local" and options is not None and options.text_of("o") == "bind":
            # written out like this it is a bind to Compose; any other spelling is passed on as it is
            _bind(options.get("device"), base, paths)


def _bind(value: Value | None, base: str, paths: Paths) -> None:
    if value is not None and isinstance(value.data, str):
        value.data = paths.bind(value.data, base)


def _absolute(value: Value | None, base: str, paths: Paths) -> None:
    if value is not None and isinstance(value.data, str):
        value.data = paths.absolute(value.data, base)


def _container(container: Value, base: str, reading: Reading) -> None:
    paths = reading.paths
    volumes = container.get("volumes")
    for volume in volumes.elements if volumes is not None else ():
        if volume.text_of("type") != "bind":
            continue
        source = volume.get("source")
        if source is None:
            reading.refuse('invalid mount config for type "bind": field Source must not be empty', volume.where)
        _bind(source, base, paths)
    files = container.get("env_file")
    for file in files.elements if files is not None else ():
        _absolute(file.get("path"), base, paths)
    labels = container.get("label_file")
    for file in labels.elements if labels is not None else ():
        _absolute(file, base, paths)
    extends = container.get("extends")
    file_of = extends.get("file") if extends is not None else None
    if file_of is not None and not is_remote(file_of.text):
        _absolute(file_of, base, paths)


def is_remote(path: str) -> bool:
    """Whether Compose fetches a file from a registry or a repository (``remote/git.go`` and ``remote/oci.go``)."""
    return path.startswith(("oci://", "git://", "ssh://", "http://", "https://", "git@", "github.com/"))
