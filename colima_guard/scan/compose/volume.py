"""The short syntax of volumes and devices (compose-go v2.16.1, ``format/volume.go`` and ``transform/device.go``)."""

from __future__ import annotations

from colima_guard.model.named_tuple import NamedTuple
from colima_guard.scan.short_volume import PROPAGATIONS, is_drive, is_path

_END = "\0"


class Volume(NamedTuple):
    """A volume in short syntax, its target as it is written.

    ``problem`` is why Compose refuses it; the rest is what it says all the same.
    """

    source: str = ""
    target: str = ""
    read_only: bool = False
    propagation: str = ""
    selinux: str = ""
    problem: str | None = None

    @property
    def is_bind(self) -> bool:
        """Whether the source is a path: it starts with ``.``, ``/``, ``~``, two backslashes or a drive."""
        return is_path(self.source)


def parse_volume(spec: str) -> Volume:
    """A volume's parts: split at colons outside ``${}`` and behind no drive. Options that mean nothing are ignored."""
    if not spec:
        return Volume(problem="invalid empty volume spec")
    if len(spec.encode("utf-8", "surrogateescape")) <= 2:
        return Volume(target=spec)
    volume = Volume()
    part = ""
    nested = 0
    for index, char in enumerate(spec + _END):
        if char == "$" and spec[index + 1 : index + 2] == "{":
            nested += 1
        elif char == "}" and nested:
            nested -= 1
        elif not is_drive(part, char) and char in (":", _END) and not nested:
            volume = _with_part(volume, part, char)
            if volume.problem:
                return volume._replace(problem=f"invalid spec: {spec}: {volume.problem}")
            part = ""
            continue
        part += char
    return volume


def _with_part(volume: Volume, part: str, char: str) -> Volume:
    if not part:
        return volume._replace(problem="empty section between colons")
    if not volume.source:
        return volume._replace(target=part) if char == _END else volume._replace(source=part)
    if not volume.target:
        return volume._replace(target=part)
    if char == ":":
        return volume._replace(problem="too many colons")
    for option in part.split(","):
        if option in ("ro", "rw"):
            volume = volume._replace(read_only=option == "ro")
        elif option in PROPAGATIONS:
            volume = volume._replace(propagation=option)
        elif option in ("z", "Z"):
            volume = volume._replace(selinux=option)
    return volume


class Device(NamedTuple):
    """A device in short syntax."""

    source: str
    target: str
    permissions: str


def parse_device(spec: str) -> Device:
    """``SOURCE[:TARGET[:PERMISSIONS]]``. Raises ``ValueError`` for more parts."""
    parts = spec.split(":")
    if len(parts) > 3:
        raise ValueError(f"confusing device mapping, please use long syntax: {spec}")
    source, target, permissions = (*parts, "", "")[:3] if len(parts) < 3 else parts
    return Device(source, target or source, permissions if len(parts) == 3 else "rwm")
