"""Programs of a backend that a VM may write: what runs in it decides then what they do, with the user's rights."""

from __future__ import annotations

import os
from collections.abc import Iterator

from colima_guard.backends import table
from colima_guard.backends.interface import Backend
from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.share import Place
from colima_guard.model.verdict import Concern, Verdict


def concerns(host: Host, backend: Backend) -> Iterator[Concern]:
    """Each program that a shell would run from a directory where VMs may write."""
    for command in table.row(backend.name).programs:
        if (planted := host.planted_program(command)) is not None and planted.writable:
            message = f"`{command}` is {planted.path}, which a VM can write: it is not run here"
            finding = Finding("CG315", message, f"take {os.path.dirname(planted.path)} off PATH", Place(planted.path))
            yield Concern(finding, Verdict.SOFT)
