"""``-v`` of the docker client (docker/cli, ``internal/volumespec``), and what its engine makes of it."""

from __future__ import annotations

import re

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.short_volume import PROPAGATIONS, is_drive, is_path

#: what a local volume may be called (moby, ``volume/local``: RestrictedNamePattern)
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")
_MODE_NAMES = (
    "ro rw z Z nocopy consistent cached delegated rprivate private rshared shared rslave slave "
    # podman's
    "U O noexec exec nodev dev nosuid suid bind rbind copy upperdir workdir idmap"
)
_MODES = frozenset(_MODE_NAMES.split())


class Volume(NamedTuple):
    """One volume; without a source it is one without a name. ``problem`` is why the engine refuses it."""

    source: str = ""
    target: str = ""
    read_only: bool = False
    propagation: str = ""
    problem: str | None = None

    @property
    def is_bind(self) -> bool:
        """Whether the source is a path: it starts with ``.``, ``/``, ``~``, two backslashes or a drive."""
        return is_path(self.source)


def parse_volume(spec: str) -> Volume:
    """The volume of ``[SOURCE:]TARGET[:MODES]``; a colon behind a drive's letter parts nothing."""
    parts = _parts(spec)
    if len(parts) == 1:
        return Volume(target=spec, problem=None if spec else "it is empty")
    modes = ",".join(parts[2:]).split(",") if len(parts) > 2 else []
    propagation = next((mode for mode in modes if mode in PROPAGATIONS), "")
    volume = Volume(parts[0], parts[1], "ro" in modes and "rw" not in modes, propagation)
    problem = None
    if not all(parts):
        problem = "nothing stands between two of its colons"
    elif len(parts) > 3:
        problem = "it has too many colons"
    elif unknown := [mode for mode in modes if mode.partition("=")[0] not in _MODES]:
        problem = f"docker knows no mode {unknown[0]!r}"
    elif not volume.is_bind and not _NAME.fullmatch(volume.source):
        problem = f"{volume.source!r} is neither a path nor the name of a volume"
    return volume._replace(problem=problem)


def _parts(spec: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for index, char in enumerate(spec):
        if char == ":" and not is_drive(spec[start:index], char):
            parts.append(spec[start:index])
            start = index + 1
    return [*parts, spec[start:]]
