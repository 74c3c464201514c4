"""Lima's merge: ``default.yaml``, then the instance, then ``override.yaml`` (pkg/limayaml/defaults.go FillDefault)."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from colima_guard.backends.lima.releases import Rules
from colima_guard.backends.lima.rules.entry import (
    SAME,
    Around,
    MergedMount,
    Source,
    entry_of,
    expand_home,
    guest_fields,
)
from colima_guard.backends.lima.rules.file import Mount
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import clean
from colima_guard.model.share import Place


class Merge(NamedTuple):
    """The whole of it: the mounts in Lima's order and what else decides about them."""

    mounts: tuple[MergedMount, ...]
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
    entries: list[MergedMount] = []
    seen: dict[str, MergedMount] = {}
    for source in sources:
        for number, mount in enumerate(source.loaded.value.mounts or []):
            entry = entry_of(mount, source.place("mounts", number), rules, around, params, guest)
            _add(entries, seen, entry, mount, rules)
    if rules.tilde == "after":
        for entry in entries:
            entry.location = expand_home(entry.location, around)
            if rules.relative_is_cwd and not entry.location.startswith(("/", "~")):
                entry.elsewhere = f"{entry.location!r} is taken from the directory in which Lima is started"
                entry.location = clean(posixpath.join(around.cwd(), entry.location))
    for entry in entries:
        entry.mount_point = entry.location if entry.mount_point == SAME else entry.mount_point
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


def _add(
    entries: list[MergedMount], seen: dict[str, MergedMount], entry: MergedMount, mount: Mount, rules: Rules
) -> None:
    key = entry.location
    if rules.key == "mount_point" and entry.mount_point != SAME:
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
