"""What is left of an instance's verdict without the findings that the policy accepts."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.host.machine import Host
from colima_guard.judge.findings.shares import outside
from colima_guard.model.finding import Finding
from colima_guard.model.policy import Accepted
from colima_guard.model.share import Share
from colima_guard.model.verdict import Judgement, Verdict, remaining, worst
from colima_guard.policy.load import Policy


def in_force(host: Host, policy: Policy) -> tuple[Accepted, ...]:
    """What is accepted today of the instance whose policy this is."""
    if not policy.accepted:
        return ()
    today = host.today()
    return tuple(one for one in policy.accepted if today <= one.until)


def left(judgements: Sequence[Judgement], policy: Policy, accepted: Sequence[Accepted]) -> Verdict:
    """The worst of these judgements without what is accepted."""
    ids = {one.finding for one in accepted}
    loose = "CG104" in ids and (not policy.confine or "CG107" in ids)

    taken = {(one.finding, one.path) for one in accepted}

    def is_accepted(share: Share) -> bool:
        about = outside(share, policy.allow)
        return bool({(about, None), (about, share.real)} & taken)

    return worst(
        remaining(judgement, policy.allow, is_accepted, loose=loose, dangerous="CG109" in ids)
        for judgement in judgements
    )


def marked(policy: Policy, findings: Sequence[Finding], valid: Sequence[Accepted]) -> list[Finding]:
    """The findings, each with what accepts it; and one of each acceptance that has expired, or accepts nothing."""
    if not policy.accepted:
        return list(findings)
    taken = {(one.finding, one.path): one for one in reversed(valid)}
    said = [
        one._replace(accepted=taken.get((one.id, None)) or taken.get((one.id, one.path)) if taken else None)
        for one in findings
    ]
    occurs = {(one.id, path) for one in findings for path in (None, one.path)}
    for one in policy.accepted:
        what = f"{one.finding}{f' of {one.path}' if one.path else ''} ({one.reason})"
        if one not in valid:
            message = f"{what} was accepted until {one.until}"
            said.append(Finding("CG601", message, f"mend it, or set a new day in {one.place.file}", one.place))
        elif (one.finding, one.path) not in occurs:
            message = f"{what} is accepted, and does not occur"
            said.append(Finding("CG602", message, f"take it out of {one.place.file}", one.place))
    return said
