"""What Lima merges before Rancher Desktop's list, so that an empty directory owns each mount point that is not allowed.

Lima, since 2.0, keeps the location of the first entry of a mount point, and takes ``writable`` from the last
(pkg/limayaml/defaults.go): ``default.yaml`` says what is there, ``override.yaml`` how. A mount point matches byte for
byte; one that begins with ``~`` would keep the VM from starting.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from colima_guard.backends.lima.releases import CLASSES as LIMA
from colima_guard.backends.lima.rules.entry import MergedMount, absolute_location
from colima_guard.backends.lima.rules.merge import merge
from colima_guard.backends.lima.rules.source import ConfigFile
from colima_guard.backends.lima.rules.validate import SYSTEM_PATHS
from colima_guard.backends.rancher_desktop import layout
from colima_guard.backends.rancher_desktop.generated import at_start
from colima_guard.backends.rancher_desktop.instance import RancherInstance
from colima_guard.backends.shared.edit import entries_for
from colima_guard.formats.refused import EditRefused
from colima_guard.formats.yaml.change import Entry
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within, with_tilde
from colima_guard.model.plan import DirectoryChange
from colima_guard.model.share import Access

_REASON = "what stands in the place of a directory that is not shared"


class Shadow(NamedTuple):
    """The entries for both files, the parents first, and the directories that they need."""

    entries: tuple[Entry, ...]
    directories: tuple[DirectoryChange, ...]
    #: the mount points of the entries
    points: frozenset[str]


class _Standing(NamedTuple):
    """One entry of ours: where it is in the guest, what is there, and how."""

    point: str
    location: str
    writable: bool


def shadow(host: Host, instances: Sequence[RancherInstance], allow: Allowlist) -> Shadow:
    """What has to stand before the lists of these instances of one Lima home. Raises ``EditRefused``."""
    first = instances[0]
    own = _own(host, first)
    named = {dict(one.fields).get("mountPoint") or dict(one.fields)["location"]: one for one in _allowed(host, allow)}
    allowed = {_expanded(host, str(point)): entry for point, entry in named.items()}
    taken = {*allowed, *(one.point for one in own)}
    standing = {one.point: one for one in own if one.point not in allowed}
    for mount in _mounts(host, instances):
        if mount.mount_point in taken or mount.mount_point in standing:
            continue
        found = _instead(host, mount, first, allow)
        if found is not None:
            standing[mount.mount_point] = found
    entries = {point: _entry(host, one) for point, one in standing.items()} | allowed
    ordered = sorted(entries, key=lambda point: (point.rstrip("/").split("/"), point))
    directories = _directories(host, first, list(standing.values()), ordered)
    return Shadow(tuple(entries[point] for point in ordered), directories, frozenset(ordered))


def _allowed(host: Host, allow: Allowlist) -> tuple[Entry, ...]:
    return entries_for(host, allow)


def _expanded(host: Host, path: str) -> str:
    return host.home + path[1:] if path == "~" or path.startswith("~/") else path


def _own(host: Host, instance: RancherInstance) -> list[_Standing]:
    """What its VM cannot do without: what Kubernetes is installed from, and somewhere to log."""
    cache, logs = (posixpath.normpath(path) for path in (instance.own.cache, instance.own.logs))
    return [_Standing(cache, cache, writable=False), _Standing(logs, layout.guest_logs(host), writable=True)]


def _mounts(host: Host, instances: Sequence[RancherInstance]) -> Iterator[MergedMount]:
    """Every mount that can reach a VM: of its list at the next start, of the file as it lies, of a VM made anew."""
    for instance in instances:
        new = ConfigFile(instance.main.path)
        for main in (instance.main, new):
            yield from _merged(host, instance, at_start(host, main, instance.own, instance.settings))
            # a file that a bare `limactl start` would take as it lies
            yield from (one for one in _merged(host, instance, main) if _can_be_mounted_at(one.mount_point))


def _can_be_mounted_at(point: str) -> bool:
    """Whether Lima starts an instance with such a mount point."""
    return point.startswith("/") and point not in SYSTEM_PATHS


def _merged(host: Host, instance: RancherInstance, main: ConfigFile) -> Iterator[MergedMount]:
    if main.source is None:
        return
    for number, mount in enumerate(main.source.loaded.value.mounts or []):
        if "{{" in (mount.mount_point or ""):
            where = main.source.place("mounts", number).line
            raise EditRefused(f"the mount point {mount.mount_point!r} is filled in by Lima: write it out", where)
    for rules in LIMA:
        if rules.key == "mount_point":
            yield from merge(None, main.source, None, rules, instance.around(host)).mounts


def _instead(host: Host, mount: MergedMount, instance: RancherInstance, allow: Allowlist) -> _Standing | None:
    """What stands in the place of a mount; ``None`` where it may stay as it is. Raises ``EditRefused``."""
    if mount.uncertain is not None:
        raise EditRefused(f"{mount.uncertain}: take the entry out of {mount.place.file}", mount.place.line)
    location = absolute_location(mount.location, instance.around(host))
    real = host.realpath(location) if location is not None else None
    if real is not None and allow.covers(real, Access.RO):
        return _Standing(mount.mount_point, location or "", writable=allow.covers(real, Access.RW))
    if not mount.mount_point.startswith("/"):
        raise EditRefused(f"its mount point {mount.mount_point!r} is no absolute path", mount.place.line)
    return _Standing(mount.mount_point, layout.empty(host, mount.mount_point), writable=False)


def _entry(host: Host, one: _Standing) -> Entry:
    location = with_tilde(one.location, host.home)
    return Entry((("location", location), ("mountPoint", one.point), ("writable", one.writable)))


def _directories(
    host: Host, instance: RancherInstance, standing: Sequence[_Standing], points: Sequence[str]
) -> tuple[DirectoryChange, ...]:
    """The directories of ours that are missing, and in each a directory for what is mounted below it."""
    ours = layout.stand_ins(host)
    wanted: dict[str, int] = {}
    for one in standing:
        if is_within(one.location, ours):
            wanted.update(dict.fromkeys(_down_to(ours, one.location), 0o755))
    empty = [one for one in standing if is_within(one.location, posixpath.join(ours, "empty"))]
    for one in empty:
        for point in points:
            if point != one.point and _nearest(point, points) == one.point:
                inside = posixpath.join(one.location, posixpath.relpath(point, one.point))
                wanted.update(dict.fromkeys(_down_to(one.location, inside), 0o755))
    return tuple(DirectoryChange(path, mode, _REASON) for path, mode in wanted.items() if not host.exists(path))


def _nearest(point: str, points: Iterable[str]) -> str | None:
    """The mount point that another one lies below, the innermost."""
    above = [one for one in points if one != point and is_within(point, one.rstrip("/") or "/")]
    return max(above, key=len, default=None)


def _down_to(top: str, path: str) -> list[str]:
    """The directories from one down to another within it."""
    found = [path]
    while found[-1] != top:
        found.append(posixpath.dirname(found[-1]))
    return found[::-1]
