"""Whether Docker Desktop runs: by its processes, for its engine also counts as stopped while it saves resources."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.processes import Process

#: the backend and the window, and what belongs to the window
_NAMES = re.compile(r"(?:^|[/\\])(com\.docker\.backend|Docker Desktop)(?:\.exe)?(?=\s|$)")
#: seconds: `docker desktop` calls have been seen to hang for ever (docker/for-win#14502)
_STATUS_PATIENCE = 10.0
#: what a start itself writes into the settings is not somebody's edit
STARTING = 120.0


def processes(host: Host) -> list[Process] | None:
    """Docker Desktop's processes, the backend first; ``None`` where the process list cannot be had."""
    found = host.processes()
    if found is None:
        return None
    ours = [one for one in found if _NAMES.search(one.command)]
    return sorted(ours, key=lambda one: ("com.docker.backend" not in one.command, one.pid))


def start_time(host: Host, found: Sequence[Process]) -> float | None:
    """When it was started, in seconds since 1970, by the oldest of its processes; ``None`` where that is not told."""
    times = [host.process_started(one.pid) for one in found]
    known = [time for time in times if time is not None]
    return min(known) if known and len(known) == len(times) else None


def engine_status(host: Host) -> str | None:
    """What ``docker desktop status`` says: ``running``, ``starting``, ``stopped``, ``paused``; ``None`` for no answer.

    It is about the engine: "stopped" and "paused" are also said of one that sleeps to save resources.
    """
    if host.which("docker") is None:
        return None
    try:
        done = host.run(["docker", "desktop", "status", "--format", "json"], timeout=_STATUS_PATIENCE)
        value = json.loads(done.out)
    except (GuardError, ValueError, RecursionError):
        return None
    said = value.get("Status") if isinstance(value, dict) else None
    return said.lower() if isinstance(said, str) else None


def busy_reason(host: Host) -> str | None:
    """Why its files must not be written now, ``None`` when it is down. Starts ``docker``."""
    found = processes(host)
    if found is None:
        return "whether Docker Desktop runs cannot be told: the process list cannot be read"
    if found:
        return f"Docker Desktop runs (process {found[0].pid}), and writes its own settings when it quits"
    status = engine_status(host)
    if status in ("running", "starting"):
        return f"`docker desktop status` says {status}, and it writes its own settings when it quits"
    return None
