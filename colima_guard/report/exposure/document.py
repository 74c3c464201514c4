"""``report --json`` (docs/json.md): what ``status``, ``scan`` and ``history`` print, and a plan, in one document."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from colima_guard import __version__
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.judge.held import at_next_start, existing, held
from colima_guard.judge.row import Survey
from colima_guard.lock.proposal import Proposal
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.report.document import SCHEMA, journal_document, survey_document
from colima_guard.report.history_document import history_document
from colima_guard.report.policy_document import policy_document
from colima_guard.report.scan_document import scan_document, seen_document
from colima_guard.report.strong import strong_document
from colima_guard.scan.engine.strong import strong_of
from colima_guard.scan.inventory import Inventory
from colima_guard.scan.occupants import Occupant
from colima_guard.store.change import Change


class Gathered(NamedTuple):
    """All that a report is made of, each looked at once."""

    looked: Survey
    inventory: Inventory
    changes: Sequence[Change] = ()
    #: what a lock would do; its ``before`` is ``looked``
    proposal: Proposal | None = None
    #: what the journal says of the newest change: ``journal_document``
    unsettled: Change | None = None
    error: GuardError | None = None


def report_document(host: Host, found: Gathered) -> dict[str, Any]:
    """The document; a page is made of it and of nothing else."""
    with host.steady():
        secrets = existing(host)
        reach = {row.instance.name: list(held(row, secrets)) for row in found.looked.rows}
        planned = None
        if found.proposal is not None:
            planned = _planned(host, found.proposal, found.inventory, dict(secrets))
    return {
        "schema": SCHEMA,
        "ok": found.looked.ok,
        "colima_guard": __version__,
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(host.now())),
        "platform": host.platform,
        "user": host.user,
        "home": host.home,
        "secrets": list(secrets),
        "status": _status(host, found),
        "reach": _reach_document(reach),
        "scan": scan_document(found.inventory.scan),
        "occupants": [_occupant(one) for one in found.inventory.occupants],
        "history": {
            "schema": SCHEMA,
            "ok": True,
            "changes": [history_document(host, change, found.changes) for change in found.changes],
        },
        "plan": planned,
        "notes": list(found.inventory.notes),
    }


def _status(host: Host, found: Gathered) -> dict[str, Any]:
    """What ``status --json`` prints."""
    document = survey_document(host, found.looked, found.looked.rows)
    told = strong_of(found.inventory.scan.engines)
    for instance in document["instances"]:
        instance["containers"] = strong_document(told.get(instance["name"]))
    return {**document, **journal_document(host, found.unsettled, found.error)}


def _planned(host: Host, proposal: Proposal, inventory: Inventory, secrets: dict[str, str]) -> dict[str, Any]:
    reach = {row.instance.name: list(held(at_next_start(host, row, secrets), secrets)) for row in proposal.after.rows}
    return {
        "policy": policy_document(proposal.after.policy),
        "instances": survey_document(host, proposal.after, proposal.after.rows)["instances"],
        "reach": _reach_document(reach),
        "unseen": [{"instance": name, "path": path} for name, path in proposal.unseen],
        "refused": [{"path": one.path, "line": one.line, "reason": one.reason} for one in proposal.refused],
        "files": [change.path for change in proposal.plan.files],
    }


def _reach_document(reach: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"instance": name, "path": one.path, "access": one.access.value, "around": one.around}
        for name, secrets in reach.items()
        for one in secrets
    ]


def _occupant(one: Occupant) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "name": one.name,
        "project": one.project or None,
        "instances": list(one.instances),
        "running": one.running,
        "whole": one.whole,
        "how": one.how,
        "why": list(one.why),
        "reaches": seen_document(one.reaches),
        "reaches_after": seen_document(one.after),
    }


def untold(document: Mapping[str, Any]) -> list[str]:
    """What a report does not know, in sentences: what was not looked at, and a journal that tells of trouble."""
    status = document["status"]
    found = list(document["notes"])
    if error := status.get("error"):
        found.append(f"what was changed is not known: {error['what']}")
    for key, what in (("interrupted", "was not finished"), ("damaged", "cannot be taken back: its journal is damaged")):
        if status[key] is not None:
            found.append(f"change {status[key]['id']} {what}: colima-guard status says more")
    return found
