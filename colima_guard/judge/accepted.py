"""What the policy accepts, until a day: it is left out before a verdict is folded, and marked where it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from colima_guard.host.machine import Host
from colima_guard.model.finding import Finding
from colima_guard.model.policy import Accepted, Policy
from colima_guard.model.verdict import Concern, Judgement


def in_force(host: Host, policy: Policy) -> tuple[Accepted, ...]:
    """What is accepted today of the instance whose policy this is."""
    if not policy.accepted:
        return ()
    today = host.today()
    return tuple(acceptance for acceptance in policy.accepted if today <= acceptance.until)


def judgement_without(judgement: Judgement, accepted: Sequence[Accepted]) -> Judgement:
    """A judgement without the doubts that are accepted."""
    if not accepted:
        return judgement
    doubts = (doubt for doubt in judgement.doubts if not _covered(doubt.finding, doubt.path, accepted))
    return judgement._replace(doubts=tuple(doubts))


def concerns_without(concerns: Iterable[Concern], accepted: Sequence[Accepted]) -> list[Concern]:
    """The concerns that nobody accepts."""
    return [concern for concern in concerns if not _covered(concern.finding.id, concern.finding.path, accepted)]


def _covered(finding: str | None, path: str | None, accepted: Sequence[Accepted]) -> bool:
    return any(acceptance.covers(finding, path) for acceptance in accepted)


def marked(policy: Policy, findings: Sequence[Finding], valid: Sequence[Accepted]) -> list[Finding]:
    """The findings, each with what accepts it; and one of each acceptance that has expired, or accepts nothing."""
    if not policy.accepted:
        return list(findings)
    by = {(acceptance.finding, acceptance.path): acceptance for acceptance in reversed(valid)}
    result = [
        finding._replace(accepted=by.get((finding.id, None)) or by.get((finding.id, finding.path)))
        for finding in findings
    ]
    occurs = {(finding.id, path) for finding in findings for path in (None, finding.path)}
    for acceptance in policy.accepted:
        finding, path, place = acceptance.finding, acceptance.path, acceptance.place
        what = f"{finding}{f' of {path}' if path else ''} ({acceptance.reason})"
        if acceptance not in valid:
            message = f"{what} was accepted until {acceptance.until}"
            result.append(Finding("CG601", message, f"mend it, or set a new day in {place.file}", place))
        elif (finding, path) not in occurs:
            message = f"{what} is accepted, and does not occur"
            result.append(Finding("CG602", message, f"take it out of {place.file}", place))
    return result
