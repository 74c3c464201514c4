"""What each container of engines reaches of the host."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.host.machine import Host
from colima_guard.host.secret_files import secret_places
from colima_guard.judge.reach import secrets_among
from colima_guard.scan.engine.values import Engine
from colima_guard.scan.machine import Machine
from colima_guard.scan.machines import machine_of
from colima_guard.scan.reach import Reached, blast, reached


def reached_by_id(host: Host, engines: Sequence[Engine], machines: Sequence[Machine]) -> Iterator[tuple[str, Reached]]:
    """Pairs of the id of a container and what it reaches, today and after a lock."""
    if not engines:
        return
    secrets = secrets_among(place for place in host.once(secret_places) if place.present)
    for engine in engines:
        machine = machine_of(machines, engine.instance)
        whole = blast(host, machine, secrets)
        yield from ((one.id, reached(host, machine, one, whole)) for one in engine.containers)
