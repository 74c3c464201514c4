"""The directories of a policy, or of a command line beside it, each checked as if it were typed now."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends.abilities import trace
from colima_guard.backends.interface import Backend
from colima_guard.backends.registry import present
from colima_guard.backends.table import row
from colima_guard.backends.unshareable import Misread, left_out_by, misread, unshareable_by, why_unshareable
from colima_guard.host.machine import Host
from colima_guard.model.allowlist import Allowed
from colima_guard.model.policy import Policy
from colima_guard.policy.directory import allowed, parse
from colima_guard.policy.screen import OffLimits, refuse_undeclared


def recheck_directories(host: Host, policy: Policy, entries: Sequence[Allowed] | None = None) -> list[Allowed]:
    """The directories of a policy, each checked as if it were typed now, but that it may be missing.

    ``entries``: those of them that stay. Raises ``GuardError``.
    """
    known = present(host)
    kept = policy.allow.entries if entries is None else entries
    named = [*kept, *(entry for exemption in policy.exceptions for entry in exemption.allow)]
    if policy.project is not None:
        named += policy.project.entries or ()
    refuse_undeclared(host, named, known)
    with host.steady():
        off_limits = OffLimits(host, known)
        looked = [_again(host, entry, known, off_limits) for entry in named]
    return looked[: len(kept)]


def named_directories(host: Host, policy: Policy, dirs: Sequence[str], dangerous: Sequence[str]) -> list[Allowed]:
    """The directories of a command line. Those that the policy has already may be missing. Raises ``GuardError``."""
    known, saved = present(host), {entry.typed for entry in policy.allow.entries}
    off_limits = OffLimits(host, known)
    return [
        allowed(host, text, known, dangerous=taken, may_be_missing=parse(host, text)[0] in saved, off_limits=off_limits)
        for texts, taken in ((dirs, False), (dangerous, True))
        for text in texts
    ]


def _again(host: Host, entry: Allowed, known: Sequence[Backend], off_limits: OffLimits) -> Allowed:
    text = f"{entry.typed}:{entry.access.value}"
    found = allowed(host, text, known, dangerous=entry.dangerous, may_be_missing=True, off_limits=off_limits)
    return found._replace(included=entry.included)


def require_shareable(host: Host, policy: Policy) -> list[str]:
    """What VM systems that are not there would misread: a note a directory.

    Raises ``GuardError`` for one that must not be allowed, or that a VM system which is there cannot take.
    """
    known = present(host)
    asked = [(entry, known) for entry in policy.allow.entries]
    for exemption in policy.exceptions:
        of = [one for one in known if one.name == exemption.instance.partition("/")[0]]
        asked += [(entry, of) for entry in exemption.allow]
    refuse_undeclared(host, [entry for entry, _ in asked], known)
    titles: dict[Misread, list[str]] = {}
    for entry, of in asked:
        for backend in of:
            if (found := misread(backend, entry)) is None:
                continue
            if trace(backend, host):
                raise unshareable_by(backend, why_unshareable(backend, entry) or "")
            titles.setdefault(found, []).append(row(backend.name).title)
    return [left_out_by(of_titles, found) for found, of_titles in titles.items()]
