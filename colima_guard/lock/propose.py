"""From an allowlist to a proved plan: what every backend would change, looked at again as if it were done."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from colima_guard.backends import abilities
from colima_guard.backends.registry import backends
from colima_guard.backends.shared.plan_each import plan_or_refuse, refusal_of
from colima_guard.host.machine import Host
from colima_guard.host.overlay import Overlay
from colima_guard.judge.row import Selection, Survey
from colima_guard.judge.survey import survey
from colima_guard.lock.difference import Moved, lost, moved, pairs
from colima_guard.lock.prove import everyone, opening_none, proved, refusing
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.instance import Instance, Restart
from colima_guard.model.paths import is_within
from colima_guard.model.plan import DirectoryChange, FileChange, Plan, Refusal, Unit
from colima_guard.model.policy import Policy
from colima_guard.model.share import Access
from colima_guard.policy import edit as policy_change
from colima_guard.policy import load as policies
from colima_guard.policy.choose import Chosen


class Proposal(NamedTuple):
    """Everything that a person should see before saying yes."""

    plan: Plan
    refused: tuple[Refusal, ...]
    #: the instances as they are and as they will be, both judged by the new policy
    before: Survey
    after: Survey
    #: directories of the old policy that the new one no longer covers
    no_longer_allowed: tuple[Allowed, ...]
    #: those that it covers read-only
    no_longer_writable: tuple[Allowed, ...]
    #: allowed directories that are not there now, as when a disk is unplugged: they keep their entries
    missing: tuple[Allowed, ...]
    notes: tuple[str, ...]

    @property
    def unseen(self) -> tuple[tuple[str, str], ...]:
        """What an instance sees now and will not see: pairs of its name and a host directory."""
        return tuple(pair for before, after in pairs(self.before, self.after) for pair in lost(before, after))

    @property
    def moved(self) -> tuple[Moved, ...]:
        """What an instance will see in another place than now."""
        return tuple(one for before, after in pairs(self.before, self.after) for one in moved(before, after))


def propose(
    host: Host,
    entries: Sequence[Allowed],
    *,
    confine: bool,
    selection: Selection,
    command: Sequence[str],
    given: Chosen | None = None,
) -> Proposal:
    """The plan that leaves every selected instance with these directories and nothing more. Writes nothing.

    The exceptions of the saved policy, or of the one that is ``given``, hold for the instances that they name.
    """
    host.require_home()
    with host.steady():
        return _proposed(host, entries, confine, selection, command, given)


def _proposed(
    host: Host,
    entries: Sequence[Allowed],
    confine: bool,
    selection: Selection,
    command: Sequence[str],
    given: Chosen | None,
) -> Proposal:
    old = policies.load(host)
    allow = Allowlist(tuple(entries), old.allow.placeholder)
    wanted = policies.checked((given.policy if given else old)._replace(allow=allow, confine=confine, saved=True))
    before = survey(host, wanted, selection)
    units = _units(host, before, selection)
    units = [plan_or_refuse(unit.instances, _path(unit), partial(_checked, host, unit)) for unit in units]
    units = _once_a_file(units)
    plan = _plan(units, command)
    after = survey(Overlay(host, plan), wanted, selection) if plan else before
    units = [plan_or_refuse(unit.instances, _path(unit), partial(proved, unit, before, after)) for unit in units]
    if plan:
        units = opening_none(units, *everyone(host, plan, before, after, selection))
    plan = _plan(units, command)
    if any(unit.refusal for unit in units):
        after = survey(Overlay(host, plan), wanted, selection)
    refused = tuple(unit.refusal._replace(instances=unit.instances) for unit in units if unit.refusal is not None)
    saved = _saved(host, wanted, given)
    # also where every file is refused: somebody said what the policy shall be, and `check` has to judge by that
    if saved is not None:
        files = (_writable(host, saved), *plan.files)
        keys = policy_change.KEYS if given is None else policy_change.ALL_KEYS
        plan = plan._replace(files=files, keys={**plan.keys, saved.path: keys})
    less = [entry for entry in old.allow.entries if not (wanted.project or allow.covers(entry.path, entry.access))]
    gone = tuple(entry for entry in less if not allow.covers(entry.path, Access.RO))
    narrower = tuple(entry for entry in less if entry not in gone)
    notes = tuple(dict.fromkeys(note for unit in units if unit.refusal is None for note in unit.notes))
    return Proposal(plan, refused, before, after, gone, narrower, _missing(host, wanted), notes)


def _missing(host: Host, policy: Policy) -> tuple[Allowed, ...]:
    entries = [*policy.allow.entries, *(entry for one in policy.exceptions for entry in one.allow)]
    return tuple({entry.typed: entry for entry in entries if host.look(entry.path) is None}.values())


def _saved(host: Host, wanted: Policy, given: Chosen | None) -> FileChange | None:
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
            try:
                found += abilities.lock(backend, host, instances, allow, confine=confine)
            except Exception as error:  # noqa: BLE001 - the files of other backends go on
                found += [Unit((one.name,), refusal=refusal_of(_named(one), error)) for one in instances]
    return found


def _named(instance: Instance) -> str:
    """The file to name for an instance."""
    return instance.files[0] if instance.files else instance.home


def _path(unit: Unit) -> str:
    """The file to name for a unit: it can be a refusal alone, or a directory, of no instance."""
    if unit.files:
        return unit.files[0].path
    if unit.refusal is not None:
        return unit.refusal.path
    return unit.directories[0].path if unit.directories else ", ".join(unit.instances)


def _checked(host: Host, unit: Unit) -> Unit:
    """The unit, or its refusal where a file cannot be written safely."""
    if not unit.files:
        return unit
    from colima_guard.store.trusted_path import refuse_reason

    for change in (change for change in unit.files if change.setting is None):
        if reason := refuse_reason(host, change.path):
            return refusing(unit, change, reason)
    return unit


def _writable(host: Host, change: FileChange) -> FileChange:
    from colima_guard.errors import GuardError
    from colima_guard.store.trusted_path import refuse_reason

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
                unit = refusing(unit, change, reason)
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


def asking_programs(host: Host, proposal: Proposal, selection: Selection) -> Selection:
    """The selection, with the programs asked too that can be and of which an instance was changed.

    A lock is not called done before the VM program itself reads the files as we do.
    """
    changed = {change.path for change in proposal.plan.files}
    rows = [row.instance for row in proposal.after.rows if not row.instance.birthplace]
    names = {row.backend for row in rows if changed & set(row.files)}
    asked = [one.name for one in backends() if one.name in names and abilities.comparable(one, host)]
    return selection._replace(deep_for=tuple(asked))


def restarts(host: Host, looked: Survey) -> list[Restart]:
    """How each instance takes its files over that runs and is older, or whose transport waits for a restart."""
    found = {backend.name: backend for backend in backends()}
    rows = [row for row in looked.rows if row.restart_needed or row.instance.pending_confine is not None]
    needed = (abilities.restart(found[row.instance.backend], host, row.instance) for row in rows)
    return [restart for restart in needed if restart is not None]


def relative(path: str, directory: str) -> str:
    """A path as a person would write it from a directory."""
    return os.path.relpath(path, directory) if is_within(path, directory) else path
