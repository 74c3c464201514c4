"""What ``lock``, ``allow``, ``revoke`` and ``rollback`` say to a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from operator import itemgetter

from colima_guard.host.machine import Host
from colima_guard.judge.row import Row, Survey
from colima_guard.lock.apply import Applied
from colima_guard.lock.held_files import Split
from colima_guard.lock.proposal import Proposal
from colima_guard.lock.prove import GENERATED
from colima_guard.model.catalogue import State
from colima_guard.model.instance import Restart
from colima_guard.model.verdict import Verdict
from colima_guard.report.diff import echo_change
from colima_guard.report.fit import advise, tell
from colima_guard.report.lines import offence
from colima_guard.report.output import echo
from colima_guard.report.text import leads_to, pasted, printable, refused, told, told_path


def show_proposal(host: Host, proposal: Proposal, *, whole: bool = False) -> None:
    """Everything before the question: what is seen now, the diff, what goes out of sight, what cannot be locked.

    New files are shown in part unless ``whole``.
    """
    _now(host, proposal.before)
    for file in proposal.plan.files:
        if real := leads_to(host, file.path):
            tell(host, told(host, f"{file.path} is {real}, which is written"))
        echo_change(host, file, whole=whole)
    for directory in proposal.plan.directories:
        tell(host, told(host, f"new directory {directory.path} ({directory.mode:04o}): {directory.reason}"))
    for entry in proposal.missing:
        # Lima v2.2.0 makes it when a VM starts (hostagent/mount.go, vm_darwin.go, qemu.go), as far as it may
        start = "a VM that starts without it gets an empty directory in its place, or does not start"
        tell(host, f"not there now: {told_path(host, entry.typed)}; kept, and {start}")
    for entry in proposal.no_longer_allowed:
        tell(host, f"no longer allowed: {told_path(host, entry.typed)}")
    for entry in proposal.no_longer_writable:
        tell(host, f"no longer writable: {told_path(host, entry.typed)}")
    for name, group in groupby(proposal.unseen, key=itemgetter(0)):
        paths = ", ".join(told_path(host, path) for _, path in group)
        tell(host, f"{told(host, name)} will no longer see {paths}")
    for moved in proposal.moved:
        path, new, old = (told_path(host, path) for path in (moved.path, moved.new, moved.old))
        tell(host, f"{told(host, moved.instance)} will see {path} at {new}, no longer at {old}")
    for note in proposal.notes:
        tell(host, told(host, note))
    for refusal in proposal.refused:
        tell(host, told(host, f"cannot be locked: {refused(host, refusal)}"), fg="red")
        for line in pasted(refusal):
            echo(host, f"  {printable(line)}")
    if any(refusal.generated for refusal in proposal.refused):
        tell(host, f"  {GENERATED}")
    if not proposal.plan and not proposal.refused:
        tell(host, "nothing to change")


def _now(host: Host, looked: Survey) -> None:
    """What every instance can see as it is, one line each."""
    for row in looked.rows:
        exposure = (row.now or row.shown).exposure
        seen = [f"{share.access} {told_path(host, share.location or '?')}" for share in exposure.shares]
        if not seen and exposure.unknown is not None:
            tell(host, told(host, f"now: what {row.instance.name} sees is not known"))
            continue
        reach = f"; {_count(len(row.within_reach), 'secret')} within reach" if row.within_reach else ""
        tell(host, told(host, f"now: {row.instance.name} sees {', '.join(seen) or 'nothing'}{reach}"))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def question(split: Split) -> str:
    """What is asked before it is written."""
    plan = split.proposal.plan
    settings = sum(file.setting is not None for file in plan.files)
    files = len(plan.files) - settings
    asked = f"write {_count(files, 'file')}" if files else "make the directory" if plan and not settings else ""
    told = f"set {_count(settings, 'value')}" if settings else ""
    stopped = f"stop and start {' and '.join(split.needs_stop)}" if split.needs_stop else ""
    text = ", and ".join(filter(None, (asked, told, stopped)))
    return f"{text[:1].upper()}{text[1:]}?"


#: by the lines about the restart and the transport
_SAID_ABOVE = (State.UNCONFINED, State.LOST_CONFINE, State.OLDER_SHARES)


def show_rest(host: Host, looked: Survey, needed: Sequence[Restart], refused: Collection[str]) -> None:
    """What is not as wanted, and what to do. ``refused`` are the files of which that was said already."""
    restarted = {restart.instance: restart for restart in needed}
    for row in looked.rows:
        if row.verdict is not Verdict.LOCKED or len(looked.rows) == 1:
            accepted = " (accepted)" if row.counted < row.verdict else ""
            tell(host, told(host, f"{row.instance.name}: {row.verdict.name}{accepted}"))
        restart = restarted.get(row.instance.name)
        if restart is not None:
            say_restart(host, row, restart)
        states = {finding.state for finding in row.findings}
        if State.UNCONFINED in states and State.PENDING_CONFINE not in states and row.shown.verdict is Verdict.SOFT:
            # not how any of them is confined: here a lock may refuse it
            how = next(finding.remedy for finding in row.findings if finding.state is State.UNCONFINED)
            tell(host, told(host, f"  its transport does not keep the VM within its shares: {how}"))
        for finding in row.findings:
            said = finding.state in _SAID_ABOVE or (finding.place and finding.place.file in refused)
            if row.verdict is not Verdict.LOCKED and finding.kind.offence and not said:
                advise(host, offence(host, row, finding), indent="  ")


def say_restart(host: Host, row: Row, restart: Restart) -> None:
    """The exact command, how often, and why."""
    often = " && ".join([restart.text] * restart.times)
    until = "it runs with its old shares, and is exposed until" if row.instance.running else "its transport changes by"
    tell(host, told(host, f"  {until}: {often}"))
    tell(host, told(host, f"  ({restart.why})"))


def show_summary(host: Host, applied: Applied, summary: str, *, dry_run: bool) -> None:
    """The one sentence at the end."""
    fine = all(row.verdict is Verdict.LOCKED for row in applied.looked.rows) and not applied.proposal.refused
    text = told(host, f"would be: {summary}" if dry_run else summary)
    tell(host, text, fg="green" if fine else "yellow")
