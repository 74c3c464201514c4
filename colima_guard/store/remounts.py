"""Shares that a proof has mounted writable in a VM, noted until they are read-only again.

A killed proof leaves one behind, which is the VM's own matter and nothing that the host could see: the next proof of
the instance has to know of it.
"""

from __future__ import annotations

from contextlib import suppress

from colima_guard.host.machine import Host
from colima_guard.host.own_files import state_dir
from colima_guard.model.instance import Instance
from colima_guard.store import note
from colima_guard.store.noted import table

_NOTE = "remounts"


def remember(host: Host, instance: Instance, point: str) -> None:
    """Notes a mount point of this run of an instance. Raises ``GuardError``."""
    points = [*dict.fromkeys((*of(host, instance), point))]
    kept = {**table(host, _NOTE), instance.name: {"since": instance.since_ns, "points": points}}
    note.remember_table(host, state_dir(host), _NOTE, kept)


def forget(host: Host, instance: Instance, point: str) -> None:
    """Forgets a mount point, and those of an earlier run of the instance. Raises ``GuardError``."""
    kept = table(host, _NOTE)
    if instance.name not in kept:
        return
    points = [one for one in of(host, instance) if one != point]
    del kept[instance.name]
    if points:
        kept[instance.name] = {"since": instance.since_ns, "points": points}
    note.remember_table(host, state_dir(host), _NOTE, kept)


def of(host: Host, instance: Instance) -> tuple[str, ...]:
    """The mount points that were left in this run of an instance; a VM that was started anew has mounted them anew."""
    with suppress(TypeError, LookupError):
        found = table(host, _NOTE)[instance.name]
        if found["since"] == instance.since_ns:
            return tuple(str(point) for point in found["points"])
    return ()
