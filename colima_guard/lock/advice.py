"""What helps on this very home: a remedy that could not be carried out is replaced by one that can."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.judge.row import Row, Selection, Survey
from colima_guard.lock.propose import propose
from colima_guard.model.finding import Finding
from colima_guard.model.plan import Refusal
from colima_guard.model.policy import Policy
from colima_guard.policy.choose import Chosen
from colima_guard.policy.directory import collapsed

_LOCK = re.compile(r"colima-guard lock(?P<options>(?: --[a-z-]+)*)(?P<named> (?:DIR|--nothing))?")


def advised(host: Host, looked: Survey, selection: Selection) -> Survey:
    """The survey with remedies that help on this home. Writes nothing.

    Without a policy a lock needs a directory, and a file that a lock refuses to write has to be mended by hand.
    """
    plain = _refusals(host, looked, selection, confine=False)
    confining = _refusals(host, looked, selection, confine=True)
    rows = (_row(row, looked.policy, plain, confining) for row in looked.rows)
    return looked._replace(rows=tuple(rows))


def with_directory(text: str, policy: Policy) -> str:
    """A text that advises a lock, with the directory that it has to name where there is no policy yet."""
    if policy.saved:
        return text
    return _LOCK.sub(lambda found: found[0] if found["named"] else f"{found[0]} DIR", text)


def _refusals(host: Host, looked: Survey, selection: Selection, *, confine: bool) -> Mapping[str, Refusal]:
    """Which files a lock by the same policy would refuse to change, of the instances for which one is advised."""
    rows = [row for row in looked.rows if any(_advises(finding, confine=confine) for finding in row.findings)]
    names = [row.instance.name for row in rows]
    if not names:
        return {}
    policy, chosen = looked.policy, selection._replace(deep=False, deep_for=())
    if len(names) < len(looked.rows):  # where it is about all of them, nobody else has to be looked at for the proof
        chosen = chosen._replace(instances=tuple(names))
    by = confine or policy.confine
    try:
        entries, _ = collapsed(host, policy.allow.entries)
        proposal = propose(host, entries, confine=by, selection=chosen, command=(), given=Chosen(policy))
    except GuardError:
        return {}  # what is wrong there is said by the lock itself
    return {refusal.path: refusal for refusal in proposal.refused}


def _advises(finding: Finding, *, confine: bool) -> bool:
    return finding.remedy.startswith("colima-guard lock") and ("--confine" in finding.remedy) is confine


def _row(row: Row, policy: Policy, plain: Mapping[str, Refusal], confining: Mapping[str, Refusal]) -> Row:
    files = _files(row)
    found = []
    for finding in row.findings:
        refusals = next((some for some, by in ((plain, False), (confining, True)) if _advises(finding, confine=by)), {})
        refusal = next((refusals[path] for path in files if path in refusals), None)
        found.append(_finding(finding, policy, refusal))
    return row._replace(findings=tuple(found))


def _files(row: Row) -> Sequence[str]:
    places = (share.place for share in row.shown.exposure.shares if share.place is not None)
    return list(dict.fromkeys([*row.instance.files, *(place.file for place in places)]))


def _finding(finding: Finding, policy: Policy, refusal: Refusal | None) -> Finding:
    if refusal is None:
        return finding._replace(remedy=with_directory(finding.remedy, policy))
    at = f"{refusal.path}:{refusal.line}" if refusal.line else refusal.path
    reason = refusal.reason.removeprefix(f"{refusal.path}: ").removeprefix(f"{refusal.path} ")
    block = "; the block to paste: colima-guard lock --dry-run" if refusal.paste else ""
    return finding._replace(remedy=f"mend {at} by hand, for a lock cannot: {reason}{with_directory(block, policy)}")
