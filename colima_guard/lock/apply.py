"""From a proposal to what is done of it: the order of decisions, and the code that a command ends with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from colima_guard import exits
from colima_guard.host.machine import Host
from colima_guard.judge.row import Selection, Survey
from colima_guard.judge.survey import survey
from colima_guard.lock.held_files import Split, split
from colima_guard.lock.proposal import Proposal
from colima_guard.lock.propose import propose, with_programs_asked
from colima_guard.lock.restart import Listener, restarts, run
from colima_guard.lock.shareable import require_shareable_somewhere
from colima_guard.model.allowlist import Allowed
from colima_guard.model.instance import Restart
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.plan import Refusal
from colima_guard.model.policy import Looked
from colima_guard.model.share import Access
from colima_guard.policy.choose import Chosen


class Manner(NamedTuple):
    """How a command goes about it."""

    dry_run: bool = False
    exit_code: bool = False
    restart: bool = False
    all_or_nothing: bool = False
    share_ro_as_rw: bool = False
    allow_pending: bool = False
    #: prove it afterwards, in every VM that runs
    verify: bool = False
    #: show new files whole
    verbose: bool = False


class Dialogue(Listener, Protocol):
    """The person or script for whom it is done: shown the proposal, asked, and told what happens meanwhile."""

    def show(self, proposal: Proposal) -> None:
        """Everything that is to be seen before the question. May raise where there is nothing to work on."""
        ...

    def agrees(self, split: Split) -> bool:
        """The answer. Raises ``UsageError`` where nobody can be asked."""
        ...

    def not_done(self, refusal: Refusal) -> None:
        """A file that could not be written after all."""
        ...

    def written(self, change: str) -> None:
        """A change stands, by its ID."""
        ...


class Applied(NamedTuple):
    """What was done, and what is left to do."""

    proposal: Proposal
    code: int
    #: the instances as they are afterwards, or would be after a dry run
    looked: Survey
    changes: tuple[str, ...] = ()
    #: what still runs with older shares, and how it takes its files over
    restart: tuple[Restart, ...] = ()

    @property
    def nothing_written(self) -> bool:
        """Whether it was refused as a whole."""
        return self.code in (exits.REFUSED, exits.BUG)


def apply(
    host: Host,
    entries: Sequence[Allowed],
    *,
    confine: bool,
    selection: Selection,
    how: Manner,
    command: Sequence[str],
    dialogue: Dialogue,
    given: Chosen | None = None,
    projects: Sequence[Looked] | None = None,
) -> Applied | None:
    """Narrows every selected instance to these directories. Writes nothing where the answer is no: then ``None``.

    ``projects``: where projects lie from now on, ``None`` where the policy says so already.
    """
    if how.share_ro_as_rw:
        entries = [entry._replace(loosely=entry.access is Access.RO) for entry in entries]
    plan = partial(
        propose, host, entries, confine=confine, selection=selection, command=command, given=given, projects=projects
    )
    proposal = plan()
    require_shareable_somewhere(proposal.before)
    parts = split(host, proposal, selection, restart=how.restart)
    proposal = parts.proposal
    dialogue.show(proposal)
    if how.all_or_nothing and proposal.refused:
        return _ended(host, Applied(proposal, _refused(proposal), proposal.before))
    if how.dry_run:
        # what cannot be locked is no good news, whoever asks
        findings = proposal.refused or (how.exit_code and proposal.plan)
        return _ended(host, Applied(proposal, exits.FINDINGS if findings else exits.OK, proposal.after))
    if not proposal.plan and not parts.needs_stop:
        looked = survey(host, proposal.after.policy, selection)
        code = _refused(proposal) if proposal.refused else _code(proposal, looked, how)
        return _restarted(host, Applied(proposal, code, looked), selection, how, dialogue)
    return _written(host, parts, plan, selection, how, dialogue) if dialogue.agrees(parts) else None


def _written(
    host: Host, parts: Split, plan: Callable[[], Proposal], selection: Selection, how: Manner, dialogue: Dialogue
) -> Applied:
    """What is done once the answer is yes."""
    from colima_guard.lock.while_stopped import write

    done = write(host, parts, plan, dialogue.say, together=how.all_or_nothing)
    for refusal in done.refused:
        dialogue.not_done(refusal)
    proposal = parts.proposal._replace(refused=(*parts.proposal.refused, *done.refused))
    asking = with_programs_asked(host, proposal, selection)
    looked = survey(host, proposal.after.policy, asking)
    code = _refused(proposal) if proposal.refused and not done.changes else _code(proposal, looked, how)
    for change in done.changes:
        dialogue.written(change)
    return _restarted(host, Applied(proposal, code, looked, done.changes), asking, how, dialogue)


def _refused(proposal: Proposal) -> int:
    """Where nothing was written: 70 for a mistake of ours. What was done in part is 1 all the same: the rest holds."""
    return exits.BUG if any(refusal.bug for refusal in proposal.refused) else exits.REFUSED


def _code(proposal: Proposal, looked: Survey, how: Manner) -> int:
    """0 where all is as wanted, or written if that is enough."""
    enough = looked.ok or (how.allow_pending and all(row.written for row in looked.rows))
    return exits.OK if enough and not proposal.refused else exits.FINDINGS


def _ended(host: Host, applied: Applied) -> Applied:
    return applied._replace(restart=tuple(restarts(host, applied.looked)))


def _restarted(host: Host, applied: Applied, selection: Selection, how: Manner, dialogue: Dialogue) -> Applied:
    """What was done, with the restarts that were asked for; commands that are ours are named and not run."""
    applied = _ended(host, applied)
    to_run = [restart for restart in applied.restart if not restart.ours]
    if not (how.restart and to_run) or applied.nothing_written:
        return applied
    running = {row.instance.name for row in applied.looked.rows if row.instance.running}
    failed = [restart for restart in to_run if restart.instance in running and not run(host, restart, dialogue)]
    looked = survey(host, applied.looked.policy, selection)
    code = exits.FINDINGS if failed else _code(applied.proposal, looked, how)
    return _ended(host, applied._replace(looked=looked, code=code))
