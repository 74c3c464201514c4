"""What helps on this very home: a remedy that could not be carried out is replaced by one that can."""

from __future__ import annotations

import re
from collections.abc import Sequence

from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.judge.row import Row, Selection, Survey
from colima_guard.model.finding import Finding
from colima_guard.model.plan import Refusal
from colima_guard.model.policy import Policy
from colima_guard.model.shell import word
from colima_guard.policy.choose import Chosen
from colima_guard.policy.directory import collapsed
from colima_guard.policy.recheck import recheck_directories

_LOCK = re.compile(r"colima-guard lock(?P<options>(?: --(?!nothing)[a-z-]+)*)(?P<named> (?:DIR|--nothing))?")
_REVOKE = "colima-guard revoke"


def advised(host: Host, looked: Survey, selection: Selection) -> Survey:
    """The survey with remedies that help on this home. Writes nothing.

    Without a policy a lock needs a directory, a file that a lock refuses to write has to be mended by hand, and a
    policy by which no lock begins comes first.
    """
    plain = _refusals(host, looked, selection, confine=False)
    confining = _refusals(host, looked, selection, confine=True)
    advises = any(
        re.search(f"{_LOCK.pattern}|{_REVOKE}", finding.remedy) for row in looked.rows for finding in row.findings
    )
    stopping = _stopping(host, looked.policy) if advises else ""
    rows = (_row(host, row, looked.policy, plain, confining, stopping) for row in looked.rows)
    return looked._replace(rows=tuple(rows))


def _stopping(host: Host, policy: Policy) -> str:
    """What has to be done to the policy before a lock by it changes anything, "" where it would."""
    if not policy.saved:
        return ""
    named = [(entry, entry.included) for entry in policy.allow.entries] if policy.project is None else []
    named += [(entry, exemption.place.file) for exemption in policy.exceptions for entry in exemption.allow]
    undeclared = [(word(entry.typed), file) for entry, file in named if entry.undeclared]
    steps = [f"take {typed} out of {file}" for typed, file in undeclared if file]
    if revoked := [typed for typed, file in undeclared if not file]:
        steps.append(f"{_REVOKE} {' '.join(revoked)}")
    if steps:
        return ", then: ".join(steps)
    try:
        collapsed(host, recheck_directories(host, policy))
    except GuardError as error:
        return f"{error.what}: {error.do}"
    return ""


def _unstopped(text: str, stopping: str) -> str:
    """A text that advises a lock, with what has to be done before; to revoke a directory is a lock already."""
    if not stopping:
        return text
    _, revokes, revoked = stopping.partition(_REVOKE)

    def instead(found: re.Match[str]) -> str:
        return stopping if revokes and not found["options"] else f"{stopping}, then: {found[0]}"

    if text.startswith(_REVOKE):
        return stopping if f"{text.removeprefix(_REVOKE)} " in f"{revoked} " else f"{stopping}, then: {text}"
    return _LOCK.sub(instead, text)


def with_directory(text: str, policy: Policy) -> str:
    """A text that advises a lock, with the directory that it has to name where there is no policy yet."""
    if policy.saved:
        return text
    return _LOCK.sub(lambda found: found[0] if found["named"] else f"{found[0]} DIR", text)


def _refusals(host: Host, looked: Survey, selection: Selection, *, confine: bool) -> Sequence[Refusal]:
    """What a lock by the same policy would refuse to change, of the instances for which one is advised."""
    rows = [row for row in looked.rows if any(_advises(finding, confine=confine) for finding in row.findings)]
    names = [row.instance.name for row in rows]
    if not names:
        return ()
    # where all is as wanted nothing is planned
    from colima_guard.formats.yaml.second_parser import spared
    from colima_guard.lock.propose import propose

    policy, chosen = looked.policy, selection._replace(deep=False, deep_for=())
    if len(names) < len(looked.rows):  # where it is about all of them, nobody else has to be looked at for the proof
        chosen = chosen._replace(instances=tuple(names))
    by = confine or policy.confine
    try:
        entries, _ = collapsed(host, policy.allow.entries)
        with spared():
            given, everybody = Chosen(policy), None if selection.backends or selection.instances else looked
            proposal = propose(
                host, entries, confine=by, selection=chosen, command=(), given=given, everybody=everybody
            )
    except GuardError:
        return ()  # what is wrong there is said by the lock itself
    return proposal.refused


def _advises(finding: Finding, *, confine: bool) -> bool:
    if "--nothing" in finding.remedy:
        return False
    return finding.remedy.startswith("colima-guard lock") and ("--confine" in finding.remedy) is confine


def _row(
    host: Host, row: Row, policy: Policy, plain: Sequence[Refusal], confining: Sequence[Refusal], stopping: str
) -> Row:
    of_row = {by: _of(row, refusals) for by, refusals in ((False, plain), (True, confining))}
    found = []
    for finding in row.findings:
        refusal = next((one for by, one in of_row.items() if _advises(finding, confine=by)), None)
        helps = _finding(host, finding, policy, refusal)
        found.append(helps._replace(remedy=_unstopped(helps.remedy, stopping)))
    return row._replace(findings=tuple(found))


def _of(row: Row, refusals: Sequence[Refusal]) -> Refusal | None:
    """What is refused of an instance: of one of its files, or of one that it has not yet."""
    places = (share.place for share in row.shown.exposure.shares if share.place is not None)
    files = dict.fromkeys([*row.instance.files, *(place.file for place in places)])
    by_file = {refusal.path: refusal for refusal in refusals}
    own = (refusal for refusal in refusals if row.instance.name in refusal.instances)
    return next((by_file[path] for path in files if path in by_file), next(own, None))


def _finding(host: Host, finding: Finding, policy: Policy, refusal: Refusal | None) -> Finding:
    if refusal is None:
        return finding._replace(remedy=with_directory(finding.remedy, policy))
    at = f"{refusal.path}:{refusal.line}" if refusal.line else refusal.path
    reason = refusal.reason.removeprefix(f"{refusal.path}: ").removeprefix(f"{refusal.path} ")
    if host.look(refusal.path) is None:  # there is nothing to mend in it
        return finding._replace(remedy=f"by hand, for a lock cannot: {reason}")
    block = "; the block to paste: colima-guard lock --dry-run" if refusal.paste else ""
    return finding._replace(remedy=f"mend {at} by hand, for a lock cannot: {reason}{with_directory(block, policy)}")
