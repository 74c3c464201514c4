"""What a policy file accepts until a day: findings of an instance, uses of a project or container.

Raises ``PolicyError`` with the line for what is half understood.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from colima_guard.host.machine import Host
from colima_guard.model.catalogue import FINDINGS, Acceptance
from colima_guard.model.paths import is_within
from colima_guard.model.policy import Accepted, AcceptedUse
from colima_guard.model.share import Place
from colima_guard.policy.entries import check_instance
from colima_guard.policy.file import AcceptedEntry, PolicyFile
from colima_guard.policy.text import Text, absolute, check_path

if TYPE_CHECKING:
    from datetime import date


def accepted(host: Host, text: Text[PolicyFile]) -> Iterator[Accepted | AcceptedUse]:
    """What a file accepts: findings of instances, and uses of projects and containers."""
    for number, entry in enumerate(text.value.accepted or []):
        where = ("accepted", number)
        kind = FINDINGS.get(entry.finding)
        if kind is None:
            text.wrong(f"there is no finding `{entry.finding}`", *where)
        if kind.accepted is Acceptance.COMMENT and not entry.container:
            # a project has files to put it in, a container that exists has none
            why = "by a comment beside it, and by the policy for a `container` only"
            text.wrong(f"{entry.finding} is accepted {why}", *where)
        if kind.accepted is Acceptance.NEVER:
            text.wrong(f"{entry.finding} cannot be accepted: what the VM sees would not be known", *where)
        if kind.accepted is not Acceptance.PATH and entry.path:
            text.wrong(f"`path` says nothing with {entry.finding}", *where)
        of_a_use = kind.accepted in (Acceptance.PROJECT, Acceptance.COMMENT)
        take = _accepted_use if of_a_use else _accepted_finding
        yield take(host, text, entry, where)


def _accepted_finding(
    host: Host, text: Text[PolicyFile], entry: AcceptedEntry, where: tuple[str | int, ...]
) -> Accepted:
    check_instance(text, entry.instance, *where)
    if FINDINGS[entry.finding].accepted is Acceptance.PATH:
        if not entry.path:
            text.wrong(f"{entry.finding} is accepted for one `path` only", *where)
        check_path(text, entry.path, *where)
    for name, value in (("project", entry.project), ("container", entry.container)):
        if value:
            text.wrong(f"`{name}` says nothing with {entry.finding}", *where)
    path = _accepted_path(host, text, entry.path, where) if entry.path else None
    return Accepted(entry.finding, entry.instance, path, *_reason(text, entry, where))


def _accepted_use(
    host: Host, text: Text[PolicyFile], entry: AcceptedEntry, where: tuple[str | int, ...]
) -> AcceptedUse:
    if bool(entry.project) is bool(entry.container):
        text.wrong(f"{entry.finding} is accepted for one `project`, a directory, or one `container`", *where)
    if entry.project and entry.instance:
        text.wrong("`instance` says nothing with `project`", *where)
    if entry.instance:
        check_instance(text, entry.instance, *where)
    project = None
    if entry.project:
        check_path(text, entry.project, *where)
        project = _accepted_path(host, text, entry.project, where)
    container = entry.container or None
    return AcceptedUse(entry.finding, project, container, entry.instance, *_reason(text, entry, where))


def _reason(text: Text[PolicyFile], entry: AcceptedEntry, where: tuple[str | int, ...]) -> tuple[str, date, Place]:
    """Why something is accepted, until which day, and where that stands."""
    if not entry.reason.strip():
        text.wrong("`reason` is missing", *where)
    return entry.reason.strip(), _day(text, entry.until, where), Place(text.path, text.line(*where))


def _accepted_path(host: Host, text: Text[PolicyFile], written: str, where: tuple[str | int, ...]) -> str:
    """The accepted directory, which must be what is written: who can replace it by a link has not had that accepted."""
    path = absolute(written, host.home)
    real = host.realpath(path)
    home = host.realpath(host.home)
    meant = home + path[len(host.home) :] if is_within(path, host.home) else path
    if real != meant and (is_within(meant, home) or host.is_link(path)):
        text.wrong(f"{written} leads to {real}: name the directory itself", *where)
    return real


def _day(text: Text[PolicyFile], written: str, where: tuple[str | int, ...]) -> date:
    from datetime import date

    try:
        found = date.fromisoformat(written)
        if found.isoformat() != written:
            raise ValueError(written)
    except ValueError:
        text.wrong(f"`until` is a day such as 2026-12-31, not `{written}`", *where)
    return found
