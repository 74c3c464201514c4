"""A VM that can unlock itself: what it sees decides what it sees at its next start, or what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.host.links import waypoints
from colima_guard.host.machine import Host
from colima_guard.judge.appearances import appearances
from colima_guard.judge.decisive_files import DecisiveFiles
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.mount import MountTable
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within
from colima_guard.model.policy import Policy
from colima_guard.model.share import Access, Share
from colima_guard.model.verdict import Concern, Judgement, Verdict, looked_into
from colima_guard.policy.grounds import Grounds

_REMEDY = "share no directory that holds it"


class Deciding(NamedTuple):
    """What decides how an instance, or another one, is started and judged."""

    host: Host
    table: MountTable
    grounds: Grounds
    decisive: DecisiveFiles
    instance: Instance
    policy: Policy


def concerns(deciding: Deciding, judgements: Sequence[Judgement], *, accepted: bool) -> Iterator[Concern]:
    """Each share through which a VM reaches the configuration of a VM system, of its own or another, or of ours.

    However the share came, and by whichever name. What can write it opens the next start; what can read it has the SSH
    key of every VM there.
    """
    said: set[str] = set()
    home = deciding.host.realpath(deciding.instance.home)
    files = [path for file in deciding.instance.files for path in waypoints(deciding.host, file)]
    for real, share in looked_into(judgements, accepted=accepted):
        if real == deciding.policy.allow.placeholder:
            continue
        elsewhere = (appearance.point for appearance in appearances(deciding.host, deciding.table, real))
        reached = (_reached(deciding, name, share, home, files) for name in (real, *elsewhere))
        what = next((one for one in reached if one is not None), None)
        if what is None or what in said:
            continue
        said.add(what)
        can = "rewrite" if share.access is Access.RW else "read"
        yield Concern(Finding("CG111", f"the VM can {can} {what}", _REMEDY, share.place, real), Verdict.SOFT)


def _reached(deciding: Deciding, real: str, share: Share, home: str, files: Sequence[str]) -> str | None:
    if is_within(real, home) or any(is_within(path, real) for path in (home, *files)):
        return f"its own configuration in {deciding.instance.home}"
    ground = deciding.grounds.reached(real)
    if ground is not None:
        return ground.said
    if share.access is not Access.RW:
        return None
    for file in deciding.policy.included:
        if any(is_within(path, real) for path in waypoints(deciding.host, file)):
            return f"{file}, which the policy includes"
    read = deciding.decisive.within(real)
    return f"{read}, by which VMs are started" if read is not None else None
