"""The tag under which Lima attaches a share: it proves which directory is meant (limayaml.MountTag)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from colima_guard.backends.lima.releases import CLASSES


def tag(location: str, mount_point: str, separator: str) -> str:
    """The tag of a share; ``separator`` as the release has it (``Rules.tag_separator``)."""
    text = f"{location}{separator}{mount_point}".encode("utf-8", "surrogateescape")
    return "lima-" + hashlib.sha256(text).hexdigest()[:16]


def is_numbered(name: str) -> bool:
    """Whether it is one of the tags before 2.1, ``mount0`` and so on, which say nothing of the paths."""
    return name.startswith("mount") and name[5:].isdigit()


def proves(name: str, location: str, mount_point: str) -> bool:
    """Whether this is the tag of that share, at any release that has such tags."""
    separators = {row.tag_separator for row in CLASSES if row.tag_separator is not None}
    return any(tag(location, mount_point, separator) == name for separator in separators)


def share_of(name: str, candidates: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The (location, mount point) among these that a tag is the tag of."""
    return next((pair for pair in candidates if proves(name, *pair)), None)
