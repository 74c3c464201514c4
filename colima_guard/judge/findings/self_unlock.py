"""A VM that can unlock itself: what it sees decides what it sees at its next start, or what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colima_guard.host.links import waypoints
from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.paths import is_within
from colima_guard.model.policy import Policy
from colima_guard.model.share import Access, Share
from colima_guard.model.verdict import Concern, Judgement, Verdict, looked_into
from colima_guard.policy.grounds import Grounds

_REMEDY = "share no directory that holds it"


def concerns(
    host: Host, grounds: Grounds, instance: Instance, judgements: Sequence[Judgement], policy: Policy, *, accepted: bool
) -> Iterator[Concern]:
    """Each share through which a VM reaches the configuration of a VM system, of its own or another, or of ours.

    However the share came. What can write it opens the next start; what can read it has the SSH key of every VM there.
    """
    home = host.realpath(instance.home)
    files = [path for file in instance.files for path in waypoints(host, file)]
    said: set[str] = set()
    for real, share in looked_into(judgements, accepted=accepted):
        if real == policy.allow.placeholder:
            continue
        what = _reached(host, grounds, real, share, instance, home, files, policy)
        if what is None or what in said:
            continue
        said.add(what)
        can = "rewrite" if share.access is Access.RW else "read"
        yield Concern(Finding("CG111", f"the VM can {can} {what}", _REMEDY, share.place, real), Verdict.SOFT)


def _reached(
    host: Host,
    grounds: Grounds,
    real: str,
    share: Share,
    instance: Instance,
    home: str,
    files: Sequence[str],
    policy: Policy,
) -> str | None:
    if is_within(real, home) or any(is_within(path, real) for path in (home, *files)):
        return f"its own configuration in {instance.home}"
    ground = grounds.reached(real)
    if ground is not None:
        return ground.said
    if share.access is Access.RW:
        for file in policy.included:
            if any(is_within(path, real) for path in waypoints(host, file)):
                return f"{file}, which the policy includes"
    return None
