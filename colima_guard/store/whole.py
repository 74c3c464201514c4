"""A file that is no change of anybody's, put in its place whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress

from colima_guard.host.machine import Host
from colima_guard.store import disk


def put(host: Host, directory: disk.Directory, name: str, data: bytes, last_look: Callable[[], None]) -> None:
    """Writes a file (0600) in the place of what lies there. Its name is not made to last: ``directory.sync``.

    ``last_look`` is called before the new one takes its place, and may raise. What a killed run of the same file has
    left goes. Raises ``OSError``; then what lay there is as it was. One process writes a file once at a time.
    """
    begins = f".colima-guard-{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}."
    _sweep(host, directory, begins)
    # by its number a later run knows whether this one still is at it
    temporary = f"{begins}{os.getpid()}.{secrets.token_hex(4)}.tmp"
    new = directory.open(temporary, disk.CREATE)
    try:
        try:
            disk.write_all(new, data)
            disk.sync(new)
        finally:
            disk.close(new)
        last_look()
        directory.rename(temporary, name)
    except BaseException:
        with suppress(OSError):
            directory.unlink(temporary)
        raise


def _sweep(host: Host, directory: disk.Directory, begins: str) -> None:
    """Removes what runs have left that are no more; what is not clearly theirs stays."""
    named = re.compile(re.escape(begins) + r"([0-9]{1,10})\.[0-9a-f]{8}\.tmp")
    with suppress(OSError):  # a directory that may be written and not listed
        for name in directory.names():
            found = named.fullmatch(name)
            if found is None or _is_at_it(host, int(found[1])):
                continue
            with suppress(OSError):
                left = directory.lstat(name)
                if stat.S_ISREG(left.st_mode) and left.st_nlink == 1 and _is_own(left):
                    directory.unlink(name)


def _is_at_it(host: Host, pid: int) -> bool:
    # one of our own number is of a process that was before this one
    return pid != os.getpid() and host.alive(pid)


def _is_own(found: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
