"""What a running VM has beside what its files say now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.reach import Reach
from colima_guard.model.share import Exposure, Place, Share
from colima_guard.model.verdict import Concern, Judgement, Verdict, judge

if TYPE_CHECKING:
    from colima_guard.model.proof import LastProof


def concerns(
    host: Host, instance: Instance, shown: Judgement, now: Exposure | None, attached: Judgement | None, allow: Allowlist
) -> Iterator[Concern]:
    """What to know of a running VM. ``attached`` is the judgement of what it has ``now``, where that can be told."""
    since = ago(host.now() - instance.since) if instance.since else None
    if attached is not None:
        yield from _wider(shown, attached.exposure.shares, f"attached {since or 'at its start'}")
        return
    if now is not None:
        yield _untold(instance, now, allow)
    if instance.running and instance.newer_file is not None:
        message = f"it still runs with the shares of {since or 'its start'}; {instance.newer_file} has changed since"
        yield Concern(Finding("CG301", message, "restart it", Place(instance.newer_file)), Verdict.UNKNOWN)
    if now is not None:
        yield from _wider(shown, now.shares, "which it was started with")


def disproved(host: Host, proof: LastProof | None) -> Iterator[Concern]:
    """What was seen in the running VM counts, whatever its files say."""
    if proof is not None and proof.disproved:
        message = f"verify disproved it {ago(host.now() - proof.at)}: {proof.why}"
        yield Concern(Finding("CG316", message, "restart it, then colima-guard verify"), Verdict.OPEN)


def _untold(instance: Instance, now: Exposure, allow: Allowlist) -> Concern:
    message = f"what the running VM sees cannot be told: {now.unknown}"
    finding = Finding("CG311", message, "restart it", Place(instance.newer_file or instance.home))
    # it may have been started with these
    return Concern(finding, judge(now._replace(unknown=None), allow).verdict if now.shares else Verdict.LOCKED)


def _wider(shown: Judgement, shares: Sequence[Share], how: str) -> Iterator[Concern]:
    told = [share for share in shown.exposure.shares if share.real is not None]
    reach, confined = Reach(told), all(share.transport.confined for share in told)
    for share in shares:
        if not reach.covers(share) or (not share.transport.confined and confined):
            shown_as = f"{share.location} ({share.access.value}, {share.transport.name})"
            yield Concern(Finding("CG310", f"it still runs with {shown_as}, {how}", "restart it", share.place))


def ago(seconds: float) -> str:
    """A span of time as a person says it: ``3 days ago``."""
    for name, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = int(seconds // length)
        if count >= 1:
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "less than a minute ago"
