"""What ``lock``, ``allow`` and ``revoke`` have in common: the call, what is said of it, and its proof."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from colima_guard import exits
from colima_guard.cli.confirm import refuse_foreign_home
from colima_guard.cli.dialogue import Terminal
from colima_guard.cli.root import COMMAND_LINE
from colima_guard.errors import GuardError, UsageError
from colima_guard.host.machine import Host
from colima_guard.judge.row import Selection
from colima_guard.lock.apply import Applied, Manner, apply
from colima_guard.lock.proposal import Proposal
from colima_guard.model.allowlist import Allowed
from colima_guard.model.policy import Looked, Policy
from colima_guard.policy.choose import Chosen
from colima_guard.report import change as report
from colima_guard.report.failure import nothing_written, say

if TYPE_CHECKING:
    from colima_guard.model.proof import Proof


def lock(
    host: Host,
    entries: Sequence[Allowed],
    *,
    confine: bool,
    selection: Selection,
    how: Manner,
    yes: bool,
    json: bool,
    given: Chosen | None = None,
    projects: Sequence[Looked] | None = None,
    page: str | None = None,
) -> int:
    """Narrows every selected instance to these directories, as a person or a script wants it. Returns the exit code.

    ``projects``: where projects lie from now on, ``None`` where the policy says so already. ``page``: the file for a
    picture of what would be done.
    """
    refuse_foreign_home(host)
    if not how.dry_run:
        _sweep_canaries(host)
    terminal = Terminal(host, selection, yes, json, drawing=page is not None, verbose=how.verbose)
    applied = apply(
        host,
        entries,
        confine=confine,
        selection=selection,
        how=how,
        command=command_line(),
        dialogue=terminal,
        given=given,
        projects=projects,
    )
    if applied is None:
        click.echo("nothing was changed", err=True)
        return exits.FINDINGS
    if page is not None:
        _draw(terminal, applied.proposal, page)
    if not how.verify or how.dry_run or applied.nothing_written:
        _conclude(terminal, applied, how)
        return applied.code
    # a document is one, and has both; a person sees first what was done
    proved = _proved(terminal, applied) if json else []
    _conclude(terminal, applied, how, proved)
    proved = proved if json else _proved(terminal, applied)
    return applied.code if all(proof.proved for proof in proved) else max(applied.code, exits.FINDINGS)


def _draw(terminal: Terminal, proposal: Proposal, output: str) -> None:
    """Writes the page of a proposal; what is said of it is no part of what would be done."""
    from colima_guard.cli import report_flow
    from colima_guard.report.exposure.page import page

    engines = terminal.forecast.engines if terminal.forecast is not None else None
    text = page(report_flow.document(terminal.host, proposal.before, proposal, engines=engines))
    terminal.say(f"written to {report_flow.write(terminal.host, text, output, force=False)}")


def _proved(terminal: Terminal, applied: Applied) -> list[Proof]:
    """The proof of each instance that runs now, said as it is had."""
    from colima_guard.cli.verify import proofs, running

    if not running(applied.looked):
        terminal.say("no VM runs, so there is nothing to prove it in yet")
    return list(proofs(terminal.host, applied.looked, containers=False, silent=terminal.json))


def _sweep_canaries(host: Host) -> None:
    """Removes the files of ours that a killed proof has left, also where nothing is to change."""
    from colima_guard.host.own_files import state_dir
    from colima_guard.store import canary

    with suppress(OSError, GuardError):
        canary.sweep(host, state_dir(host))


def looked_through(host: Host, policy: Policy, named: Sequence[str], *, more: bool) -> tuple[Looked, ...] | None:
    """Where projects lie, once a command line has named directories: in place of the policy's own, or as well.

    ``None`` where none is named. Raises ``UsageError`` for what is no directory.
    """
    from colima_guard.policy.directory import absolute

    if not named:
        return None
    paths = [absolute(host, text) for text in named]
    for text, path in zip(named, paths, strict=True):
        if host.look(path) != "dir":
            raise UsageError(f"--projects {text}: there is no such directory", do="name one that holds your projects")
    kept = [one for one in policy.projects if more or one.included]
    known = {one.path for one in kept}
    return (*kept, *(Looked(path) for path in dict.fromkeys(paths) if path not in known))


def command_line() -> tuple[str, ...]:
    """What the user typed behind the name of the program, for the history."""
    line: tuple[str, ...] = click.get_current_context().meta.get(COMMAND_LINE, ())
    return line


def _conclude(terminal: Terminal, applied: Applied, how: Manner, proved: Sequence[Proof] | None = None) -> None:
    """Says what was done, and what is left to do."""
    from colima_guard.report.outcome import outcome

    host, selection = terminal.host, terminal.selection
    proposal, looked = applied.proposal, applied.looked
    error = None
    if applied.nothing_written:
        error = nothing_written(host, proposal.refused, together=how.all_or_nothing and bool(proposal.plan))
        say(host, error)
    summary = outcome(looked.rows, proposal.refused, {restart.instance for restart in applied.restart})
    if terminal.json:
        from colima_guard.report.change_document import change_document
        from colima_guard.report.document import dump
        from colima_guard.report.impact import impact_document

        document = change_document(
            ok=looked.ok and not proposal.refused,
            changes=applied.changes,
            files=proposal.plan.files,
            refused=proposal.refused,
            restart=applied.restart,
            instances=looked.rows,
            error=error,
            missing=proposal.missing,
            notes=proposal.notes,
            summary=summary,
        )
        if terminal.forecast is not None:
            document |= impact_document(terminal.forecast)
        if proved is not None:
            from colima_guard.report.proof_document import instances

            document["proofs"] = instances(proved)
        click.echo(dump(document))
        return
    if not how.dry_run:
        from colima_guard.lock.advice import advised

        applied = applied._replace(looked=advised(host, looked, selection))
        report.show_rest(host, applied.looked, applied.restart, {refusal.path for refusal in proposal.refused})
    report.show_summary(host, applied, summary, dry_run=how.dry_run)
