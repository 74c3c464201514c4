"""Lima's merge: ``default.yaml``, then the instance, then ``override.yaml`` (pkg/limayaml/defaults.go FillDefault)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from colima_guard.backends.lima.releases import NEWEST, Rules, is_since
from colima_guard.backends.lima.rules.file import LimaFile, Mount
from colima_guard.backends.lima.rules.template import Unevaluated, fill_in, variables
from colima_guard.formats.golang.goccy.document import Loaded
from colima_guard.model.paths import clean
from colima_guard.model.share import Place


class Source(NamedTuple):
    """A file that was read and loads."""

    path: str
    loaded: Loaded[LimaFile]
    #: where each mount stands, for a file that a program above Lima will write from its own
    places: tuple[Place | None, ...] = ()

    def place(self, *path: str | int) -> Place:
        """Where a key or element stands."""
        if len(path) == 2 and isinstance(path[1], int) and path[1] < len(self.places):
            return self.places[path[1]] or Place(self.path)
        node = self.loaded.nodes.get(path)
        return Place(self.path, node.line, node.column) if node else Place(self.path)


class Around(NamedTuple):
    """What the meaning of a mount depends on besides the files."""

    home: str
    lima_home: str
    #: the instance's directory and name
    dir: str
    name: str
    user: str
    uid: str
    temp_dir: str
    #: asked only where a relative location is taken from it
    cwd: Callable[[], str]
    #: what ``lima-version`` in the directory says: the release that created the instance, ``None`` without one
    created_by: str | None = NEWEST.name


@dataclass(slots=True)
class Merged:
    """One mount after the merge, and which lines it comes from."""

    location: str
    mount_point: str
    writable: bool
    follow_symlinks: bool
    msize: str | None
    place: Place
    #: the entry that said ``followSymlinks`` last
    follow_place: Place
    #: the entry that said ``writable`` last
    writable_place: Place | None = None
    #: why its paths cannot be told
    doubt: str | None = None
    #: why they may be others where Lima is started than they are here
    elsewhere: str | None = None

    @property
    def uncertain(self) -> str | None:
        """Why it is not certain what it shares."""
        return self.doubt or self.elsewhere


class Merge(NamedTuple):
    """The whole of it: the mounts in Lima's order and what else decides about them."""

    mounts: tuple[Merged, ...]
    mount_type: str | None
    mount_type_place: Place | None
    vm_type: str | None
    vm_type_place: Place | None
    arch: str | None
    plain: bool
    #: the home of the guest's user, on which nothing can be mounted
    guest_home: str = ""
    unsupported: frozenset[str] = frozenset()


def merge(default: Source | None, main: Source, override: Source | None, rules: Rules, around: Around) -> Merge:
    """What Lima makes of the three files. Entries can be added or modified, never removed, but by ``plain: true``."""
    sources = [source for source in (default, main, override) if source is not None]
    params = main.loaded.value.param or {}
    guest = guest_fields(sources, rules, around, params)
    entries: list[Merged] = []
    seen: dict[str, Merged] = {}
    for source in sources:
        for number, mount in enumerate(source.loaded.value.mounts or []):
            entry = entry_of(mount, source.place("mounts", number), rules, around, params, guest)
            _add(entries, seen, entry, mount, rules)
    if rules.tilde == "after":
        for entry in entries:
            entry.location = _expanded(entry.location, around)
            if rules.relative_is_cwd and not entry.location.startswith(("/", "~")):
                entry.elsewhere = f"{entry.location!r} is taken from the directory in which Lima is started"
                entry.location = clean(posixpath.join(around.cwd(), entry.location))
    for entry in entries:
        entry.mount_point = entry.location if entry.mount_point == _SAME else entry.mount_point
    values = [source.loaded.value for source in reversed(sources)]
    plain = next((value.plain for value in values if value.plain is not None), False)
    by = next((source for source in reversed(sources) if source.loaded.value.mount_type is not None), None)
    return Merge(
        () if plain else tuple(entries),
        by.loaded.value.mount_type if by else None,
        by.place("mountType") if by else None,
        *_vm_type(list(reversed(sources)), rules),
        next((value.arch for value in values if value.arch), None),
        plain,
        guest["Home"],
        frozenset(name for value in values for name in value.mount_types_unsupported or []),
    )


def _vm_type(sources: Sequence[Source], rules: Rules) -> tuple[str | None, Place | None]:
    """The first file's that says it, and where; before 2.0 an empty one and ``default`` say nothing."""
    for source in sources:
        named = source.loaded.value.vm_type
        if named is not None and (not rules.guesses_driver or named not in ("", "default")):
            return named, source.place("vmType")
    return None, None


_LINUX_USER = re.compile(r"[a-z_][a-z0-9_-]*\Z")
#: stands for a mount point that is not written: it follows the location
_SAME = "\0"


def entry_of(
    mount: Mount, place: Place, rules: Rules, around: Around, params: Mapping[str, str], guest: Mapping[str, str]
) -> Merged:
    """One entry with its paths filled in as Lima does, before the merge. ``guest``: what ``guest_fields`` says."""
    doubt = elsewhere = None
    location, mount_point = mount.location, mount.mount_point if mount.mount_point is not None else _SAME
    if rules.temp_dirs and (names := variables(location)):
        from colima_guard.backends.shared.environment import filled_in

        elsewhere = filled_in(location, names, "Lima")
    try:
        location, parsed = fill_in(location, _host_fields(rules, around), params)
        if rules.cleans and parsed:
            location = clean(location)
    except Unevaluated:
        doubt = f"{location!r} is a template that is not evaluated here"
    if mount.mount_point is not None:
        try:
            mount_point, _ = fill_in(mount_point, guest, params)
        except Unevaluated:
            doubt = doubt or f"{mount_point!r} is a template that is not evaluated here"
    if rules.tilde == "before":
        location = _expanded(location, around)
    follow = mount.sshfs.follow_symlinks
    return Merged(
        location,
        mount_point,
        bool(mount.writable),
        bool(follow),
        mount.nine_p.msize,
        place,
        place,
        place if mount.writable is not None else None,
        doubt,
        elsewhere,
    )


def _add(entries: list[Merged], seen: dict[str, Merged], entry: Merged, mount: Mount, rules: Rules) -> None:
    key = entry.location
    if rules.key == "mount_point" and entry.mount_point != _SAME:
        key = entry.mount_point
    first = seen.get(key)
    if first is None:
        seen[key] = entry
        entries.append(entry)
        return
    # the location of the first stays; every field that a later one sets wins
    if mount.writable is not None:
        first.writable, first.writable_place = mount.writable, entry.place
    if mount.sshfs.follow_symlinks is not None:
        first.follow_symlinks, first.follow_place = mount.sshfs.follow_symlinks, entry.place
    if mount.nine_p.msize is not None:
        first.msize = mount.nine_p.msize
    if rules.key == "location" and mount.mount_point is not None:
        first.mount_point = entry.mount_point
    first.doubt = first.doubt or entry.doubt
    first.elsewhere = first.elsewhere or entry.elsewhere


def _expanded(location: str, around: Around) -> str:
    if location == "~" or location.startswith("~/"):
        return clean(around.home + location[1:])
    return location


def _host_fields(rules: Rules, around: Around) -> Mapping[str, str]:
    fields = {
        "Dir": around.dir,
        "Name": around.name,
        "UID": around.uid,
        "User": around.user,
        "Home": around.home,
        "Instance": around.name,
        "LimaHome": around.lima_home,
    }
    if rules.temp_dirs:
        fields |= {"GlobalTempDir": "/tmp", "TempDir": around.temp_dir}
    return fields


def guest_fields(
    sources: Sequence[Source], rules: Rules, around: Around, params: Mapping[str, str]
) -> Mapping[str, str]:
    """What a mount point may refer to. The files may name the guest's user, the last of them first.

    Without that it is the user of the host, as far as Linux takes such a name (osutil.LimaUser).
    """
    values = [source.loaded.value for source in reversed(sources)]
    named = next((value.user.name for value in values if value.user.name is not None), None)
    user = named if named is not None else _linux_user(around)
    uid = next((str(value.user.uid) for value in values if value.user.uid is not None), around.uid)
    system = next((value.os for value in values if value.os), None)
    fields = {"Name": around.name, "Hostname": _hostname(around.name), "UID": uid, "User": user}
    home = next((value.user.home for value in values if value.user.home is not None), None)
    if home is None:
        home = rules.guest_home(around.created_by, system).format(user=user)
    else:
        with suppress(Unevaluated):
            home, _ = fill_in(home, {**fields, "Home": home}, params)
    return {**fields, "Home": home}


def _hostname(name: str) -> str:
    return f"lima-{name.replace('.', '-').replace('_', '-')}"


def _linux_user(around: Around) -> str:
    taken = around.user == "admin" and is_since(around.created_by, "1.0.0")
    return around.user if _LINUX_USER.match(around.user) and not taken else "lima"


def absolute(location: str, around: Around) -> str | None:
    """The directory on the host, ``None`` for a location that names none."""
    location = _expanded(location, around)
    if posixpath.isabs(location):
        return clean(location)
    return None


def places(sources: Sequence[Source]) -> list[Place]:
    """Every line on which a file says something about mounts."""
    return [source.place("mounts") for source in sources if ("mounts",) in source.loaded.nodes]
