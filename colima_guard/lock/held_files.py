"""Files that a running program holds in memory: what of a proposal can be written at once, and what not."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.backends import abilities, registry
from colima_guard.backends.interface import HoldsFiles
from colima_guard.host.machine import Host
from colima_guard.host.overlay import Overlay
from colima_guard.judge.row import Selection
from colima_guard.judge.survey import survey
from colima_guard.lock.proposal import Proposal
from colima_guard.model.instance import Held
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.plan import FileChange, Plan, Refusal


class Split(NamedTuple):
    """A proposal without what cannot be written, and which part of it can be written at once."""

    proposal: Proposal
    at_once: Plan
    #: the backends whose program has to be down for the rest, or runs with older shares
    needs_stop: tuple[str, ...] = ()


def held(host: Host, path: str) -> Held | None:
    """The program that holds a file now, ``None`` where none does."""
    return next(
        (by for backend in registry.present(host) if (by := abilities.held(backend, host, path)) is not None), None
    )


def split(host: Host, proposal: Proposal, selection: Selection, *, restart: bool) -> Split:
    """The proposal with the files that a running program holds: refused, or with ``restart`` to be written later."""
    holders = [(file, by) for file in proposal.plan.files if (by := held(host, file.path)) is not None]
    at_once = _without(proposal.plan, [file for file, _ in holders])
    if restart:
        names = [by.backend for _, by in holders] + _stale(proposal)
        return Split(proposal, at_once, tuple(dict.fromkeys(names)))
    if not holders:
        return Split(proposal, at_once)
    refused = tuple(
        Refusal(file.path, None, f"{by.reason}; quit it first, or say --restart to have it stopped and started", "")
        for file, by in holders
    )
    after = survey(Overlay(host, at_once), proposal.after.policy, selection)
    proposal = proposal._replace(plan=at_once, refused=(*proposal.refused, *refused), after=after)
    return Split(proposal, at_once)


def _without(plan: Plan, files: Sequence[FileChange]) -> Plan:
    kept = tuple(file for file in plan.files if file not in files)
    # a directory that is to be there for them alone goes with them
    made = plan.directories if kept or not files else ()
    return plan._replace(files=kept, directories=made)


def _stale(proposal: Proposal) -> list[str]:
    """Backends whose program runs with other shares than its files name, and would write those when it quits."""
    names = (row.instance.backend for row in proposal.before.rows if row.restart_needed)
    return [name for name in names if isinstance(registry.backend(name), HoldsFiles)]
