"""Socket and privileged uses that the policy accepts, of a project or a container, until a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from colima_guard.host.machine import Host
from colima_guard.model.policy import AcceptedUse, Policy
from colima_guard.scan.finding import AcceptedBy, Confidence, ScanFinding
from colima_guard.scan.project import Project, Where

if TYPE_CHECKING:
    from datetime import date


def of_project(host: Host, policy: Policy, project: Project, findings: Sequence[ScanFinding]) -> list[ScanFinding]:
    """The findings of a project, those marked that the policy accepts of its directory, and none below or above it."""
    if not policy.accepted_uses:
        return list(findings)
    directory = host.realpath(project.directory)
    return _marked(host.today(), [use for use in policy.accepted_uses if use.project == directory], findings)


def of_container(
    host: Host, policy: Policy, instance: str, name: str, findings: Sequence[ScanFinding]
) -> list[ScanFinding]:
    """The findings of a container, those marked that the policy accepts of one with this name on this instance.

    ``instance`` is empty for an engine on this machine itself.
    """
    uses = [use for use in policy.accepted_uses if (use.container, use.instance) == (name, instance)]
    return _marked(host.today(), uses, findings)


def _marked(today: date, uses: Sequence[AcceptedUse], findings: Sequence[ScanFinding]) -> list[ScanFinding]:
    """The findings with what accepts them today, then CG601 for a use whose day is over, CG602 for one that is none."""
    valid = {use.finding: use.reason for use in reversed(uses) if today <= use.until}
    result = [
        finding._replace(accepted=valid[finding.id], accepted_by=AcceptedBy.POLICY) if finding.id in valid else finding
        for finding in findings
    ]
    occurs = {finding.id for finding in findings}
    for use in uses:
        what, where = f"{use.finding} of {use.subject} ({use.reason})", Where(use.place.file, use.place.line)
        why = "what is accepted is known to somebody, and for how long it is needed"
        if use.until < today:
            message, remedy = f"{what} was accepted until {use.until}", f"mend it, or set a new day in {where.file}"
            result.append(ScanFinding("CG601", Confidence.SURE, message, why, remedy, where))
        elif use.finding not in occurs:
            message, remedy = f"{what} is accepted, and does not occur", f"take it out of {where.file}"
            result.append(ScanFinding("CG602", Confidence.SURE, message, why, remedy, where))
    return result
