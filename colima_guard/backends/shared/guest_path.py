"""Paths that something between the host and the guest misreads: Colima, Lima, QEMU's options, or the guest's fstab."""

from __future__ import annotations

import re

from colima_guard.model.paths import DRIVE

#: characters that nobody sees, and those that no text carries
_HIDDEN = r"\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
#: what Colima, Lima, QEMU's option syntax and a guest's fstab all take without quoting (specs of each, and
#: Colima's refusal of blanks after 0.10.3)
_SHAREABLE = rf"/[^\s,$~:\"'`\\{{}}{_HIDDEN}]*\Z"
#: what a text takes that is quoted
_PLAIN = rf"/[^{_HIDDEN}]*\Z"
#: what no name of Windows holds, and a blank or dot at the end of one, which it drops
_NO_NAME = r"[\x00-\x1f<>\"|?*]|[ .](?=[\\/]|\Z)|(?<!\A.):"


def unshareable(path: str) -> str | None:
    """Why Colima, Lima, QEMU or a guest's fstab cannot take this absolute path as it is, ``None`` when all can."""
    return _misread(path, _SHAREABLE, "which Colima, Lima, QEMU or the VM's fstab would misread")


def unprintable(path: str) -> str | None:
    """Why no settings file should hold this absolute path, in quotes or without; ``None`` when it may."""
    return _misread(path, _PLAIN, "which cannot be seen")


def _misread(path: str, fine: str, why: str) -> str | None:
    if re.match(fine, path):
        return None
    if DRIVE.match(path):
        return "it holds what no name of Windows can" if re.search(_NO_NAME, path) else None
    for char in path:
        if not re.match(fine, "/" + char) and char != "/":
            shown = "a blank" if char == " " else repr(char)
            return f"it holds {shown}, {why}"
    return "it is not an absolute path"
