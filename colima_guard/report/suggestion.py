"""The allowlist that is suggested, for a person and for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from colima_guard.host.machine import Host
from colima_guard.model.share import Access
from colima_guard.model.shell import word
from colima_guard.report.cells import cells, padded
from colima_guard.report.document import SCHEMA
from colima_guard.report.impact import lifted_document
from colima_guard.report.text import told, told_path
from colima_guard.scan.links import Leading
from colima_guard.scan.needs import Reason
from colima_guard.scan.offers import said
from colima_guard.scan.start import InUse
from colima_guard.scan.suggest import Suggested

_LEADS = {
    "repository": "git in it needs {target}, which is not shared",
    "objects": "git in it needs the objects in {target}, which is not shared",
    "link": "{path} leads to {target}, which is not shared",
}
#: how many links of one directory are written out
_LINKS = 3


def suggestion_lines(host: Host, found: InUse) -> Iterator[str]:
    """What was looked at, the directories with their reasons, what is not suggested, and the command."""
    entries = found.suggestion.entries
    yield f"{looked_at(found)} need {_directories(len(entries))}{':' if entries else ''}"
    width = max((cells(told_path(host, one.path)) for one in entries), default=0)
    for one in entries:
        yield f"  {one.access} {padded(told_path(host, one.path), width)}  {told(host, said(host, one.reasons))}"
        if one.lifted is not None:
            yield f"     {told(host, one.lifted.said)}"
        yield from (f"     {told(host, _leads(leading))}" for leading in one.leading_out[:_LINKS])
        if len(one.leading_out) > _LINKS:
            yield f"     and {len(one.leading_out) - _LINKS} more links lead out of it"
    for left in found.suggestion.left_out:
        why = f"{told(host, left.why)} ({told(host, said(host, left.reasons))})"
        yield f"not suggested: {told_path(host, left.path)}, which {why}"
    yield from (told(host, note) for note in found.notes)
    if entries:
        yield f"to allow just these: {command(host, entries)}"


def looked_at(found: InUse) -> str:
    """How many projects and containers it rests on."""
    return f"{_count(found.projects, 'project')} and {_count(found.containers, 'container')}"


def command(host: Host, entries: tuple[Suggested, ...]) -> str:
    """The command that allows just these."""
    return " ".join(("colima-guard lock", *(_typed(host, one) for one in entries)))


def _typed(host: Host, one: Suggested) -> str:
    return word(told_path(host, one.path)) + (":ro" if one.access is Access.RO else "")


def _leads(leading: Leading) -> str:
    return _LEADS[leading.kind].format(path=leading.path, target=leading.target)


def _directories(number: int) -> str:
    return "no directory" if number == 0 else _count(number, "directory").replace("directorys", "directories")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def suggestion_document(host: Host, found: InUse) -> dict[str, Any]:
    """The suggestion with all reasons; ``ok`` where it is all that is needed, and all was looked at."""
    return {
        "schema": SCHEMA,
        "ok": not (found.suggestion.left_out or found.notes),
        "home": host.home,
        "looked_at": {"projects": found.projects, "containers": found.containers, "notes": list(found.notes)},
        "allow": [
            {
                "path": one.path,
                "access": one.access.value,
                "reasons": [_reason(reason) for reason in one.reasons],
                "leading_out": [
                    {"path": leading.path, "target": leading.target, "kind": leading.kind}
                    for leading in one.leading_out
                ],
                "lifted": None if one.lifted is None else lifted_document(one.lifted),
            }
            for one in found.suggestion.entries
        ],
        "left_out": [
            {"path": left.path, "why": left.why, "reasons": [_reason(reason) for reason in left.reasons]}
            for left in found.suggestion.left_out
        ],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "project": reason.project or None,
        "container": reason.container or None,
        "service": reason.service or None,
        "path": reason.path,
        "writes": reason.writes,
    }
