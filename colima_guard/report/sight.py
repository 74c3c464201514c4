"""Whether an instance sees a path, as a person is told it."""

from __future__ import annotations

from colima_guard.host.machine import Host
from colima_guard.judge.why import Sight
from colima_guard.model.share import Origin
from colima_guard.report.text import placed

_SEEN = {"rw": "reads and writes it", "ro": "reads it", "no": "does not see it"}


def sentence(host: Host, sight: Sight) -> str:
    """``reads it through ~ (default) from ...``, or why it cannot be told."""
    if sight.visible is None:
        return f"cannot be told: {sight.why}"
    said, share = _SEEN[sight.visible], sight.share
    if share is None:
        return said
    how = share.location or "?"
    if sight.around:
        said, how = f"{said} around its shares", f"{how}, for {share.transport.name} does not confine it"
    how = f"{how}, where it is {sight.mounted}," if sight.mounted else how
    place, made = share.place, share.writable_place
    source = f" from {placed(host, place)}" if place else " by default"
    if place is not None and place.line is None and share.because:
        source += f", because {share.because}"
    if place is not None and share.origin is Origin.ATTACHED:
        source = f" as the VM was started ({placed(host, place)})"
    writable = f", made writable by {placed(host, made)}" if made else ""
    return f"{said} through {how} ({share.origin.value}){source}{writable}"
