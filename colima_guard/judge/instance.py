"""One instance judged: every way in which it can start next, what runs now, and every concern, folded to a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from colima_guard.backends import abilities
from colima_guard.backends.interface import Backend
from colima_guard.host.machine import Host
from colima_guard.judge.accepted import concerns_without, in_force, judgement_without, marked
from colima_guard.judge.decisive_files import DecisiveFiles
from colima_guard.judge.findings import left_behind, mounts, placeholder, release, running, self_unlock, shares
from colima_guard.judge.reach import Secrets, within_reach
from colima_guard.judge.row import Row
from colima_guard.model.allowlist import Allowlist
from colima_guard.model.bug import to_report
from colima_guard.model.instance import Instance
from colima_guard.model.mount import MountTable
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.policy import Accepted, Policy
from colima_guard.model.release import HEAD
from colima_guard.model.share import Exposure, Share
from colima_guard.model.verdict import Concern, Judgement, Verdict, judge, worst
from colima_guard.policy.grounds import Grounds

if TYPE_CHECKING:
    from colima_guard.judge.findings.hard_links import SecondNames
    from colima_guard.model.proof import LastProof


class Facts(NamedTuple):
    """What of the machine counts for every instance."""

    secrets: Secrets
    #: the real places of all that is worth protecting and there, programs and start-up files too
    private: Sequence[str]
    grounds: Grounds
    decisive: DecisiveFiles
    #: where it is asked for
    second: SecondNames | None = None


class Ways(NamedTuple):
    """The ways in which an instance shares: each in which it can start next, and what runs now."""

    starts: tuple[Judgement, ...]
    #: the worst of them that is not accepted: that has to be shown
    shown: Judgement
    #: what a running one has attached, or why that cannot be told; ``None`` where it does not run
    now: Exposure | None
    #: the judgement of that, where it can be told
    attached: Judgement | None

    @property
    def judged(self) -> tuple[Judgement, ...]:
        return self.starts if self.attached is None else (*self.starts, self.attached)

    @property
    def shares(self) -> tuple[Share, ...]:
        return tuple(share for judgement in self.judged for share in judgement.exposure.shares)


def fold(judgements: Iterable[Judgement], concerns: Iterable[Concern]) -> Verdict:
    """The verdict of an instance: that of its worst way, and no better than any concern lets it be."""
    return max((worst(one.verdict for one in judgements), *(one.at_best for one in concerns)))


def row(
    host: Host, backend: Backend, instance: Instance, policy: Policy, facts: Facts, more: Sequence[Concern] = ()
) -> Row:
    """One instance with its verdict. ``more`` are the concerns that its backend's programs give."""
    policy = policy.of(instance.name)
    accepted = in_force(host, policy)
    ways = _ways(host, backend, instance, policy, accepted)
    table = host.mounts({share.real for share in ways.shares if share.real is not None})
    concerns = list(_concerns(host, backend, instance, policy, facts, ways, table, some_accepted=bool(accepted)))
    if _counted(ways, concerns, accepted) <= Verdict.SOFT:  # one that is open has its own to mend first
        behind = abilities.left_behind(backend, host, instance)
        concerns = [*left_behind.concerns(behind, ways.starts, policy.allow), *concerns]
    proof = _last_proof(host, instance, policy) if instance.running else None
    concerns = [*more, *running.disproved(host, proof), *concerns]
    reached = within_reach(
        host, table, facts.secrets, [*ways.shown.exposure.shares, *(ways.now.shares if ways.now else ())]
    )
    return Row(
        instance,
        ways.starts,
        ways.shown,
        ways.attached,
        fold(ways.judged, concerns),
        tuple(marked(policy, [concern.finding for concern in concerns], accepted)),
        reached,
        _counted(ways, concerns, accepted),
        proof,
    )


def _last_proof(host: Host, instance: Instance, policy: Policy) -> LastProof | None:
    from colima_guard.store import proofs

    return proofs.last(host, instance, policy.allow)


def unjudged(instance: Instance, bug: Exception, more: Sequence[Concern] = ()) -> Row:
    """An instance that a mistake of ours keeps from being judged: it may see anything."""
    judged = judge(Exposure("start", instance.release or HEAD, (), unknown=to_report(bug)), Allowlist())
    verdict = fold((judged,), more)
    return Row(instance, (judged,), judged, None, verdict, tuple(concern.finding for concern in more), (), verdict)


def _counted(ways: Ways, concerns: Sequence[Concern], accepted: Sequence[Accepted]) -> Verdict:
    """The verdict without what is accepted."""
    remaining = [judgement_without(way, accepted) for way in ways.judged]
    return fold(remaining, concerns_without(concerns, accepted))


def _ways(host: Host, backend: Backend, instance: Instance, policy: Policy, accepted: Sequence[Accepted]) -> Ways:
    exposures = backend.exposures(host, instance, every_class=False)
    starts = tuple(judge(exposure, policy.allow, confine=policy.confine) for exposure in exposures)
    shown = max(starts, key=lambda start: (judgement_without(start, accepted).verdict, start.verdict))
    now = abilities.running(backend, host, instance, exposures)
    attached = None
    if now is not None and now.unknown is None:
        attached = judge(now, policy.allow, confine=policy.confine)
    return Ways(starts, shown, now, attached)


def _concerns(
    host: Host,
    backend: Backend,
    instance: Instance,
    policy: Policy,
    facts: Facts,
    ways: Ways,
    table: MountTable,
    *,
    some_accepted: bool,
) -> Iterator[Concern]:
    """Every concern, as it is shown: what the directories themselves say before what the files do."""
    allow, judged = policy.allow, ways.judged
    yield from placeholder.concerns(host, allow, ways.shown)
    yield from mounts.concerns(host, table, judged, allow, facts.private, accepted=some_accepted)
    deciding = self_unlock.Deciding(host, table, facts.grounds, facts.decisive, instance, policy)
    yield from self_unlock.concerns(deciding, judged, accepted=some_accepted)
    if facts.second is not None:
        from colima_guard.judge.findings import hard_links

        yield from hard_links.concerns(facts.second, judged, allow, accepted=some_accepted)
    yield from shares.concerns(ways.shown, instance, policy)
    yield from running.concerns(host, instance, ways.shown, ways.now, ways.attached, allow)
    yield from release.concerns(host, backend, instance, allow)
    for finding in instance.findings:
        yield Concern(finding, Verdict.SOFT if finding.kind.soft else Verdict.LOCKED)
