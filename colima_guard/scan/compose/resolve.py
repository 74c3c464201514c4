"""Relative paths of a model become paths from a directory (compose-go v2.16.1, ``paths/resolve.go``)."""

from __future__ import annotations

from collections.abc import Callable

from colima_guard.scan.compose.reading import Reading
from colima_guard.scan.compose.values import Value


def resolve(root: Value, base: str, reading: Reading) -> None:
    """Changes a model in place. ``base`` may be relative itself: what includes the model is resolved in its turn."""
    for section in ("services", "jobs"):
        for container in root.items_of(section).values():
            for one in (container, *container.elements_of("pre_start")):
                _container(one, base, reading)
    for section in ("configs", "secrets"):
        for resource in root.items_of(section).values():
            _change(resource.get("file"), reading.paths.bind, base)
    for volume in root.items_of("volumes").values():
        options = volume.get("driver_opts")
        if volume.text_of("driver") == "local" and options is not None and options.text_of("o") == "bind":
            # written out like this it is a bind to Compose; any other spelling is passed on as it is
            _change(options.get("device"), reading.paths.bind, base)


def _change(value: Value | None, to: Callable[[str, str], str], base: str) -> None:
    if value is not None and isinstance(value.data, str):
        value.data = to(value.data, base)


def _container(container: Value, base: str, reading: Reading) -> None:
    for volume in container.elements_of("volumes"):
        if volume.text_of("type") == "bind":
            source = volume.get("source")
            if source is None:
                reading.refuse('invalid mount config for type "bind": field Source must not be empty', volume.where)
            _change(source, reading.paths.bind, base)
    for file in container.elements_of("env_file"):
        _change(file.get("path"), reading.paths.absolute, base)
    for file in container.elements_of("label_file"):
        _change(file, reading.paths.absolute, base)
    extends = container.get("extends")
    file_of = extends.get("file") if extends is not None else None
    if file_of is not None and not is_remote(file_of.text):
        _change(file_of, reading.paths.absolute, base)


def is_remote(path: str) -> bool:
    """Whether Compose fetches a file from a registry or a repository (``remote/git.go`` and ``remote/oci.go``)."""
    return path.startswith(("oci://", "git://", "ssh://", "http://", "https://", "git@", "github.com/"))
