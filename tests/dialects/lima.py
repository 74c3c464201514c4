"""Lima's readers and ours on random texts, until the time is over: ``python -m tests.dialects.lima MINUTES [SEED]``.

Ends with 1 at the first text that one of them reads otherwise than we say without a doubt.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from colima_guard.backends.lima.rules.file import LimaFile, Mount
from colima_guard.backends.lima.rules.source import parse
from tests.dialects.lima_texts import text
from tests.dialects.readers import GOCCY, Reader, reader

_DECIDING = ("mountType", "vmType", "os", "arch", "plain")


@dataclass
class Found:
    texts: int = 0
    #: that all releases read alike, and how many of them are in doubt
    alike: int = 0
    doubtful: int = 0
    #: the first text that is read otherwise, and how
    differs: tuple[bytes, str] | None = None

    def __str__(self) -> str:
        counts = (
            f"{self.texts} texts, {self.alike} of them read alike by all releases, {self.doubtful} of these in doubt"
        )
        return counts if self.differs is None else f"{counts}\n{self.differs[0]!r}\n{self.differs[1]}"


def compare(random: Random, lima: Sequence[Reader], goes_on: Callable[[int], bool]) -> Found:
    """Compares random texts while ``goes_on`` with their number, or until one differs."""
    found = Found()
    while goes_on(found.texts):
        data = text(random)
        found.texts += 1
        if (why := difference(data, lima)) is not None:
            found.differs = data, why
            break
        if "*" not in data.decode() and is_alike(data, lima):
            found.alike += 1
            source = parse("", data).source
            found.doubtful += source is None or source.loaded.doubt is not None
    return found


def difference(data: bytes, lima: Sequence[Reader]) -> str | None:
    """How a release reads a text otherwise than we say, ``None`` where none does. A doubt is no difference."""
    source = parse("", data).source
    if source is None or source.loaded.doubt is not None:
        return None
    ours = deciding(source.loaded.value)
    for dialect, one in zip(GOCCY, lima, strict=True):
        answer = one.read(data)
        if answer.error and source.loaded.null:
            continue  # later releases of Lima refuse it, and validate.py says so
        if answer.error:
            return f"{dialect}: {answer.error}, and we say that it loads"
        theirs = _theirs(answer.value)
        if theirs != ours:
            return f"{dialect}: {theirs}, and we have {ours}"
    return None


def is_alike(data: bytes, lima: Sequence[Reader]) -> bool:
    """Whether all releases load a text, and as the same."""
    return as_read(data, lima) is not None


def as_read(data: bytes, lima: Sequence[Reader]) -> list[Any] | None:
    """What all releases read in a text that decides about shares; ``None`` where they do not agree, or one refuses."""
    answers = [one.read(data) for one in lima]
    if any(answer.error for answer in answers):
        return None
    values = [_theirs(answer.value) for answer in answers]
    return values[0] if all(value == values[0] for value in values) else None


def _theirs(value: dict[str, Any]) -> list[Any]:
    mounts = [
        [
            *(mount[key] for key in ("location", "mountPoint", "writable")),
            mount["sshfs"]["followSymlinks"],
            mount["9p"]["msize"],
        ]
        for mount in value["mounts"] or []
    ]
    return [mounts, *(value[key] for key in _DECIDING)]


def deciding(value: LimaFile) -> list[Any]:
    """What we read that decides about shares."""
    mounts = [_fields(mount) for mount in value.mounts or []]
    return [mounts, value.mount_type, value.vm_type, value.os, value.arch, value.plain]


def _fields(mount: Mount) -> list[Any]:
    follows, msize = mount.sshfs.follow_symlinks, mount.nine_p.msize
    return [mount.location, mount.mount_point, mount.writable, follows, msize]


def main(minutes: str, seed: str = "0") -> int:
    stop = time.monotonic() + 60 * float(minutes)
    readers = [reader(dialect) for dialect in GOCCY]
    found = compare(Random(int(seed) or time.time_ns()), readers, lambda _: time.monotonic() < stop)
    print(found)
    return int(found.differs is not None)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
