"""Whether an instance sees a path, as a person is told it: the answer first, then one fact a line."""

from __future__ import annotations

from collections.abc import Iterator

from colima_guard.host.machine import Host
from colima_guard.judge.row import Row
from colima_guard.judge.why import Sight
from colima_guard.model.catalogue import State
from colima_guard.model.finding import Finding
from colima_guard.model.share import THAT_FILE, Access, Origin, Share
from colima_guard.report.lines import remedy
from colima_guard.report.text import placed

_ANSWERS = {"rw": "yes, writable", "ro": "yes, read-only", "no": "no", None: "it cannot be told"}
_OF_TRANSPORT = (State.LOST_CONFINE, State.PENDING_CONFINE, State.UNCONFINED)


def answer(sight: Sight) -> str:
    """``yes, writable``."""
    return _ANSWERS[sight.visible]


def how(host: Host, sight: Sight) -> Iterator[str]:
    """Through which share, from which line of which file, and what made it so; or why it cannot be told."""
    share = sight.share
    if share is None:
        yield from [sight.why] if sight.visible is None else []
        return
    location = share.location or "a path that is not known"
    if share.origin is Origin.UNMOUNTED:
        yield f"through {location}, which is attached, {share.because}: root in the VM can mount it"
    elif sight.around:
        yield f"around its shares: {share.transport.name} does not hold the VM to {location}"
    else:
        at = f", where it is {sight.mounted}" if sight.mounted else ""
        yield f"through {location}, which is shared {'writable' if share.access is Access.RW else 'read-only'}{at}"
    yield _source(host, share)
    if share.writable_place:
        yield f"made writable by {placed(host, share.writable_place)}"


def _source(host: Host, share: Share) -> str:
    because = f", because {share.because}" if share.because else ""
    if share.origin is Origin.UNMOUNTED:
        because = ""
    if share.place is None:
        return f"by default{because}"
    if share.origin is Origin.ATTACHED:
        return f"as the VM was started ({placed(host, share.place)})"
    if THAT_FILE in because:
        return f"by default{because.replace(THAT_FILE, placed(host, share.place), 1)}"
    return f"from {placed(host, share.place)}{because}"


def what_to_do(host: Host, row: Row, sight: Sight) -> str | None:
    """What helps against it; ``None`` where it is not seen."""
    if sight.visible == "no":
        return None
    if sight.allowed and not sight.around:
        return "nothing: the policy allows it"
    finding = _finding(row, sight)
    return "colima-guard status says what is not as wanted" if finding is None else remedy(host, row, finding)


def _finding(row: Row, sight: Sight) -> Finding | None:
    """The one that says the most of how it is seen."""
    offending = [finding for finding in row.findings if finding.kind.offence]
    share = sight.share
    if share is None:
        return next(iter(offending), None)
    about = [
        finding
        for finding in offending
        if (
            finding.state in _OF_TRANSPORT
            if sight.around
            else (finding.path, finding.place) == (share.real, share.place)
        )
    ]
    return next(iter([*about, *offending]), None)
