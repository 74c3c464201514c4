"""What is not as wanted, one advice each."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from colima_guard.backends import abilities
from colima_guard.backends.registry import backend
from colima_guard.host.machine import Host
from colima_guard.judge.row import Row
from colima_guard.model.catalogue import Severity, State
from colima_guard.model.finding import Finding
from colima_guard.model.shell import word
from colima_guard.model.verdict import Verdict
from colima_guard.report.fit import Advice
from colima_guard.report.output import terminal
from colima_guard.report.text import located, placed, told

if TYPE_CHECKING:
    from colima_guard.store.change import Change

#: what stands between a directory and what is said of its share
_SHARED = " is shared "


def offences(host: Host, rows: Sequence[Row]) -> Iterator[Advice]:
    """One advice an offence: instance, verdict, what and where, and what to do.

    A terminal is told of several directories at once where the same is to be said of them; a pipe gets a line of each.
    """
    for row in rows:
        offending = [finding for finding in row.findings if finding.offends]
        if any(finding.state is State.LOST_CONFINE for finding in offending):  # which says the same and more
            offending = [finding for finding in offending if finding.state is not State.UNCONFINED]
        if not offending and row.counted is Verdict.SOFT:
            offending = [
                finding for finding in row.findings if finding.severity is Severity.HIGH and finding.accepted is None
            ]
        if not offending:
            why = row.shown.exposure.unknown or "it cannot be told what it would share"
            about = [finding for finding in row.findings if finding.place is not None and finding.place.file in why]
            offending = about[:1]
        if not offending:
            yield Advice(told(host, f"{row.instance.name} {row.verdict.name}: {why}"), "colima-guard status")
        for finding in together(host, offending) if terminal() else offending:
            yield offence(host, row, finding, f"{row.instance.name} {row.verdict.name}: ")


def unproved(host: Host, row: Row) -> Advice:
    """An advice about a running VM that is not proved."""
    why = "it was not proved since it was started or since its files changed"
    if row.proof is not None:
        why = f"it was {row.proof.result.value}: {row.proof.why}"
    return Advice(told(host, f"{row.instance.name} {row.verdict.name}: {why}"), "colima-guard verify")


def offence(host: Host, row: Row, finding: Finding, name: str = "") -> Advice:
    """What is wrong and where, behind the name of what it is about, and what to do."""
    return Advice(told(host, f"{name}{said(host, finding)}"), told(host, remedy(host, row, finding)), finding.id)


def unsettled_line(host: Host, change: Change) -> Advice:
    """An advice about a change that is damaged or was not finished: which files are old, which new, what to do."""
    if change.state == "damaged":
        from colima_guard.host.own_files import state_dir
        from colima_guard.store.newest import names
        from colima_guard.store.store import Store

        place = word(Store(host, state_dir(host)).place(change))
        return Advice(
            told(host, f"change {change.id} cannot be taken back, for its journal is damaged; {names(change)}"),
            told(host, f"colima-guard lock; where that finds nothing to change, move {place} out of the journal"),
            "CG319",
        )
    holds = {"before": "as before", "after": "as written", "other": "rewritten since"}
    files = ", ".join(f"{file.path} {holds[file.in_place(host).found(host)]}" for file in change.files)
    return Advice(
        told(host, f"change {change.id} ({change.typed}) was not finished: {files or 'no file'}"),
        f"colima-guard lock, or colima-guard rollback {change.id}",
        "CG307",
    )


def remedy(host: Host, row: Row, finding: Finding) -> str:
    """What to do about a finding; where an instance has to be restarted the very command."""
    pending = finding.state is State.UNCONFINED and row.instance.pending_confine is not None
    if not pending and finding.state not in (State.PENDING_CONFINE, State.OLDER_SHARES):
        return finding.remedy
    restart = abilities.restart(backend(row.instance.backend), host, row.instance)
    return finding.remedy if restart is None else restart.text + (" (twice)" if restart.times > 1 else "")


def said(host: Host, finding: Finding) -> str:
    """The message of a finding, and where it stands."""
    return finding.message if finding.place is None else located(host, finding.message, finding.place)


def together(host: Host, findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings, those that say the same of several directories as one, where the first of them stood."""
    alike: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        alike.setdefault(_but_for_the_directory(finding), []).append(finding)
    for first, *rest in alike.values():
        yield _joined(host, first, rest) if rest else first


def _joined(host: Host, first: Finding, rest: Sequence[Finding]) -> Finding:
    *paths, last = (one.message.partition(_SHARED)[0] for one in (first, *rest))
    message = f"{', '.join(paths)} and {last} are shared {first.message.partition(_SHARED)[2]}"
    lines = dict.fromkeys(one.place.line for one in (first, *rest) if one.place is not None)
    if first.place is None or len(lines) < 2:
        return first._replace(message=message)
    return first._replace(message=f"{message} ({placed(host, first.place, *list(lines)[1:])})", place=None)


def _but_for_the_directory(finding: Finding) -> Hashable:
    _, shared, rest = finding.message.partition(_SHARED)
    file = finding.place and finding.place.file
    return (finding.id, rest, finding.remedy, file, finding.accepted) if shared else finding
