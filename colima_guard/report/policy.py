"""A policy, one line for each thing that it says."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.host.machine import Host
from colima_guard.model.policy import Policy, Project
from colima_guard.report.text import told_path


def policy_lines(host: Host, policy: Policy) -> Iterator[str]:
    """What is allowed, to whom, what a project leaves of it, and what is accepted until when."""

    def shown(path: str) -> str:
        return told_path(host, path)

    yield f"{shown(policy.path)}{'' if policy.saved else ' (not there, so nothing is allowed)'}"
    for entry in policy.allow.entries:
        source = f"  (from {shown(entry.included)})" if entry.included else ""
        yield f"allow {entry.access.value} {shown(entry.typed)}{' dangerous' if entry.dangerous else ''}{source}"
    if not policy.allow.entries:
        yield "allow nothing"
    if policy.confine:
        yield "confine"
    for exemption in policy.exceptions:
        for entry in exemption.allow:
            yield f"{exemption.instance}: allow {entry.access.value} {shown(entry.typed)} too"
        for path in exemption.without:
            yield f"{exemption.instance}: without {shown(path)}"
    if policy.project is not None:
        yield f"narrowed by {shown(policy.project.path)} to {_within(host, policy.project)}"
    for looked in policy.projects:
        yield f"projects in {shown(looked.path)}{f'  (from {shown(looked.included)})' if looked.included else ''}"
    today = host.today()
    for accepted in policy.accepted:
        of = f" of {shown(accepted.path)}" if accepted.path else ""
        until = f"until {accepted.until}" if today <= accepted.until else f"EXPIRED on {accepted.until}"
        yield f"{accepted.instance}: {accepted.finding}{of} accepted {until}: {accepted.reason}"
    for use in policy.accepted_uses:
        until = f"until {use.until}" if today <= use.until else f"EXPIRED on {use.until}"
        yield f"{use.finding} of {use.subject} accepted {until}: {use.reason}"


def _within(host: Host, project: Project) -> str:
    """What a project leaves of the policy."""
    if project.entries is None:
        return "all of it"
    return " ".join(f"{told_path(host, entry.typed)}:{entry.access.value}" for entry in project.entries) or "nothing"
