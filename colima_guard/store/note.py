"""A small note beside the journal that is no change of anybody's file: written whole, read whole, or not there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from colima_guard.host.machine import Host
from colima_guard.store import disk, private, whole
from colima_guard.store import one_writer as lock
from colima_guard.store.carry_out import refusal


def recall(host: Host, state_dir: str, name: str) -> bytes | None:
    """What was noted under a name, ``None`` where nothing was. Raises ``GuardError`` where it cannot be read."""
    return host.read(os.path.join(state_dir, name))


def remember(host: Host, state_dir: str, name: str, data: bytes | None) -> None:
    """Notes ``data`` under a name, atomically and for us alone; ``None`` forgets it. Raises ``GuardError``."""
    if data is None and disk.lstat(os.path.join(state_dir, name)) is None:
        return
    try:
        private.make_directory(host, state_dir)
        with lock.locked(host, state_dir, ("note", name)), disk.Directory(os.path.realpath(state_dir)) as directory:
            if data is None:
                directory.unlink(name)
            else:
                whole.put(host, directory, name, data, lambda: None)
            directory.sync()
    except OSError as error:
        raise refusal(error) from error


def remember_table(host: Host, state_dir: str, name: str, kept: Mapping[str, Any]) -> None:
    """Notes this by key in place of what was; an empty one is forgotten. Raises ``GuardError``."""
    import json

    remember(host, state_dir, name, json.dumps(kept).encode("utf-8") if kept else None)
