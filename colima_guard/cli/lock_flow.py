"""What ``lock``, ``allow`` and ``revoke`` have in common: show, ask, write, say what is left to do."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar

import click

from colima_guard import exits
from colima_guard.cli.look import look
from colima_guard.cli.root import COMMAND_LINE
from colima_guard.errors import GuardError, UsageError
from colima_guard.host.machine import Host
from colima_guard.judge.row import Row, Selection, Survey
from colima_guard.judge.survey import survey
from colima_guard.lock.held_files import Parted, parted
from colima_guard.lock.propose import Proposal, asking_programs, propose, restarts
from colima_guard.lock.prove import GENERATED
from colima_guard.model.allowlist import Allowed
from colima_guard.model.catalogue import State
from colima_guard.model.instance import Restart
from colima_guard.model.share import Access
from colima_guard.model.verdict import Verdict
from colima_guard.policy.choose import Chosen
from colima_guard.report.failure import nothing_written, say
from colima_guard.report.lines import offence
from colima_guard.report.text import leads_to, pasted, printable, refused, told, told_path

F = TypeVar("F", bound=Callable[..., Any])


class Manner(NamedTuple):
    """How a command goes about it."""

    dry_run: bool = False
    exit_code: bool = False
    yes: bool = False
    restart: bool = False
    all_or_nothing: bool = False
    share_ro_as_rw: bool = False
    json: bool = False
    allow_pending: bool = False


def writing(function: F) -> F:
    """The options of every command that changes files."""
    for option in (
        click.option("--json", "json_", is_flag=True, help="Print JSON instead (docs/json.md)."),
        click.option(
            "--allow-pending",
            is_flag=True,
            help="Exit 0 once all is written, even if a restart is left to do or a transport is SOFT.",
        ),
        click.option("--all-or-nothing", is_flag=True, help="Write nothing if one file cannot be locked."),
        click.option(
            "--share-ro-as-rw",
            is_flag=True,
            help="Share DIR:ro writable where a VM system has no read-only shares (Docker Desktop); that is OPEN.",
        ),
        click.option(
            "--restart",
            is_flag=True,
            help="Restart the VMs that still run with older shares; stop Docker Desktop for the time of its change.",
        ),
        click.option("-y", "--yes", is_flag=True, help="Do not ask."),
        click.option("--exit-code", is_flag=True, help="With --dry-run: exit 1 if there is something to change."),
        click.option("-n", "--dry-run", is_flag=True, help="Stop after the diff; write nothing at all."),
    ):
        function = option(function)
    return function


def apply(
    host: Host,
    entries: Sequence[Allowed],
    *,
    confine: bool,
    selection: Selection,
    how: Manner,
    given: Chosen | None = None,
) -> int:
    """Narrows every selected instance to these directories, as a person or a script wants it. Returns the exit code."""
    refuse_foreign_home(host)
    if how.share_ro_as_rw:
        entries = [entry._replace(loosely=entry.access is Access.RO) for entry in entries]
    plan = partial(propose, host, entries, confine=confine, selection=selection, command=command_line(), given=given)
    parting = parted(host, plan(), selection, restart=how.restart)
    proposal = parting.proposal
    if not proposal.before.rows:
        look(host, proposal.before.policy, selection)  # raises with what there is instead
    if not how.json:
        _show(host, proposal)
    if how.all_or_nothing and proposal.refused:
        return _finish(host, proposal, (), how, selection, _nothing(proposal), proposal.before)
    if how.dry_run:
        # what cannot be locked is no good news, whoever asks
        said = proposal.refused or (how.exit_code and proposal.plan)
        code = exits.FINDINGS if said else exits.OK
        return _finish(host, proposal, (), how, selection, code, proposal.after)
    if not proposal.plan and not parting.quiet:
        looked = survey(host, proposal.after.policy, selection)
        code = _nothing(proposal) if proposal.refused else _code(proposal, looked, how)
        return _finish(host, proposal, (), how, selection, code, looked)
    if not agreed(how, _question(parting)):
        click.echo("nothing was changed", err=True)
        return exits.FINDINGS
    from colima_guard.lock.while_stopped import write

    done = write(host, parting, plan, partial(_say, host), together=how.all_or_nothing)
    for one in done.refused:
        click.echo(click.style(told(host, f"not done: {refused(host, one)}"), fg="red"), err=True)
    proposal = proposal._replace(refused=(*proposal.refused, *done.refused))
    asking = asking_programs(host, proposal, selection)
    looked = survey(host, proposal.after.policy, asking)
    code = _nothing(proposal) if proposal.refused and not done.changes else _code(proposal, looked, how)
    return _finish(host, proposal, done.changes, how, asking, code, looked)


def _nothing(proposal: Proposal) -> int:
    """Where nothing was written: 70 for a mistake of ours. What was done in part is 1 all the same: the rest holds."""
    return exits.BUG if any(refusal.bug for refusal in proposal.refused) else exits.REFUSED


def _question(parting: Parted) -> str:
    files = len(parting.proposal.plan.files)
    asked = f"Write {_count(files, 'file')}" if files else "Make the directory" if parting.proposal.plan else ""
    stopped = f"stop and start {' and '.join(parting.quiet)}" if parting.quiet else ""
    text = ", and ".join(filter(None, (asked, stopped)))
    return f"{text[:1].upper()}{text[1:]}?"


def _say(host: Host, text: str) -> None:
    click.echo(told(host, text), err=True)


def _code(proposal: Proposal, looked: Survey, how: Manner) -> int:
    """0 where all is as wanted, or written if that is enough."""
    enough = looked.ok or (how.allow_pending and all(row.written for row in looked.rows))
    return exits.OK if enough and not proposal.refused else exits.FINDINGS


def command_line() -> tuple[str, ...]:
    """What the user typed behind the name of the program, for the history."""
    line: tuple[str, ...] = click.get_current_context().meta.get(COMMAND_LINE, ())
    return line


def refuse_foreign_home(host: Host) -> None:
    """Refuses to write as root into another user's home: the files would then be root's. Raises ``GuardError``."""
    found = host.stat(host.home)
    if host.uid == 0 and found is not None and found.uid != 0 and host.platform != "windows":
        raise GuardError(
            f"running as root on the home of another user: {host.home}",
            why="its owner could no longer write the files that we would leave",
            do="run colima-guard as the user whose home it is",
        )


def agreed(how: Manner, question: str) -> bool:
    """The answer to a question, on a terminal only. Raises ``UsageError`` where nobody can be asked."""
    if how.yes:
        return True
    if how.json:
        raise UsageError(
            "with --json nobody is asked, for the question would stand in the middle of the document",
            why="nothing was changed",
            do="say --yes to write, or --dry-run to look only",
        )
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(
            "nobody can be asked: standard input is not a terminal",
            why="nothing was changed",
            do="say --yes to write, or --dry-run to look only",
        )
    return click.confirm(question, err=True)


def echo_diff(text: str) -> None:
    """A unified diff, coloured on a terminal."""
    for line in text.splitlines():
        color = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
        click.echo(click.style(line, fg=color, bold=line.startswith(("+++", "---")) or None) if color else line)


def _show(host: Host, proposal: Proposal) -> None:
    from colima_guard.report.text import diff

    _now(host, proposal.before)
    for file in proposal.plan.files:
        if real := leads_to(host, file.path):
            click.echo(told(host, f"{file.path} is {real}, which is written"))
        echo_diff(diff(file, host.home))
    for directory in proposal.plan.directories:
        click.echo(told(host, f"new directory {directory.path} ({directory.mode:04o}): {directory.reason}"))
    for entry in proposal.missing:
        # Lima v2.2.0 makes it when a VM starts (hostagent/mount.go, vm_darwin.go, qemu.go), as far as it may
        start = "a VM that starts without it gets an empty directory in its place, or does not start"
        click.echo(f"not there now: {told_path(host, entry.typed)}; kept, and {start}")
    for entry in proposal.no_longer_allowed:
        click.echo(f"no longer allowed: {told_path(host, entry.typed)}")
    for entry in proposal.no_longer_writable:
        click.echo(f"no longer writable: {told_path(host, entry.typed)}")
    for name, path in proposal.unseen:
        click.echo(f"{told(host, name)} will no longer see {told_path(host, path)}")
    for one in proposal.moved:
        path, new, old = (told_path(host, path) for path in (one.path, one.new, one.old))
        click.echo(f"{told(host, one.instance)} will see {path} at {new}, no longer at {old}")
    for note in proposal.notes:
        click.echo(told(host, note))
    for refusal in proposal.refused:
        click.echo(click.style(told(host, f"cannot be locked: {refused(host, refusal)}"), fg="red"))
        for line in pasted(refusal):
            click.echo(f"  {printable(line)}")
    if any(refusal.generated for refusal in proposal.refused):
        click.echo(f"  {GENERATED}")
    if not proposal.plan and not proposal.refused:
        click.echo("nothing to change")


def _now(host: Host, looked: Survey) -> None:
    """What every instance can see as it is, one line each."""
    for row in looked.rows:
        shares = (row.now or row.shown).exposure.shares
        seen = [f"{share.access} {told_path(host, share.location or '?')}" for share in shares]
        reach = f"; {_count(len(row.within_reach), 'secret')} within reach" if row.within_reach else ""
        click.echo(told(host, f"now: {row.instance.name} sees {', '.join(seen) or 'nothing'}{reach}"))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _finish(
    host: Host,
    proposal: Proposal,
    changes: Sequence[str],
    how: Manner,
    selection: Selection,
    code: int,
    looked: Survey,
) -> int:
    """Says what was done and what is left, restarts if asked, and returns the exit code."""
    needed = restarts(host, looked)
    to_run = [one for one in needed if not one.ours]
    if not how.json:
        for change in changes:
            click.echo(_written(change))
    if how.restart and not how.dry_run and to_run and code not in (exits.REFUSED, exits.BUG):
        running = {row.instance.name for row in looked.rows if row.instance.running}
        failed = [one for one in to_run if one.instance in running and not _restart(host, one)]
        looked = survey(host, looked.policy, selection)
        needed = restarts(host, looked)
        code = exits.FINDINGS if failed else _code(proposal, looked, how)
    error = None
    if code in (exits.REFUSED, exits.BUG):
        error = nothing_written(host, proposal.refused, together=how.all_or_nothing and bool(proposal.plan))
        say(host, error)
    from colima_guard.report.outcome import outcome

    summary = outcome(looked.rows, proposal.refused, {restart.instance for restart in needed})
    if how.json:
        from colima_guard.report.document import change_document, dump

        document = change_document(
            ok=looked.ok and not proposal.refused,
            changes=changes,
            files=proposal.plan.files,
            refused=proposal.refused,
            restart=needed,
            instances=looked.rows,
            error=error,
            missing=proposal.missing,
            summary=summary,
        )
        click.echo(dump(document))
        return code
    if not how.dry_run:
        from colima_guard.lock.advice import advised

        looked = advised(host, looked, selection)
        _left(host, looked, needed, {refusal.path for refusal in proposal.refused})
    fine = all(row.verdict is Verdict.LOCKED for row in looked.rows) and not proposal.refused
    text = told(host, f"would be: {summary}" if how.dry_run else summary)
    click.echo(click.style(text, fg="green" if fine else "yellow"))
    return code


def _written(change: str) -> str:
    return f"written as change {change}; take it back with: colima-guard rollback {change}"


#: by the lines about the restart and the transport
_SAID_ABOVE = (State.UNCONFINED, State.LOST_CONFINE, State.OLDER_SHARES)


def _left(host: Host, looked: Survey, needed: Sequence[Restart], refused: set[str]) -> None:
    """What is not as wanted, and what to do. ``refused`` are the files of which that was said already."""
    restarted = {restart.instance: restart for restart in needed}
    for row in looked.rows:
        if row.verdict is not Verdict.LOCKED or len(looked.rows) == 1:
            accepted = " (accepted)" if row.counted < row.verdict else ""
            click.echo(told(host, f"{row.instance.name}: {row.verdict.name}{accepted}"))
        restart = restarted.get(row.instance.name)
        if restart is not None:
            say_restart(host, row, restart)
        states = {finding.state for finding in row.findings}
        if State.UNCONFINED in states and State.PENDING_CONFINE not in states and row.shown.verdict is Verdict.SOFT:
            click.echo("  its transport does not confine the guest: colima-guard lock --confine")
        for finding in row.findings:
            said = finding.state in _SAID_ABOVE or (finding.place and finding.place.file in refused)
            if row.verdict is not Verdict.LOCKED and finding.kind.offence and not said:
                click.echo(told(host, f"  {offence(host, row, finding)}"))


def say_restart(host: Host, row: Row, restart: Restart) -> None:
    """The exact command, how often, and why."""
    often = " && ".join([restart.text] * restart.times)
    until = "it runs with its old shares, and is exposed until" if row.instance.running else "its transport changes by"
    click.echo(told(host, f"  {until}: {often}"))
    click.echo(told(host, f"  ({restart.why})"))


def _restart(host: Host, restart: Restart) -> bool:
    """Runs the commands of a restart; false, with what they printed, when one fails or takes too long."""
    for command in restart.commands * restart.times:
        click.echo(told(host, f"running {shlex.join(command)} ..."), err=True)
        try:
            done = host.run(list(command), env=dict(restart.env))
        except GuardError as error:
            click.echo(told(host, f"{error.what}; {restart.instance} is still exposed"), err=True)
            return False
        if done.code != 0:
            how = f"took longer than {host.patience:g} s" if done.code is None else f"ended with {done.code}"
            click.echo(told(host, f"{shlex.join(command)} {how}; {restart.instance} may still be exposed"), err=True)
            for line in (done.out + done.err).splitlines()[-20:]:
                click.echo(f"  {printable(line)}", err=True)
            return False
    return True
