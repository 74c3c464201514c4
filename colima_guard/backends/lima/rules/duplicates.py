"""Entries of a template with one mount point (or location) become one (embed.go combineMounts)."""

from __future__ import annotations

from typing import Any

from colima_guard.backends.lima.rules.file import Mount
from colima_guard.formats.golang.types import replaced
from colima_guard.model.share import Place

Listed = tuple[Mount, Place]


def combine(listed: list[Listed]) -> tuple[list[Mount], list[Place | None]]:
    """embed.go combineMounts: one entry a mount point, the first one's fields first; ``*`` fills in all before it."""
    kept: list[Mount] = []
    places: list[Place | None] = []
    keys: dict[str, int] = {}
    for mount, place in listed:
        key = mount.mount_point if mount.mount_point is not None else mount.location
        if key == "*":
            targets = list(range(len(kept)))
        elif key in keys:
            targets = [keys[key]]
        else:
            if key:
                keys[key] = len(kept)
            kept.append(mount)
            places.append(place)
            continue
        for target in targets:
            kept[target] = _fill(kept[target], mount)
    return kept, places


def _fill(mount: Mount, other: Mount) -> Mount:
    """An entry with the fields of a later one where it has none itself; its location stays."""
    update: dict[str, Any] = {}
    for name in ("mount_point", "writable"):
        if getattr(mount, name) is None:
            update[name] = getattr(other, name)
    for name, inside in (("sshfs", "follow_symlinks"), ("nine_p", "msize")):
        inner = getattr(mount, name)
        if getattr(inner, inside) is None:
            update[name] = replaced(inner, **{inside: getattr(getattr(other, name), inside)})
    return replaced(mount, **update)
