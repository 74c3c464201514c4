"""What is to be said of what lies beside an instance's own files: a file of its last start, and the programs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from colima_guard.backends import table
from colima_guard.backends.interface import Backend
from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.reach import Reach
from colima_guard.model.share import Exposure, Place
from colima_guard.model.verdict import Judgement, judge
from colima_guard.policy.load import Policy


def wider_behind(behind: Exposure | None, judgements: Sequence[Judgement], policy: Policy) -> Finding | None:
    """What a generated file would share that is neither allowed nor among what the next start shares anyway."""
    if behind is None:
        return None
    remedy = "colima-guard lock"
    judged = judge(behind, policy.allow)
    told = Reach(share for one in judgements for share in one.exposure.shares)
    for share, fine in zip(behind.shares, judged.allowed, strict=True):
        if not (fine or told.covers(share)):
            what = f"{share.location} ({share.access.value})" if share.location else "what has no path that can be told"
            message = f"a bare `{behind.way}` would share {what}, as the file that its last start generated has it"
            return Finding("CG314", message, remedy, share.place)
    if behind.unknown is not None:
        message = f"what a bare `{behind.way}` would share cannot be told: {behind.unknown}"
        return Finding("CG314", message, remedy)
    return None


def planted_findings(host: Host, backend: Backend) -> Iterator[Finding]:
    """Programs of a backend that a VM may write: what runs in it decides then what they do, with the user's rights."""
    for command in table.row(backend.name).programs:
        if (path := host.planted(command)) is not None:
            message = f"`{command}` is {path}, which VMs may write: it is not run here"
            yield Finding("CG315", message, f"take {os.path.dirname(path)} off PATH", Place(path))
