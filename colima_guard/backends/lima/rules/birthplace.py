"""What ``limactl create`` would share today: ``template:default`` with what stands before and behind it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from colima_guard.backends.lima import layout
from colima_guard.backends.lima.layout import Home
from colima_guard.backends.lima.releases import CLASSES, Rules
from colima_guard.backends.lima.rules.bases import (
    Broken,
    Embedded,
    NotCreated,
    NotFollowed,
    Template,
    bases,
    embed,
    is_image,
    template_name,
)
from colima_guard.backends.lima.rules.file import LimaFile
from colima_guard.backends.lima.rules.merge import Source
from colima_guard.backends.lima.rules.shipped import Shipped
from colima_guard.backends.lima.rules.source import Found, read
from colima_guard.formats.golang.goccy.document import Loaded
from colima_guard.formats.golang.types import empty
from colima_guard.host.machine import Host
from colima_guard.host.values import Unreadable

_DEFAULT, _MOUNTS = "template:default", "template:_default/mounts"
#: a template directory is not searched deeper, nor for more files
_DEPTH, _FILES = 3, 500


class Birth(NamedTuple):
    """The files that decide what a new instance shares."""

    base: Found
    #: where a shadow would have to be written
    shadow_path: str
    #: every other file that can be merged in, by its locator; no data where Lima's own is taken
    templates: Mapping[str, Found]
    #: templates of the user's that list mounts of their own
    own_mounts: tuple[Found, ...]
    by_variable: bool
    #: a template directory that cannot be read
    trouble: str | None
    home: str

    @property
    def template(self) -> Found:
        """A template of the user's that replaces template:default itself."""
        return self.templates[_DEFAULT]

    @property
    def shadow(self) -> Found:
        """What replaces the mounts template that Lima ships; no data where nothing does."""
        return self.templates[_MOUNTS]

    @property
    def files(self) -> tuple[Found, ...]:
        """``base.yaml`` first."""
        return (self.base, *self.templates.values())

    @property
    def path(self) -> str:
        """The file to name for a share that only Lima's own template lists."""
        return self.shadow.path

    def changed(self, found: Found) -> Birth:
        """The same with another text of one file."""
        templates = {name: found if one.path == found.path else one for name, one in self.templates.items()}
        return self._replace(base=found if found.path == self.base.path else self.base, templates=templates)


def born(host: Host, home: Home) -> Birth:
    """Reads everything that decides about new instances of a Lima home."""
    dirs, by_variable = layout.template_dirs(host, home)
    reading = _Reading(host, dirs)
    base = read(host, home.file(layout.BASE))
    for locator in (_DEFAULT, _MOUNTS):
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


@dataclass
class _Reading:
    """Reads the templates behind locators, each once."""

    host: Host
    dirs: list[str]
    read: dict[str, Found] = field(default_factory=dict)

    def follow(self, locator: str) -> None:
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
        for locator in bases(template, CLASSES[-1]):
            if not isinstance(locator, NotCreated):
                self.follow(locator)

    def _found(self, locator: str) -> Found | None:
        name = template_name(locator)
        if name is not None:
            return self._first(name)
        path = file_path(locator, self.host.home)
        return read(self.host, path) if path is not None else None

    def _first(self, name: str) -> Found:
        extension = posixpath.splitext(name)[1]
        file = f"{name}.yaml" if len(extension) < 2 or extension[1].isdigit() else name
        paths = [posixpath.join(directory, file) for directory in self.dirs]
        found = (read(self.host, path) for path in paths)
        # Lima stops at the first that is there, be it unreadable
        return next((one for one in found if one.data is not None or one.problem), Found(paths[0] if paths else name))


def file_path(locator: str, home: str) -> str | None:
    """The file of the host that a locator names, ``None`` for one that leads elsewhere."""
    if locator.startswith("file://"):
        locator = locator.removeprefix("file://")
    if locator == "~" or locator.startswith("~/"):
        locator = home + locator[1:]
    return locator if locator.startswith("/") and not is_image(locator) else None


def _own_mounts(host: Host, dirs: list[str], known: set[str]) -> tuple[tuple[Found, ...], str | None]:
    """Templates with mounts of their own, and the first directory that cannot be read."""
    found: list[Found] = []
    trouble: str | None = None
    count = 0
    for directory in dirs:
        try:
            for path in _yaml_files(host, directory, _DEPTH):
                count += 1
                template = read(host, path) if path not in known and count <= _FILES else Found(path)
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


def embedded(birth: Birth, rules: Rules) -> Embedded:
    """The ``lima.yaml`` that a new instance would get."""
    shipped = Template(_DEFAULT, Shipped("default"))
    if not rules.templates:
        # 1.0 knows neither base.yaml nor templates of the user's
        return embed(shipped, _as_shipped, rules, birth.path, None)

    def fetch(locator: str) -> Template:
        return _fetched(birth, locator)

    try:
        template = fetch(_DEFAULT)
    except NotCreated as why:
        return Embedded(Source(birth.path, Loaded(empty(LimaFile))), refusal=str(why), doubt=birth.trouble)
    except NotFollowed as why:
        # Lima's own, which is the wider guess
        done = embed(shipped, fetch, rules, birth.path, None)
        return done._replace(refusal=str(why), doubt=str(why))
    base = Template(birth.base.path, birth.base.source) if birth.base.source is not None else None
    done = embed(template, fetch, rules, birth.path, base)
    problem = f"{birth.base.path}: {birth.base.problem}" if birth.base.problem is not None else None
    return done._replace(refusal=done.refusal or problem, doubt=done.doubt or problem or birth.trouble)


def _as_shipped(locator: str) -> Template:
    return Template(locator, Shipped(template_name(locator) or ""))


def _fetched(birth: Birth, locator: str) -> Template:
    found = birth.templates.get(locator)
    name = template_name(locator)
    if found is not None and found.source is not None:
        return Template(locator, found.source)
    if found is not None and found.problem is not None:
        raise Broken(f"{found.path}: {found.problem}")
    if is_image(locator):
        return Template(locator, Shipped("_images/"))
    if name is None:
        if found is not None:
            raise NotCreated(f"{found.path} is missing")
        raise NotFollowed(f"the base {locator} is not read here")
    if birth.by_variable:
        raise NotCreated(f"template `{name}` not found")
    if name not in ("default", "_default/mounts") and not name.startswith("_images/"):
        raise NotFollowed(f"the base {locator} is not known here")
    return Template(locator, Shipped(name))
