"""Which entries of ``mounts`` stay as they are, and which are written for the rest of the allowlist."""

from __future__ import annotations

from colima_guard.backends.colima import layout
from colima_guard.backends.colima.instance import ColimaInstance
from colima_guard.backends.colima.profile import Mount
from colima_guard.backends.colima.releases import Rules
from colima_guard.backends.colima.rules.paths import PathRefused, Surroundings, clean_path
from colima_guard.backends.colima.rules.start import Source
from colima_guard.backends.shared import edit as entries
from colima_guard.backends.shared.edit import as_allowed, is_own, led_note
from colima_guard.backends.shared.guest_path import unshareable
from colima_guard.formats.yaml.change import Entry, Keep
from colima_guard.host.links import root_on_the_way
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.mount_points import MountPoints, Owners
from colima_guard.model.share import Access


def entries_for(host: Host, allow: Allowlist) -> tuple[Entry, ...]:
    """The allowlist as entries of ``mounts``, for a profile in which none of them is yet."""
    return entries.entries_for(host, allow, tilde_in_guest=True)


def entries_to_write(
    host: Host, instance: ColimaInstance, source: Source, allow: Allowlist, rules: Rules
) -> tuple[Keep | Entry, ...] | None:
    """The list to write, ``None`` when the present one says it already."""
    assert source.decoded is not None
    around = _around(host, instance)
    present = source.decoded.value.mounts or []
    wanted = list(allow.entries) or [Allowed(allow.placeholder or "", Access.RO, allow.placeholder or "")]
    # a merge key that other releases read otherwise: the values are written out where that loses no more than it
    merged = {path[1] for path in source.decoded.overruled if path[0] == "mounts" and len(path) > 1}
    kept: dict[int, Allowed] = {}
    owners, taken = Owners(wanted), MountPoints(entry.typed for entry in wanted)
    for number, mount in enumerate(present):
        if number in merged and not mount.mount_point:
            continue
        entry = _allowing(host, mount, owners, around)
        if entry is None or not (_own(source, number, mount) or _is_itself(host, mount, entry, around)):
            continue
        if _led_from(host, mount, allow, around) is not None:
            continue  # the guest could put a link in its place, which the next start would follow
        key = _key(mount, rules, around)
        if taken.meets(key, but=entry.typed):
            continue
        if _real(host, mount, around) != entry.path and key.startswith(f"{entry.typed}/"):
            continue  # within the directory that is written anyway: Colima refuses the overlap
        kept[number] = entry
        taken.add(key)
    served = {id(entry) for number, entry in kept.items() if _real(host, present[number], around) == entry.path}
    new = entries_for(host, allow)
    added = [new[index] for index, entry in enumerate(wanted) if id(entry) not in served]
    stay = [
        as_allowed(_written_index(source, number), _access(present[number]), entry.access)
        for number, entry in kept.items()
    ]
    if not added and len(kept) == len(present) and not any(one.but for one in stay):
        return None
    return (*stay, *added)


def led_notes(host: Host, instance: ColimaInstance, source: Source, allow: Allowlist) -> tuple[str, ...]:
    """What to know of the user's own entries that do not stay because the guest could lead them elsewhere."""
    assert source.decoded is not None
    around = _around(host, instance)
    notes = []
    owners = Owners(allow.entries)
    for number, mount in enumerate(source.decoded.value.mounts or []):
        if _allowing(host, mount, owners, around) is not None and _own(source, number, mount):
            root = _led_from(host, mount, allow, around)
            notes += [led_note(source.path, mount.location, root)] if root is not None else []
    return tuple(notes)


def _led_from(host: Host, mount: Mount, allow: Allowlist, around: Surroundings) -> str | None:
    location = clean_path(mount.location, around).rstrip("/") or "/"
    return root_on_the_way(host, location, allow.writable)


def _around(host: Host, instance: ColimaInstance) -> Surroundings:
    return Surroundings(host.home, lambda name: host.env(name) or "", "", layout.lima_id(instance.short))


def _allowing(host: Host, mount: Mount, owners: Owners, around: Surroundings) -> Allowed | None:
    """The allowed directory within which a mount lies; ``None`` for what must not stay."""
    real = _real(host, mount, around)
    if real is None or any(_misread(path, around) for path in (mount.location, mount.mount_point) if path):
        return None
    return owners.of(real)


def _access(mount: Mount) -> Access:
    return Access.RW if mount.writable else Access.RO


def _misread(path: str, around: Surroundings) -> bool:
    """Whether the path says another thing than it seems to, somewhere on the way to the guest."""
    if "$" in path:
        return True
    try:
        return unshareable(clean_path(path, around)) is not None
    except PathRefused:
        return True


def _real(host: Host, mount: Mount, around: Surroundings) -> str | None:
    try:
        path = clean_path(mount.location, around)
    except PathRefused:
        return None
    return host.realpath(path.rstrip("/") or "/") if path else None


def _key(mount: Mount, rules: Rules, around: Surroundings) -> str:
    try:
        return clean_path((rules.overlap_by_mount_point and mount.mount_point) or mount.location, around)
    except PathRefused:
        return "/"


def _is_itself(host: Host, mount: Mount, entry: Allowed, around: Surroundings) -> bool:
    """Whether a mount shares an allowed directory where a lock would share it, in whatever spelling and access."""
    return _real(host, mount, around) == entry.path == entry.typed


def _own(source: Source, number: int, mount: Mount) -> bool:
    """Whether a mount carries a mount point, an option or a comment of its own."""
    if mount.mount_point:
        return True
    node = source.decoded.nodes.get(("mounts", number)) if source.decoded else None
    return node is not None and source.data is not None and is_own(source.data, node)


def _written_index(source: Source, number: int) -> int:
    """Which element of the written list a decoded mount is: Colima's decoder drops null elements."""
    assert source.decoded is not None
    element, listed = (source.decoded.nodes.get(path) for path in (("mounts", number), ("mounts",)))
    while listed is not None and listed.kind == "alias":
        listed = listed.target
    if listed is None or element is None:
        return number
    return next((index for index, item in enumerate(listed.items) if item is element), number)
