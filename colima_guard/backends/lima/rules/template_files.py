"""Reading what new instances of a Lima home are made from: ``base.yaml``, and templates with their bases."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from colima_guard.backends.lima import layout
from colima_guard.backends.lima.layout import Home
from colima_guard.backends.lima.releases import CLASSES
from colima_guard.backends.lima.rules.bases import NotCreated, Template, bases, is_image, template_name
from colima_guard.backends.lima.rules.birthplace import DEFAULT, MOUNTS, Birth
from colima_guard.backends.lima.rules.entry import Source
from colima_guard.backends.lima.rules.shipped import Shipped
from colima_guard.backends.lima.rules.source import ConfigFile, read
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable

#: a template directory is not searched deeper, nor for more files
_DEPTH, _FILES = 3, 500


def read_birth(host: Host, home: Home) -> Birth:
    """Reads everything that decides about new instances of a Lima home."""
    dirs, by_variable = layout.template_dirs(host, home)
    reading = _Reading(host, dirs)
    base = read(host, home.file(layout.BASE))
    for locator in (DEFAULT, MOUNTS):
        reading.follow(locator)
    if base.source is not None:
        reading.follow_bases(Template(base.path, base.source))
    own, trouble = _own_mounts(host, dirs, {found.path for found in reading.read.values()})
    return Birth(
        base,
        posixpath.join(dirs[0], "_default/mounts.yaml") if dirs else home.file(layout.SHADOW),
        reading.read,
        own,
        by_variable,
        trouble,
        host.home,
    )


class _Reading:
    """Reads the templates behind locators, each once."""

    def __init__(self, host: Host, dirs: list[str]) -> None:
        self.host = host
        self.dirs = dirs
        self.read: dict[str, ConfigFile] = {}

    def follow(self, locator: str) -> None:
        """Reads the template behind a locator, and its bases."""
        if locator in self.read or len(self.read) > _FILES:
            return
        found = self._found(locator)
        if found is None:
            return
        self.read[locator] = found
        source: Source | Shipped | None = found.source
        if source is None and found.problem is None:
            source = Shipped(template_name(locator) or "")
        if source is not None:
            self.follow_bases(Template(locator, source))

    def follow_bases(self, template: Template) -> None:
        """Reads the bases of a template, and theirs."""
        for locator in bases(template, CLASSES[-1]):
            if not isinstance(locator, NotCreated):
                self.follow(locator)

    def _found(self, locator: str) -> ConfigFile | None:
        name = template_name(locator)
        if name is not None:
            return self._first(name)
        path = file_path(locator, self.host.home)
        return read(self.host, path) if path is not None else None

    def _first(self, name: str) -> ConfigFile:
        extension = posixpath.splitext(name)[1]
        file = f"{name}.yaml" if len(extension) < 2 or extension[1].isdigit() else name
        paths = [posixpath.join(directory, file) for directory in self.dirs]
        found = (read(self.host, path) for path in paths)
        # Lima stops at the first that is there, be it unreadable
        return next(
            (one for one in found if one.data is not None or one.problem), ConfigFile(paths[0] if paths else name)
        )


def file_path(locator: str, home: str) -> str | None:
    """The file of the host that a locator names, ``None`` for one that leads elsewhere."""
    if locator.startswith("file://"):
        locator = locator.removeprefix("file://")
    if locator == "~" or locator.startswith("~/"):
        locator = home + locator[1:]
    return locator if locator.startswith("/") and not is_image(locator) else None


def _own_mounts(host: Host, dirs: list[str], known: set[str]) -> tuple[tuple[ConfigFile, ...], str | None]:
    """Templates with mounts of their own, and the first directory that cannot be read."""
    found: list[ConfigFile] = []
    trouble: str | None = None
    count = 0
    for directory in dirs:
        try:
            for path in _yaml_files(host, directory, _DEPTH):
                count += 1
                template = read(host, path) if path not in known and count <= _FILES else ConfigFile(path)
                if template.problem is not None or (template.source and template.source.loaded.value.mounts):
                    found.append(template)
        except Unreadable as error:
            trouble = trouble or error.what
    return tuple(found), trouble


def _yaml_files(host: Host, directory: str, depth: int) -> Iterator[str]:
    for name in host.names(directory):
        path = posixpath.join(directory, name)
        if name.endswith((".yaml", ".yml")) and not name.startswith("."):
            yield path
        elif depth and host.is_dir(path):
            yield from _yaml_files(host, path, depth - 1)
