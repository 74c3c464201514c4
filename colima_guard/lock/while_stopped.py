"""Writing a proposal: at once, and what a running program holds in memory while that is down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from colima_guard.backends.interface import HoldsFiles
from colima_guard.backends.registry import backend
from colima_guard.backends.switch import Switch
from colima_guard.errors import GuardError
from colima_guard.host.machine import Host
from colima_guard.host.own_files import state_dir
from colima_guard.lock.held_files import Split, held
from colima_guard.lock.proposal import Proposal
from colima_guard.lock.rollback import plan_rollback
from colima_guard.model.plan import Refusal
from colima_guard.store.change import Change
from colima_guard.store.store import Store

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Written:
    """The ids of the changes that stand, and what could not be done."""

    changes: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()


def write(host: Host, split: Split, again: Callable[[], Proposal], say: Say, *, together: bool) -> Written:
    """Makes the change that was agreed to: one for what can be written at once, one more for each program that is down.

    ``together``: nothing is written before the program is down, and all of it or nothing then.
    """
    changes: list[str] = []
    refused: list[Refusal] = []
    if split.at_once and not (together and split.needs_stop):
        changes.append(Store(host, state_dir(host)).apply(split.at_once).id)
    for name in split.needs_stop:
        change, left = _while_down(host, name, again, say)
        changes += [change.id] if change is not None else []
        refused += left
    return Written(tuple(changes), tuple(refused))


def _while_down(
    host: Host, name: str, again: Callable[[], Proposal], say: Say
) -> tuple[Change | None, Sequence[Refusal]]:
    """Stops the program of a backend, writes what it then needs, and starts it again.

    ``again`` plans from the files as they are then, for the program writes its own on the way down. Where it does not
    come up with ours, they are taken back. A program that does not stop keeps its files.
    """
    holder = backend(name)
    assert isinstance(holder, HoldsFiles), name
    program = holder.switch()
    if (why := program.ready(host)) is not None:
        return None, [_not_done(name, why)]
    say(f"stopping {program.name} ...")
    try:
        return _stopped(host, name, program, again, say)
    except BaseException:
        say(f"{program.name} was told to stop, and may be down; see to it yourself")
        raise


def _stopped(
    host: Host, name: str, program: Switch, again: Callable[[], Proposal], say: Say
) -> tuple[Change | None, Sequence[Refusal]]:
    if (why := program.stop(host)) is not None:
        say(f"{program.name}: {why}; starting it again ...")
        program.start(host)
        return None, [_not_done(name, why)]
    try:
        change, refused = _written(host, name, program, again())
    except GuardError as error:
        change, refused = None, [_not_done(name, error.what)]
    return _started(host, name, program, change, refused, say)


def _written(host: Host, name: str, program: Switch, proposal: Proposal) -> tuple[Change | None, list[Refusal]]:
    if any(held(host, file.path) is not None for file in proposal.plan.files):
        return None, [_not_done(name, f"{program.name} came back before its files were written")]
    change = Store(host, state_dir(host)).apply(proposal.plan) if proposal.plan else None
    return change, list(proposal.refused)


def _started(
    host: Host, name: str, program: Switch, change: Change | None, refused: list[Refusal], say: Say
) -> tuple[Change | None, Sequence[Refusal]]:
    say(f"starting {program.name} ...")
    why = program.start(host)
    if why is None:
        return change, refused
    if change is None:
        return None, [*refused, _not_done(name, f"{program.name}: {why}")]
    say(f"{program.name}: {why}; taking its settings back ...")
    if (alive := program.stop(host)) is not None:
        do = f"quit it, then: colima-guard rollback {change.id}"
        return change, [*refused, _not_done(name, f"{why}, and {alive}; {do}")]
    store = Store(host, state_dir(host))
    undone = plan_rollback(host, store, change.id, force=False)
    taken = store.apply(undone.plan)
    say(f"taken back as change {taken.id}; starting {program.name} ...")
    then = program.start(host)
    said = "" if then is None else f"; with the old ones {then}"
    reason = f"{program.name} {why.removeprefix('it ')} with these settings, so the old ones are back{said}"
    return None, [*refused, *undone.refused, _not_done(name, reason)]


def _not_done(name: str, reason: str) -> Refusal:
    return Refusal(name, None, reason, "")
