"""Paths that something between the host and the guest misreads: Colima, Lima, QEMU's options, or the guest's fstab."""

from __future__ import annotations

import re

from colima_guard.model.paths import DRIVE

#: what Colima, Lima, QEMU's option syntax and a guest's fstab all take without quoting (specs of each, and
#: Colima's refusal of blanks after 0.10.3)
_SHAREABLE = re.compile(
    r"/[^\s,$~:\"'`\\{}\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]*\Z"
)
#: what no name of Windows holds, and a blank or dot at the end of one, which it drops
_NO_NAME = re.compile(r"[\x00-\x1f<>\"|?*]|[ .](?=[\\/]|\Z)|(?<!\A.):")


def unshareable(path: str) -> str | None:
    """Why some VM program on the way cannot take this absolute path as it is, ``None`` when all can."""
    if _SHAREABLE.match(path):
        return None
    if DRIVE.match(path):
        return "it holds what no name of Windows can" if _NO_NAME.search(path) else None
    for char in path:
        if not _SHAREABLE.match("/" + char) and char != "/":
            shown = "a blank" if char == " " else repr(char)
            return f"it holds {shown}, which Colima, Lima, QEMU or the guest's fstab would misread"
    return "it is not an absolute path"
