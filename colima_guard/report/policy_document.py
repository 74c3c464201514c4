"""The policy in the JSON that others build on."""

from __future__ import annotations

from typing import Any

from colima_guard.model.allowlist import Allowed
from colima_guard.model.policy import Accepted, AcceptedUse, Policy


def policy_document(policy: Policy) -> dict[str, Any]:
    """What a policy allows, to whom, and what it accepts, with the file that each entry is from."""
    entries = [{**_allowed(entry), "included_from": entry.included} for entry in policy.allow.entries]
    return {
        "path": policy.path,
        "saved": policy.saved,
        "confine": policy.confine,
        "allow": entries,
        "included": list(policy.included),
        "exceptions": [
            {
                "instance": exemption.instance,
                "allow": [_allowed(entry) for entry in exemption.allow],
                "without": list(exemption.without),
            }
            for exemption in policy.exceptions
        ],
        "accepted": [
            {
                "finding": accepted.finding,
                "instance": accepted.instance,
                "path": accepted.path,
                **accepted_document(accepted),
            }
            for accepted in policy.accepted
        ],
        "accepted_uses": [
            {
                "finding": use.finding,
                "project": use.project,
                "container": use.container,
                "instance": use.instance or None,
                **accepted_document(use),
            }
            for use in policy.accepted_uses
        ],
        "project": policy.project.path if policy.project else None,
        "projects": [looked.path for looked in policy.projects],
    }


def _allowed(entry: Allowed) -> dict[str, Any]:
    return {
        "path": entry.typed,
        "access": entry.access.value,
        "real_path": entry.path,
        "dangerous": entry.dangerous,
    }


def accepted_document(accepted: Accepted | AcceptedUse) -> dict[str, Any]:
    """Why a finding is accepted, and until which day."""
    return {"reason": accepted.reason, "until": accepted.until.isoformat()}
