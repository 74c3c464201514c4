"""Looking at every instance and judging it: files to shares to verdict, for every command that looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from colima_guard.backends import abilities
from colima_guard.backends.interface import Backend
from colima_guard.backends.registry import backends, find
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.secret_files import catalogued
from colima_guard.judge.accepted import in_force, left, marked
from colima_guard.judge.findings.left_behind import planted_findings, wider_behind
from colima_guard.judge.findings.mounts import names, revealing
from colima_guard.judge.findings.self_unlock import unlocking
from colima_guard.judge.findings.shares import findings_of, placeholder, release_findings, running_findings
from colima_guard.model.bug import is_bug, to_report
from colima_guard.model.catalogue import State
from colima_guard.model.finding import Finding
from colima_guard.model.instance import Instance
from colima_guard.model.mount import MountTable
from colima_guard.model.reach import Reach
from colima_guard.model.release import HEAD, Release
from colima_guard.model.secrets import PRIVATE_SORTS
from colima_guard.model.share import Exposure, Share
from colima_guard.model.transport import Basis
from colima_guard.model.verdict import Judgement, Verdict, judge, worst
from colima_guard.policy.load import Policy
from colima_guard.policy.screen import Grounds

if TYPE_CHECKING:
    from colima_guard.judge.findings.hard_links import SecondNames


class Selection(NamedTuple):
    """Which instances a command looks at, and as if which releases were installed."""

    backends: tuple[str, ...] = ()
    instances: tuple[str, ...] = ()
    releases: Mapping[str, Release] = {}
    #: compare with what the VM programs themselves say
    deep: bool = False
    #: the backends of which only that is compared, where not all are
    deep_for: tuple[str, ...] = ()
    #: what is told how far a long look has come
    say: Callable[[str], None] | None = None


#: paths under the home as given, each with the real one
Secrets = Sequence[tuple[str, str]]


class Around(NamedTuple):
    """What of the machine counts for every instance."""

    secrets: Secrets
    grounds: Grounds
    #: where it is asked for
    second: SecondNames | None = None


class Row(NamedTuple):
    """One instance with its verdict."""

    instance: Instance
    #: every way in which it can start next
    judgements: tuple[Judgement, ...]
    #: the worst of them, which a table shows
    shown: Judgement
    #: what a running VM has attached; ``None`` where it does not run, or where that cannot be told
    now: Judgement | None
    verdict: Verdict
    findings: tuple[Finding, ...]
    #: existing files and directories worth protecting that it can reach, as real paths under the home as given
    within_reach: tuple[str, ...]
    #: the verdict without what the policy accepts
    counted: Verdict

    @property
    def bug(self) -> str | None:
        """A mistake of ours, for which it could not be judged."""
        why = self.shown.exposure.unknown
        return why if why is not None and is_bug(why) else None

    @property
    def next_start(self) -> Verdict:
        return self.shown.verdict

    @property
    def written(self) -> bool:
        """Whether its files are as wanted, though it must be restarted, or its transport does not confine the guest."""
        fine = (Verdict.LOCKED, Verdict.SOFT)
        if any(finding.state is State.BESIDE_THE_FILES for finding in self.findings):
            return False
        return self.counted in fine or self.next_start in fine

    @property
    def basis(self) -> Basis:
        """What the strength rests on: ``tested`` only where every transport was."""
        bases = {share.transport.basis for share in self.shown.exposure.shares}
        return Basis.TESTED if bases == {Basis.TESTED} else Basis.DOCUMENTED

    @property
    def restart_needed(self) -> bool:
        """Whether what runs is another thing than what its files say, or may be."""
        if self.now is None:
            return self.instance.running and self.instance.newer_file is not None
        return _seen(self.now.exposure) != _seen(self.shown.exposure)


class Survey(NamedTuple):
    """All rows, as a table shows them, under the policy by which they were judged."""

    policy: Policy
    rows: tuple[Row, ...]

    @property
    def ok(self) -> bool:
        """Whether every instance is locked, but for what is accepted. False where there is none to look at."""
        return bool(self.rows) and all(row.counted is Verdict.LOCKED for row in self.rows)


def survey(host: Host, policy: Policy, selection: Selection) -> Survey:
    """Looks at all selected instances. Never writes. Empty where there is nothing to look at."""
    host.distrust(policy.writable)
    with host.steady():
        return Survey(policy, tuple(_rows(host, policy, selection)))


def _rows(host: Host, policy: Policy, selection: Selection) -> list[Row]:
    rows: list[Row] = []
    around = _around(host, selection)
    for backend in backends(selection.backends):
        try:
            found = find(host, backend, selection.releases, asked_for=backend.name in selection.backends)
            instances = selected(found, selection)
        except GuardError:
            raise
        except Exception as bug:  # noqa: BLE001 - it is shown, and what other programs share is too
            rows.append(_unjudged(_unfound(host, backend), bug))
            continue
        deep = selection.deep or backend.name in selection.deep_for
        if deep:
            instances = list(abilities.ask(backend, host, instances))
        planted = list(planted_findings(host, backend))
        differ = abilities.differences(backend, host, instances) if deep else {}
        for one in instances:
            row_ = _at_best(_looked_at(host, backend, one, policy, around), Verdict.SOFT, planted)
            rows.append(_at_best(row_, Verdict.UNKNOWN, differ.get(one.name, ())))
    return rows


def _looked_at(host: Host, backend: Backend, one: Instance, policy: Policy, around: Around) -> Row:
    """One instance; ``UNKNOWN`` where a mistake of ours keeps it from being judged, for the others are there too."""
    try:
        found = row(host, backend, one, policy, around)
        return _at_best(found, Verdict.SOFT, _wider(host, backend, found, policy))
    except GuardError:
        raise
    except Exception as bug:  # noqa: BLE001 - it is shown, and the other instances are too
        return _unjudged(one, bug)


def _unfound(host: Host, backend: Backend) -> Instance:
    """Stands for whatever a backend has, where looking for it went wrong."""
    return Instance(name=f"{backend.name}/?", backend=backend.name, home=host.home)


def _unjudged(instance: Instance, bug: Exception) -> Row:
    """It may see anything."""
    why = to_report(bug)
    judged = Judgement(Exposure("start", instance.release or HEAD, (), unknown=why), Verdict.UNKNOWN, ())
    return Row(instance, (judged,), judged, None, Verdict.UNKNOWN, (), (), Verdict.UNKNOWN)


def _around(host: Host, selection: Selection) -> Around:
    secrets, grounds = existing_secrets(host), Grounds(host, backends())
    if not selection.deep:
        return Around(secrets, grounds)
    from colima_guard.judge.findings.hard_links import SecondNames

    return Around(secrets, grounds, SecondNames(host, secrets, selection.say))


def _at_best(row: Row, best: Verdict, more: Sequence[Finding]) -> Row:
    """The row as it is where there is no more to say, else with that, and its verdict no better than ``best``.

    ``UNKNOWN`` where the VM program sees the files otherwise than we do, ``SOFT`` where a VM may write that program, or
    where a file of the last start would share more.
    """
    if not more:
        return row
    verdict, counted = max(row.verdict, best), max(row.counted, best)
    return row._replace(verdict=verdict, counted=counted, findings=(*more, *row.findings))


def _wider(host: Host, backend: Backend, row: Row, policy: Policy) -> Sequence[Finding]:
    if row.counted > Verdict.SOFT:
        return ()  # an instance that is open has its own to mend first
    behind = abilities.left_behind(backend, host, row.instance)
    wider = wider_behind(behind, row.judgements, policy.of(row.instance.name))
    return () if wider is None else (wider,)


def selected(instances: Sequence[Instance], selection: Selection) -> list[Instance]:
    """The instances that ``--instance`` names, all of them without one: ``colima/work`` or just ``work``."""
    wanted = selection.instances
    return [item for item in instances if not wanted or item.name in wanted or item.name.partition("/")[2] in wanted]


def row(host: Host, backend: Backend, instance: Instance, policy: Policy, around: Around) -> Row:
    """One instance, judged by the worst way in which it can start next, and by what runs now."""
    policy = policy.of(instance.name)
    exposures = backend.exposures(host, instance, every_class=False)
    judgements = tuple(judge(exposure, policy.allow) for exposure in exposures)
    accepted = in_force(host, policy)
    # what is not accepted is what has to be shown
    shown = max(judgements, key=lambda one: (left([one], policy, accepted) if accepted else 0, one.verdict))
    now = abilities.running(backend, host, instance, exposures)
    attached = judge(now, policy.allow) if now is not None and now.unknown is None else None
    judged = [*judgements, *([attached] if attached else [])]
    shares = [share for one in judged for share in one.exposure.shares]
    table = host.mounts({share.real for share in shares if share.real is not None})
    said = list(_beside_the_files(host, around, instance, policy, judged, shown, table, accepted=bool(accepted)))
    beside = [Verdict.LOCKED, *(verdict for verdict, one in said if not any(it.covers(one) for it in accepted))]
    if attached is None and instance.running and instance.newer_file is not None:
        beside.append(Verdict.UNKNOWN)
    if now is not None and now.unknown is not None and now.shares:
        # it may have been started with these
        beside.append(judge(now._replace(unknown=None), policy.allow).verdict)
    verdict = worst([*(one.verdict for one in judged), *beside, *(verdict for verdict, _ in said)])
    counted = worst([left(judged, policy, accepted), *beside]) if accepted else verdict
    findings = [
        *(finding for _, finding in said),
        *findings_of(shown, instance, policy),
        *running_findings(host, instance, shown, now, attached),
        *release_findings(host, backend, instance, policy.allow),
        *instance.findings,
    ]
    shares = [*shown.exposure.shares, *(now.shares if now is not None else ())]
    reached = within_reach(host, table, around.secrets, shares)
    known = tuple(marked(policy, findings, accepted))
    return Row(instance, judgements, shown, attached, verdict, known, reached, counted)


def _beside_the_files(
    host: Host,
    around: Around,
    instance: Instance,
    policy: Policy,
    judged: Sequence[Judgement],
    shown: Judgement,
    table: MountTable,
    *,
    accepted: bool,
) -> Iterator[tuple[Verdict, Finding]]:
    """What the directories themselves say, whatever the files do."""
    private = [real for _, real in around.secrets]
    yield from placeholder(host, policy.allow, shown)
    yield from revealing(host, table, judged, policy.allow, private, accepted=accepted)
    yield from unlocking(host, around.grounds, instance, judged, policy, accepted=accepted)
    if around.second is not None:
        from colima_guard.judge.findings.hard_links import linked

        yield from linked(around.second, judged, policy.allow, accepted=accepted)


def _seen(exposure: Exposure) -> set[tuple[str | None, str, str]]:
    return {(share.real, share.access.value, share.transport.name) for share in exposure.shares}


def existing_secrets(host: Host) -> Secrets:
    """What exists of the catalogue of secrets: each path under the home as given, sorted, and where it really is."""
    places = (one for one in catalogued(host) if one.there and one.secret.sort in PRIVATE_SORTS)
    return tuple(sorted((one.path, one.real) for one in places))


def within_reach(host: Host, table: MountTable, secrets: Secrets, shares: Sequence[Share]) -> tuple[str, ...]:
    """What of the existing secrets can be reached through these shares, by whichever name they have there.

    Through a transport that does not confine the guest, that is everything the host user can read.
    """
    if any(not share.transport.confined for share in shares):
        return tuple(path for path, _ in secrets)
    reach = Reach(shares)
    known = ((path, names(host, table, real)) for path, real in secrets)
    return tuple(path for path, by in known if any(reach.meets(name) for name in by))
