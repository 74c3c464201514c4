"""The file cache of the system without what a command is about to read, as far as this can be had without being root.

What stays: pages that a process has mapped (libc, and the binary or library of the Python that runs the bench, for it
is the same), and names and inodes, which only root can have dropped.
"""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

_PROBE = 1 << 20


def why_not(directory: Path) -> str | None:
    """Why nothing that lies in a directory can be read anew, ``None`` where it can. Writes all to the disk first."""
    if not hasattr(os, "posix_fadvise"):
        return "this system has no posix_fadvise"
    import resource

    probe = directory / "probe"
    probe.write_bytes(bytes(_PROBE))
    os.sync()
    evict([probe])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_inblock
    probe.read_bytes()
    read = resource.getrusage(resource.RUSAGE_SELF).ru_inblock - before
    return None if read else f"what lies in {directory.parent} does not leave the file cache"


def evict(files: Iterable[Path]) -> None:
    """Takes files out of the cache that are on the disk; those that cannot be read are nobody's input."""
    for file in files:
        try:
            fd = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
        except OSError:
            continue
        try:
            os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(fd)


def below(directory: Path) -> Iterator[Path]:
    """Every file below a directory."""
    for here, _, found in os.walk(directory):
        yield from (Path(here, name) for name in found)


def standard_library() -> Iterator[Path]:
    """What Python brings along, without its own tests and without what was installed."""
    for name in {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}:
        for path in Path(name).iterdir():
            if path.name not in ("test", "site-packages", "dist-packages"):
                yield from below(path) if path.is_dir() else [path]
