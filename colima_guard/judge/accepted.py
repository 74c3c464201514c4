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
    return tuple(one for one in policy.accepted if today <= one.until)


def judgement_without(judgement: Judgement, accepted: Sequence[Accepted]) -> Judgement:
    """A judgement without the doubts that are accepted."""
    if not accepted:
        return judgement
    doubts = (one for one in judgement.doubts if not any(it.covers(one.finding, one.path) for it in accepted))
    return judgement._replace(doubts=tuple(doubts))


def concerns_without(concerns: Iterable[Concern], accepted: Sequence[Accepted]) -> list[Concern]:
    """The concerns that nobody accepts."""
    return [one for one in concerns if not any(it.covers(one.finding.id, one.finding.path) for it in accepted)]


def marked(policy: Policy, findings: Sequence[Finding], valid: Sequence[Accepted]) -> list[Finding]:
    """The findings, each with what accepts it; and one of each acceptance that has expired, or accepts nothing."""
    if not policy.accepted:
        return list(findings)
    by = {(one.finding, one.path): one for one in reversed(valid)}
    result = [one._replace(accepted=by.get((one.id, None)) or by.get((one.id, one.path))) for one in findings]
    occurs = {(one.id, path) for one in findings for path in (None, one.path)}
    for one in policy.accepted:
        what = f"{one.finding}{f' of {one.path}' if one.path else ''} ({one.reason})"
        if one not in valid:
            message = f"{what} was accepted until {one.until}"
            result.append(Finding("CG601", message, f"mend it, or set a new day in {one.place.file}", one.place))
        elif (one.finding, one.path) not in occurs:
            message = f"{what} is accepted, and does not occur"
            result.append(Finding("CG602", message, f"take it out of {one.place.file}", one.place))
    return result
