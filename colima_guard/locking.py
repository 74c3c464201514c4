"""From an allowlist to a proved plan: what every backend would change, looked at again as if it were done."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from colima_guard import policy as policies
from colima_guard import policy_change
from colima_guard.backends.base import Instance, Refusal, Restart, Unit
from colima_guard.backends.registry import backends
from colima_guard.host import Host
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.paths import is_within
from colima_guard.model.plan import DirectoryChange, FileChange, Plan
from colima_guard.overlay import Overlay
from colima_guard.policy import Policy
from colima_guard.survey import Row, Selection, Survey, survey


class Given(NamedTuple):
    """A policy other than the saved one: with its ``text`` it is saved, without it holds for this once."""

    policy: Policy
    text: bytes | None = None


class Proposal(NamedTuple):
    """Everything that a person should see before saying yes."""

    plan: Plan
    refused: tuple[Refusal, ...]
    #: the instances as they are and as they will be, both judged by the new policy
    before: Survey
    after: Survey
    #: directories of the old policy that the new one no longer covers
    no_longer_allowed: tuple[Allowed, ...]
    notes: tuple[str, ...]

    @property
    def unseen(self) -> tuple[tuple[str, str], ...]:
        """What an instance sees now and will not see: pairs of its name and a host directory."""
        return tuple(pair for before, after in _paired(self.before, self.after) for pair in _lost(before, after))


def propose(
    host: Host,
    entries: Sequence[Allowed],
    *,
    confine: bool,
    selection: Selection,
    command: Sequence[str],
    given: Given | None = None,
) -> Proposal:
    """The plan that leaves every selected instance with these directories and nothing more. Writes nothing.

    The exceptions of the saved policy, or of the one that is ``given``, hold for the instances that they name.
    """
    with host.steady():
        return _proposed(host, entries, confine, selection, command, given)


def _proposed(
    host: Host,
    entries: Sequence[Allowed],
    confine: bool,
    selection: Selection,
    command: Sequence[str],
    given: Given | None,
) -> Proposal:
    old = policies.load(host)
    allow = Allowlist(tuple(entries), old.allow.placeholder)
    wanted = (given.policy if given else old)._replace(allow=allow, confine=confine, saved=True).checked()
    before = survey(host, wanted, selection)
    units = [_checked(host, unit) for unit in _units(host, before, selection)]
    units = _once_a_file(units)
    plan = _plan(units, command)
    after = survey(Overlay(host, plan), wanted, selection) if plan else before
    units = [_proved(unit, before, after) for unit in units]
    plan = _plan(units, command)
    if any(unit.refusal for unit in units):
        after = survey(Overlay(host, plan), wanted, selection)
    refused = tuple(unit.refusal for unit in units if unit.refusal is not None)
    saved = _saved(host, wanted, given)
    if saved is not None and (plan or not refused):
        files = (_writable(host, saved), *plan.files)
        keys = policy_change.KEYS if given is None else policy_change.ALL_KEYS
        plan = plan._replace(files=files, keys={**plan.keys, saved.path: keys})
    gone = tuple(entry for entry in old.allow.entries if not allow.covers(entry.path, entry.access))
    gone = () if wanted.project else gone
    notes = tuple(dict.fromkeys(note for unit in units if unit.refusal is None for note in unit.notes))
    return Proposal(plan, refused, before, after, gone, notes)


def _saved(host: Host, wanted: Policy, given: Given | None) -> FileChange | None:
    """What becomes of the policy's file, ``None`` where it stays."""
    if given is None:
        entries = wanted.allow.entries
        return policy_change.change(host, entries, confine=wanted.confine, confined_by=wanted.confined_by)
    return None if given.text is None else policy_change.replaced(host, given.text)


def _units(host: Host, looked: Survey, selection: Selection) -> list[Unit]:
    found: list[Unit] = []
    for backend in backends(selection.backends):
        # those with the same allowlist at once, for they may share files
        groups: dict[tuple[Allowlist, bool], list[Instance]] = {}
        for row in looked.rows:
            if row.instance.backend == backend.name:
                own = looked.policy.of(row.instance.name)
                groups.setdefault((own.allow, own.confine), []).append(row.instance)
        for (allow, confine), instances in groups.items():
            found += backend.lock(host, instances, allow, confine=confine)
    return found


def _checked(host: Host, unit: Unit) -> Unit:
    """The unit, or its refusal where a file cannot be written safely."""
    if not unit.files:
        return unit
    from colima_guard.store.links import refuse_reason

    for change in unit.files:
        if reason := refuse_reason(host, change.path):
            return _not(unit, change, reason)
    return unit


def _not(unit: Unit, change: FileChange, reason: str) -> Unit:
    """The unit as a refusal, with what to paste by hand."""
    paste = unit.paste or (change.after or b"").decode("utf-8", "replace")
    return unit._replace(files=(), directories=(), refusal=Refusal(change.path, None, reason, paste))


def _writable(host: Host, change: FileChange) -> FileChange:
    from colima_guard.errors import GuardError
    from colima_guard.store.links import refuse_reason

    if reason := refuse_reason(host, change.path):
        raise GuardError(f"{change.path} cannot be written: {reason}", why="the policy is part of the lock", do="")
    return change


def _once_a_file(units: Sequence[Unit]) -> list[Unit]:
    """Two instances can share one file through links: it is changed once, and only if both want the same of it."""
    seen: dict[str, FileChange] = {}
    result = []
    for unit in units:
        files = []
        for change in unit.files:
            first = seen.setdefault(change.real_path, change)
            if first is change:
                files.append(change)
            elif first.after != change.after:
                reason = f"{first.path} leads to the same file and needs another text"
                unit = _not(unit, change, reason)
        result.append(unit._replace(files=tuple(files) if unit.refusal is None else ()))
    return result


def _plan(units: Sequence[Unit], command: Sequence[str]) -> Plan:
    files: list[FileChange] = []
    directories: dict[str, DirectoryChange] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for unit in units:
        if unit.refusal is None:
            files += unit.files
            directories |= {directory.path: directory for directory in unit.directories}
            keys |= {path: names for path, names in unit.keys if any(change.path == path for change in unit.files)}
    return Plan(tuple(files), tuple(directories.values()), tuple(command), keys=keys)


def _proved(unit: Unit, before: Survey, after: Survey) -> Unit:
    """The unit, or its refusal where the instances do not look as wanted with the plan done."""
    if unit.refusal is not None or not unit.files:
        return unit
    then = {row.instance.name: row for row in before.rows}
    for row in after.rows:
        # a release that would not read the file at all; its text is proved by itself
        if row.instance.name not in unit.instances or row.instance.narrowing is not None:
            continue
        allow = after.policy.of(row.instance.name).allow
        # what is accepted is taken away all the same, whichever way shows it
        looked = row.judgements if row.counted is not row.verdict else (row.shown,)
        pairs = [pair for one in looked for pair in zip(one.exposure.shares, one.allowed, strict=True)]
        # read-only that the host does not hold is the verdict's to say: the file then asks for no more all the same
        outside = [
            share
            for share, fine in pairs
            if not (fine or allow.loosely(share.real) or (share.real and allow.covers(share.real, share.asked)))
        ]
        first = then.get(row.instance.name)
        stops = row.shown.exposure.refusal if first and first.shown.exposure.refusal is None else None
        reason = f"{outside[0].location} would still be shared" if outside else stops
        if reason:
            return _not(unit, unit.files[0], f"the change cannot be proved: {reason}")
    return unit


def _paired(before: Survey, after: Survey) -> list[tuple[Row, Row]]:
    now = {row.instance.name: row for row in after.rows}
    return [(row, now[row.instance.name]) for row in before.rows if row.instance.name in now]


def _lost(before: Row, after: Row) -> list[tuple[str, str]]:
    still = [share.real for share in after.shown.exposure.shares if share.real]
    seen = [(share.location, share.real) for share in before.shown.exposure.shares if share.real and share.location]
    return [(before.instance.name, path) for path, real in seen if not any(is_within(real, root) for root in still)]


def asking_programs(host: Host, proposal: Proposal, selection: Selection) -> Selection:
    """The selection, with the programs asked too that can be and of which an instance was changed.

    A lock is not called done before the VM program itself reads the files as we do.
    """
    from colima_guard.backends.lima.deep import available

    changed = {change.path for change in proposal.plan.files}
    rows = [row.instance for row in proposal.after.rows if not row.instance.birthplace]
    asked = {row.backend for row in rows if changed & set(row.files)} - ({"lima"} if not available(host) else set())
    return selection._replace(deep_for=tuple(asked))


def restarts(host: Host, looked: Survey) -> list[Restart]:
    """How each instance takes its files over that runs and is older, or whose transport waits for a restart."""
    found = {backend.name: backend for backend in backends()}
    rows = [row for row in looked.rows if row.restart_needed or any(one.id == "CG106" for one in row.findings)]
    needed = (found[row.instance.backend].restart(host, row.instance) for row in rows)
    return [restart for restart in needed if restart is not None]


def relative(path: str, directory: str) -> str:
    """A path as a person would write it from a directory."""
    return os.path.relpath(path, directory) if is_within(path, directory) else path
