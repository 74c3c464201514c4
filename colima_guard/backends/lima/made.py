"""Whether an instance was ever made, and by which release of Lima: what stands in its directory says it."""

from __future__ import annotations

import posixpath

from colima_guard.backends.lima.releases import NEWEST
from colima_guard.host.machine import Host

_TRACES = ("ha.stderr.log", "disk", "diffdisk", "cidata.iso", "ha.stdout.log", "vz-identifier", "image", "basedisk")


def is_made(host: Host, directory: str) -> bool:
    """Whether more than a ``lima.yaml`` is there (limayaml.IsExistingInstanceDir)."""
    paths = (posixpath.join(directory, name) for name in _TRACES)
    return any(host.look(path) is not None or host.is_link(path) for path in paths)


def created_by(host: Host, directory: str, *, made: bool) -> str | None:
    """What Lima takes for the release that created an instance (limayaml.ExistingLimaVersion). Raises."""
    if not made:
        return NEWEST.name
    version = host.read(posixpath.join(directory, "lima-version"))
    return None if version is None else version.decode("utf-8", "replace").strip()
