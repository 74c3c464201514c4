"""``SOURCE[:TARGET[:OPTIONS]]`` as Podman takes it apart (pkg/machine/vmconfigs/volumes*.go, 5.8.2)."""

from __future__ import annotations

import posixpath
import re

from colima_guard.host.values import Platform
from colima_guard.model.named_tuple import NamedTuple

#: `C` of `C:\x`, with or without the prefix of a device path
_DRIVE = re.compile(r"(?:\\\\[.?]\\)?[a-zA-Z]\Z")
#: what must not be mounted on, as it is itself
GUARDED = frozenset(
    f"/{name}"
    for name in ("bin", "boot", "dev", "etc", "home", "proc", "root", "run", "sbin", "sys", "tmp", "usr", "var")
)


class Volume(NamedTuple):
    """A directory of the host, where it stands in the guest, and whether it was asked for read-only."""

    source: str
    target: str
    read_only: bool


def parse(text: str, platform: Platform) -> Volume:
    """A volume. Nothing is refused: what is no option is only printed."""
    parts = _parts(text, platform)
    target = parts[1] if len(parts) > 1 else _same(parts[0], platform)
    read_only = False
    for option in parts[2].split(",") if len(parts) > 2 else ():
        if option in ("rw", "ro"):
            read_only = option == "ro"
    return Volume(parts[0], target, read_only)


def _parts(text: str, platform: Platform) -> list[str]:
    parts = text.split(":", 2)
    if platform == "windows" and len(parts) > 1 and _DRIVE.match(parts[0]):
        parts = text.split(":", 3)
        return [f"{parts[0]}:{parts[1]}", *parts[2:]]
    return parts


def _same(source: str, platform: Platform) -> str:
    """Where a directory stands in the guest of which nothing is said."""
    if platform != "windows":
        return source
    target = source.replace("\\", "/").replace(":", "/")
    if target.startswith(("//./", "//?/")):
        target = target[4:]
    return re.sub("//+", "/", f"/{target}")


def guarded(target: str) -> str | None:
    """The directory of the guest that must not be mounted on, ``None`` where this is none."""
    cleaned = posixpath.normpath(target) if target else "."
    cleaned = "/" + cleaned.lstrip("/") if cleaned.startswith("/") else cleaned
    return cleaned if cleaned in GUARDED else None
