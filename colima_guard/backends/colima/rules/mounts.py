"""What ``mounts`` means: from the decoded profile to the list that Colima hands to Lima and Lima to the guest.

Rules of environment/vm/lima/yaml.go and util/util.go (Colima) and pkg/limayaml (Lima, the part that every Colima
instance meets); what differs between releases is in ``releases.Rules``.
"""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.colima.profile import Mount
from colima_guard.backends.colima.releases import Rules
from colima_guard.backends.colima.rules.overlap import first_overlap
from colima_guard.backends.colima.rules.paths import PathRefused, Surroundings, clean_path
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import clean
from colima_guard.model.share import Access, Origin, Place, Stop

#: Lima refuses these as mount points, compared as they are written (pkg/limayaml/validate.go)
SYSTEM_PATHS = frozenset(("/", "/bin", "/dev", "/etc", "/home", "/opt", "/sbin", "/tmp", "/usr", "/var"))


class Entry(NamedTuple):
    """One mount as Lima has it after its merge: location and mount point cleaned as Lima cleans them."""

    location: str | None
    mount_point: str | None
    access: Access
    origin: Origin
    place: Place | None = None


def overlap_reason(mounts: list[Mount], rules: Rules, around: Surroundings) -> tuple[str, int] | None:
    """Why Colima refuses the list, two paths of which one begins with the other, and the number of the later one.

    Raises ``Refused``.
    """
    keys = [
        clean_path((rules.overlap_by_mount_point and mount.mount_point) or mount.location, around) for mount in mounts
    ]
    pair = first_overlap(keys)
    if pair is None:
        return None
    return f"overlapping mounts not supported: '{keys[pair[0]]}' overlaps '{keys[pair[1]]}'", pair[1]


def entries_for_lima(
    mounts: list[Mount] | None, places: list[Place | None], absent: Place | None, rules: Rules, around: Surroundings
) -> tuple[list[Entry], Stop | None]:
    """The entries that Colima writes into ``lima.yaml``, and why it would refuse to start with them.

    ``places`` says where each mount stands, ``absent`` where a list stands that is empty or missing.
    """
    cache = Entry(around.cache_dir, "", Access.RO, Origin.CACHE)
    if not mounts and (mounts is not None or rules.nil_is_home):
        entries = [Entry("~", "", Access.RW, Origin.DEFAULT, absent)]
        if rules.tmp_too:
            entries.append(Entry(f"/tmp/{around.identifier}", "", Access.RW, Origin.DEFAULT, absent))
        return entries, None
    if not mounts:
        return ([cache] if rules.cache_too else []), None
    refusal = _refusal(mounts, places, rules, around)
    entries = [_entry(mount, place, rules, around) for mount, place in zip(mounts, places, strict=True)]
    if rules.cache_too and not any(around.cache_dir.startswith(e.location) for e in entries if e.location is not None):
        entries.insert(0, cache)
    return entries, refusal


def _refusal(mounts: list[Mount], places: list[Place | None], rules: Rules, around: Surroundings) -> Stop | None:
    # Colima looks for overlaps first, and cleans each path on the way
    by_point = rules.overlap_by_mount_point
    first = _relative([((by_point and one.mount_point) or one.location,) for one in mounts], places, around)
    if first is not None:
        return first
    if overlap := overlap_reason(mounts, rules, around):
        return Stop(overlap[0], places[overlap[1]])
    paths = [(one.location, one.mount_point if rules.mount_point else "") for one in mounts]
    return _relative(paths, places, around)


def _relative(mounts: Sequence[tuple[str, ...]], places: Sequence[Place | None], around: Surroundings) -> Stop | None:
    """The first of these mounts that has a path which Colima does not take."""
    for paths, place in zip(mounts, places, strict=True):
        try:
            for path in paths:
                clean_path(path, around)
        except PathRefused as refused:
            return Stop(str(refused), place)
    return None


def _entry(mount: Mount, place: Place | None, rules: Rules, around: Surroundings) -> Entry:
    def cleaned(text: str) -> str | None:
        try:
            return clean_path(text, around)
        except PathRefused:
            return None

    mount_point = cleaned(mount.mount_point) if rules.mount_point else ""
    access = Access.RW if mount.writable else Access.RO
    return Entry(cleaned(mount.location), mount_point, access, Origin.LISTED, place)


def merge_by_lima(entries: list[Entry], home: str, *, by_mount_point: bool) -> tuple[list[Entry], Stop | None]:
    """The entries after Lima's merge, and why Lima would refuse them (pkg/limayaml/defaults.go, validate.go).

    From 2.0 on two entries with one mount point become one: the first one's location stays, the last one's access
    wins. Before, two locations are two shares.
    """
    merged: dict[str, Entry] = {}
    refusal: Stop | None = None
    for number, entry in enumerate(entries):
        location = clean(entry.location) if entry.location else None
        if location == "~":
            location = home
        if location is None:
            why = f"field `mounts[{number}].location` must be an absolute path"
            refusal = refusal or Stop(why, entry.place)
        mount_point = entry.mount_point or location
        if mount_point in SYSTEM_PATHS:
            why = f"field `mounts[{number}].mountPoint` must not be a system path such as /etc or /usr"
            refusal = refusal or Stop(why, entry.place)
        key = (mount_point if by_mount_point else location) or f"\0{number}"
        first = merged.get(key, entry)
        kept = location if first is entry else first.location
        merged[key] = Entry(kept, mount_point, entry.access, first.origin, entry.place)
    return list(merged.values()), refusal
