"""What is noted by key beside the journal. Reading it is all that a `check` does, so nothing that writes is loaded."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import Any

from colima_guard.host.machine import Host
from colima_guard.host.own_files import state_dir
from colima_guard.host.values import Unreadable


def table(host: Host, name: str) -> dict[str, Any]:
    """What was noted under a name, by key; nothing where the note is damaged, or cannot be read."""
    with suppress(ValueError, Unreadable, RecursionError):
        found = json.loads(host.read(os.path.join(state_dir(host), name)) or b"{}")
        if isinstance(found, dict):
            return found
    return {}
