"""From an allowlist to a proved plan: what every backend would change, looked at again as if it were done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from colima_guard.backends import abilities
from colima_guard.backends.registry import present
from colima_guard.backends.shared.plan_each import plan_or_refuse
from colima_guard.host.machine import Host
from colima_guard.host.overlay import Overlay
from colima_guard.judge.row import Selection, Survey
from colima_guard.judge.survey import survey
from colima_guard.lock.proposal import Proposal
from colima_guard.lock.prove import everyone, opening_none, proved, reaches_nobody_else
from colima_guard.lock.shareable import left_out
from colima_guard.lock.units import path_of, plan_of, units_of
from colima_guard.model.allowlist import Allowed, Allowlist
from colima_guard.model.plan import FileChange, Refusal, Unit
from colima_guard.model.policy import Looked, Policy
from colima_guard.model.share import Access
from colima_guard.policy import edit as policy_change
from colima_guard.policy import load as policies
from colima_guard.policy.choose import Chosen


def propose(
    host: Host,
    entries: Sequence[Allowed],
    *,
    confine: bool,
    selection: Selection,
    command: Sequence[str],
    given: Chosen | None = None,
    projects: Sequence[Looked] | None = None,
    everybody: Survey | None = None,
) -> Proposal:
    """The plan that leaves every selected instance with these directories and nothing more. Writes nothing.

    The exceptions of the saved policy, or of the one that is ``given``, hold for the instances that they name.
    ``projects``: where projects lie from now on, ``None`` where the policy says so already.
    ``everybody``: all instances, where they were looked at before; what reaches none but those that are selected is
    then not looked for again.
    """
    host.require_home()
    with host.steady():
        return _proposed(host, entries, confine, selection, command, given, projects, everybody)


def _proposed(
    host: Host,
    entries: Sequence[Allowed],
    confine: bool,
    selection: Selection,
    command: Sequence[str],
    given: Chosen | None,
    projects: Sequence[Looked] | None,
    everybody: Survey | None,
) -> Proposal:
    old = policies.load(host)
    allow = Allowlist(tuple(entries), old.allow.placeholder)
    wanted = policies.checked((given.policy if given else old)._replace(allow=allow, confine=confine, saved=True))
    if projects is not None:
        wanted = wanted._replace(projects=tuple(projects))
    before = survey(host, wanted, selection)
    units = units_of(host, before, selection)
    plan = plan_of(units, command)
    after = survey(Overlay(host, plan), wanted, selection) if plan else before
    units = [plan_or_refuse(unit.instances, path_of(unit), partial(proved, unit, before, after)) for unit in units]
    if plan and not (everybody and reaches_nobody_else(units, everybody)):
        units = opening_none(units, *everyone(host, plan, before, after, selection))
    plan = plan_of(units, command)
    if any(unit.refusal for unit in units):
        after = survey(Overlay(host, plan), wanted, selection)
    refused = _refusals(units)
    saved = _saved(host, wanted, given)
    # also where every file is refused: somebody said what the policy shall be, and `check` has to judge by that
    if saved is not None:
        files = (_writable(host, saved), *plan.files)
        keys = policy_change.KEYS if given is None else policy_change.ALL_KEYS
        plan = plan._replace(files=files, keys={**plan.keys, saved.path: keys})
    less = [entry for entry in old.allow.entries if not (wanted.project or allow.covers(entry.path, entry.access))]
    uncovered = tuple(entry for entry in less if not allow.covers(entry.path, Access.RO))
    narrower = tuple(entry for entry in less if entry not in uncovered)
    notes = dict.fromkeys(note for unit in units if unit.refusal is None for note in unit.notes)
    notes |= dict.fromkeys(left_out(host, before))
    return Proposal(plan, refused, before, after, uncovered, narrower, _missing(host, wanted), tuple(notes))


def _refusals(units: Sequence[Unit]) -> tuple[Refusal, ...]:
    """What is refused, once where instances with other allowlists are refused for the same reason."""
    instances: dict[Refusal, tuple[str, ...]] = {}
    for unit in units:
        if unit.refusal is not None:
            alike = unit.refusal._replace(instances=())
            instances[alike] = (*instances.get(alike, ()), *unit.instances)
    return tuple(refusal._replace(instances=names) for refusal, names in instances.items())


def _missing(host: Host, policy: Policy) -> tuple[Allowed, ...]:
    entries = [*policy.allow.entries, *(entry for exemption in policy.exceptions for entry in exemption.allow)]
    return tuple({entry.typed: entry for entry in entries if host.look(entry.path) is None}.values())


def _saved(host: Host, wanted: Policy, given: Chosen | None) -> FileChange | None:
    """What becomes of the policy's file, ``None`` where it stays."""
    if given is None:
        entries = wanted.allow.entries
        return policy_change.change(
            host, entries, confine=wanted.confine, confined_by=wanted.confined_by, projects=wanted.projects
        )
    return None if given.text is None else policy_change.replaced(host, given.text)


def _writable(host: Host, change: FileChange) -> FileChange:
    from colima_guard.errors import GuardError
    from colima_guard.store.trusted_path import refuse_reason

    if reason := refuse_reason(host, change.path):
        raise GuardError(
            f"{change.path} cannot be written: {reason}",
            why="the policy is part of the lock",
            do="put this right, then run the command again",
        )
    return change


def with_programs_asked(host: Host, proposal: Proposal, selection: Selection) -> Selection:
    """The selection, with the programs asked too that can be and of which an instance was changed.

    A lock is not called done before the VM program itself reads the files as we do.
    """
    changed = {change.path for change in proposal.plan.files}
    instances = [row.instance for row in proposal.after.rows if not row.instance.birthplace]
    names = {instance.backend for instance in instances if changed & set(instance.files)}
    asked = [one.name for one in present(host, tuple(names)) if one.name in names and abilities.comparable(one, host)]
    return selection._replace(deep_for=tuple(asked))
