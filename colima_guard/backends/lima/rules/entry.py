"""One entry of ``mounts`` with its paths filled in as Lima does (pkg/limayaml/defaults.go, pkg/osutil/user.go)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from colima_guard.backends.lima.releases import NEWEST, Rules, is_since
from colima_guard.backends.lima.rules.file import LimaFile, Mount
from colima_guard.backends.lima.rules.template import Unevaluated, fill_in, variables
from colima_guard.formats.golang.goccy.document import Loaded
from colima_guard.model.named_tuple import NamedTuple
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


class MergedMount:
    """One mount after the merge, and which lines it comes from; to begin with, one entry as it stands at ``place``."""

    def __init__(self, mount: Mount, place: Place, location: str, mount_point: str) -> None:
        self.location = location
        self.mount_point = mount_point
        self.writable = bool(mount.writable)
        self.follow_symlinks = bool(mount.sshfs.follow_symlinks)
        self.msize = mount.nine_p.msize
        self.place = place
        #: the entry that said ``followSymlinks`` last
        self.follow_place = place
        #: the entry that said ``writable`` last
        self.writable_place = None if mount.writable is None else place
        #: why its paths cannot be told
        self.doubt: str | None = None
        #: why they may be others where Lima is started than they are here
        self.elsewhere: str | None = None

    @property
    def uncertain(self) -> str | None:
        """Why it is not certain what it shares."""
        return self.doubt or self.elsewhere


_LINUX_USER = re.compile(r"[a-z_][a-z0-9_-]*\Z")
#: stands for a mount point that is not written: it follows the location
SAME = "\0"


def entry_of(
    mount: Mount, place: Place, rules: Rules, around: Around, params: Mapping[str, str], guest: Mapping[str, str]
) -> MergedMount:
    """One entry with its paths filled in as Lima does, before the merge. ``guest``: what ``guest_fields`` says."""
    doubt = elsewhere = None
    location, mount_point = mount.location, mount.mount_point if mount.mount_point is not None else SAME
    if rules.temp_dirs and (names := variables(location)):
        from colima_guard.backends.shared.environment import environment_doubt

        elsewhere = environment_doubt(location, names, "Lima")
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
        location = expand_home(location, around)
    merged = MergedMount(mount, place, location, mount_point)
    merged.doubt, merged.elsewhere = doubt, elsewhere
    return merged


def expand_home(location: str, around: Around) -> str:
    """A location with a leading ``~`` or ``~/`` replaced by the home."""
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


def absolute_location(location: str, around: Around) -> str | None:
    """The directory on the host, ``None`` for a location that names none."""
    location = expand_home(location, around)
    if posixpath.isabs(location):
        return clean(location)
    return None
