"""Colima's reader and ours on random texts, until the time is over: ``python -m tests.dialects.fuzz MINUTES [SEED]``.

Ends with 1 at the first text that we read otherwise, made as short as it still differs, or where more than one in
twenty of the texts that load are in doubt.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from colima_guard.backends.colima.profile import Profile
from colima_guard.formats.golang.yaml_v3.document import decode
from tests.dialects.compare import difference
from tests.dialects.readers import YAML_V3, Reader, reader
from tests.dialects.texts import text

MOST_DOUBT = 0.05


@dataclass
class Found:
    texts: int = 0
    loading: int = 0
    doubtful: int = 0
    #: the first text that is read otherwise, made short, and how
    differs: tuple[bytes, str] | None = None

    @property
    def too_doubtful(self) -> bool:
        return self.doubtful > MOST_DOUBT * self.loading

    def __str__(self) -> str:
        counts = f"{self.texts} texts, {self.loading} of them load in Colima, {self.doubtful} of these are in doubt"
        return counts if self.differs is None else f"{counts}\n{self.differs[0]!r}\n{self.differs[1]}"


def compare(random: Random, colima: Reader, goes_on: Callable[[int], bool]) -> Found:
    """Compares random texts while ``goes_on`` with their number, or until one differs."""
    found = Found()
    while goes_on(found.texts):
        data = text(random)
        found.texts += 1
        if colima.read(data).loads:
            found.loading += 1
            found.doubtful += decode(data, Profile).doubt is not None
        if difference(data, colima) is not None:
            short = shortened(data, lambda data: difference(data, colima) is not None)
            found.differs = short, difference(short, colima) or ""
            break
    return found


def shortened(data: bytes, wrong: Callable[[bytes], bool]) -> bytes:
    """The text with all taken out that it can lose and still be wrong."""
    size = max(len(data) // 2, 1)
    while size:
        at = 0
        while at < len(data):
            shorter = data[:at] + data[at + size :]
            if wrong(shorter):
                data = shorter
            else:
                at += size
        size //= 2
    return data


def main(minutes: str, seed: str = "0") -> int:
    stop = time.monotonic() + 60 * float(minutes)
    found = compare(Random(int(seed) or time.time_ns()), reader(YAML_V3), lambda _: time.monotonic() < stop)
    print(found)
    return int(found.differs is not None or found.too_doubtful)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
