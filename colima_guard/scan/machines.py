"""The instances of a survey as machines that engines run on, with the mount points by which their containers know a
share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from colima_guard.judge.row import Row, Survey
from colima_guard.model.paths import DRIVE
from colima_guard.model.share import Share
from colima_guard.scan.machine import Machine

#: of this machine itself: an engine without a VM
HERE = Machine("", ())
#: where Docker Desktop's VM has a share beside its own name (docker/for-mac, docker/for-win, desktop-linux)
_DESKTOP = ("/host_mnt", "/run/host_mnt", "/run/desktop/mnt/host")
_DRIVES = ("/run/desktop/mnt/host", "/mnt/host", "/mnt", "/host_mnt")


def machines(survey: Survey, after: Survey | None = None) -> tuple[Machine, ...]:
    """Every instance with what it shows today, and ``after`` a lock where one is planned; in the survey's order."""
    planned = {} if after is None else {row.instance.name: row for row in after.rows}
    return tuple(_machine(row, planned.get(row.instance.name)) for row in survey.rows)


def machine_of(there: Iterable[Machine], instance: str) -> Machine:
    """The machine of an instance; this one itself without a name. One that is not among them cannot be told of."""
    if not instance:
        return HERE
    unknown = Machine(instance, (), None, "it was not looked at")
    return next((machine for machine in there if machine.name == instance), unknown)


def _machine(row: Row, planned: Row | None) -> Machine:
    exposure = row.now.exposure if row.now is not None else row.shown.exposure
    unknown = exposure.unknown
    if unknown is None and row.now is None and row.restart_needed:
        unknown = "it runs with the shares of an older start"
    name = row.instance.name
    after = None if planned is None or planned.shown.exposure.unknown else planned.shown.exposure.shares
    wide = tuple(known_by(row.instance.backend, exposure.shares))
    return Machine(name, wide, None if after is None else tuple(known_by(row.instance.backend, after)), unknown)


def known_by(backend: str, shares: Iterable[Share]) -> Iterator[Share]:
    """The shares, each once for every path at which the VM has it."""
    for share in shares:
        if backend != "docker-desktop" or share.location is None:
            yield share
            continue
        if DRIVE.match(share.location):  # its own mount point stands for that of every drive
            rest = share.location[2:].replace("\\", "/").rstrip("/")
            points = [f"{point}/{share.location[0].lower()}{rest}" for point in _DRIVES]
        else:
            points = [f"{point}{share.location.rstrip('/')}" for point in _DESKTOP]
        yield from (share._replace(mount_point=point) for point in (share.location, *points))
