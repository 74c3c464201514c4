"""What ``limactl create`` would share today: ``template:default`` with what stands before and behind it.

Rules of pkg/limatmpl/embed.go: ``base.yaml`` comes first, then the template's own bases; a child's list is followed by
its base's; the first entry of a mount point (or location) stays, later ones only fill in what it leaves open.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from colima_guard.backends.lima import layout
from colima_guard.backends.lima.file import LimaFile, Mount
from colima_guard.backends.lima.layout import Home
from colima_guard.backends.lima.merge import Source
from colima_guard.backends.lima.releases import Rules
from colima_guard.backends.lima.sources import Found, read
from colima_guard.formats.goccy import Loaded
from colima_guard.formats.goyaml import empty
from colima_guard.host import Host
from colima_guard.model.share import Place

#: the base of template:default that shares the home, as templates spell it
_MOUNTS_BASE = ("template:_default/mounts", "template://_default/mounts")


@dataclass(frozen=True, slots=True)
class Birth:
    """The files that decide what a new instance shares."""

    base: Found
    #: what replaces the mounts template that Lima ships; no data where nothing does
    shadow: Found
    #: where a shadow would have to be written
    shadow_path: str
    #: a template of the user's that replaces template:default itself
    template: Found
    #: user templates that list mounts of their own
    own_mounts: tuple[Found, ...]
    by_variable: bool
    unknown: str | None

    @property
    def files(self) -> tuple[Found, ...]:
        return (self.base, self.shadow, self.template)

    @property
    def path(self) -> str:
        """The file to name for a share that only Lima's own template lists."""
        return self.shadow.path


def born(host: Host, home: Home) -> Birth:
    """Reads everything that decides about new instances of a Lima home."""
    dirs, by_variable = layout.template_dirs(host, home)
    base = read(host, home.file(layout.BASE))
    shadow = _first(host, dirs, "_default/mounts.yaml")
    template = _first(host, dirs, "default.yaml")
    unknown = None
    for found in (base, shadow, template):
        if found.problem is not None:
            unknown = f"{found.path}: {found.problem}"
    if template.source is not None and not _plain_template(template.source):
        unknown = f"{template.path} replaces template:default, and its bases are not followed"
    return Birth(
        base,
        shadow,
        posixpath.join(dirs[0], "_default/mounts.yaml") if dirs else home.file(layout.SHADOW),
        template,
        tuple(_own_mounts(host, dirs)),
        by_variable,
        unknown,
    )


def _first(host: Host, dirs: list[str], name: str) -> Found:
    paths = [posixpath.join(directory, name) for directory in dirs]
    return next(
        (found for path in paths if (found := read(host, path)).data is not None), Found(paths[0] if paths else name)
    )


def _plain_template(source: Source) -> bool:
    bases = source.loaded.value.base
    listed = bases if isinstance(bases, list) else [] if bases in (None, "") else [bases]
    return all(
        base in _MOUNTS_BASE or str(base).startswith(("template:_images/", "template://_images/")) for base in listed
    )


def _own_mounts(host: Host, dirs: list[str]) -> list[Found]:
    found = []
    for directory in dirs:
        for name in host.names(directory):
            if name.endswith((".yaml", ".yml")) and name != "default.yaml":
                template = read(host, posixpath.join(directory, name))
                if template.problem is not None or (template.source and template.source.loaded.value.mounts):
                    found.append(template)
    return found


def embedded(birth: Birth, rules: Rules) -> Source:
    """The ``lima.yaml`` that a new instance would get, as far as shares go."""
    listed: list[tuple[Mount, Place]] = []
    if birth.template.source is not None:
        listed += _listed(birth.template.source)
    if birth.base.source is not None and rules.templates:
        listed += _listed(birth.base.source)
    if _inherits_home(birth):
        listed += _home_mounts(birth, rules)
    mounts, places = combined(listed)
    value = empty(LimaFile).model_copy(update={"mounts": mounts})
    if birth.base.source is not None and rules.templates:
        value = value.model_copy(update={"mount_type": birth.base.source.loaded.value.mount_type})
    return Source(birth.path, Loaded(value), tuple(places))


def _inherits_home(birth: Birth) -> bool:
    if birth.template.source is None:
        return True
    loaded = birth.template.source.loaded
    # a bare `mounts:` of the child blocks its bases, `[]` does not
    if ("mounts",) in loaded.nodes and loaded.value.mounts is None:
        return False
    bases = loaded.value.base
    return any(base in _MOUNTS_BASE for base in (bases if isinstance(bases, list) else [bases]))


def _home_mounts(birth: Birth, rules: Rules) -> list[tuple[Mount, Place]]:
    if rules.templates and birth.shadow.source is not None:
        return _listed(birth.shadow.source)
    home = empty(Mount).model_copy(update={"location": "~"})
    shipped = [(home, Place(birth.path))]
    if rules.shares_tmp:
        tmp = empty(Mount).model_copy(update={"location": "/tmp/lima", "writable": True})
        shipped.append((tmp, Place(birth.path)))
    return shipped


def _listed(source: Source) -> list[tuple[Mount, Place]]:
    return [(mount, source.place("mounts", number)) for number, mount in enumerate(source.loaded.value.mounts or [])]


def combined(listed: list[tuple[Mount, Place]]) -> tuple[list[Mount], list[Place | None]]:
    """embed.go combineMounts: one entry a mount point, the first one's fields first; ``*`` fills in all before it."""
    kept: dict[str, Mount] = {}
    places: dict[str, Place] = {}
    for mount, place in listed:
        key = mount.mount_point if mount.mount_point is not None else mount.location
        targets = list(kept) if key == "*" else [key] if key in kept else []
        for target in targets:
            first = kept[target]
            if first.writable is None:
                kept[target] = first.model_copy(update={"writable": mount.writable})
        if key != "*" and key not in kept:
            kept[key], places[key] = mount, place
    return list(kept.values()), [places[key] for key in kept]
