"""What becomes of a bind on one machine when its shares change."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.host.machine import Host
from colima_guard.model.paths import is_within
from colima_guard.model.share import Access
from colima_guard.scan.effect import Effect, Outcome
from colima_guard.scan.keep import Limits, needed
from colima_guard.scan.machine import Machine
from colima_guard.scan.missing import Client, made
from colima_guard.scan.project import Bind, Project
from colima_guard.scan.view import View, view


def effect_on(
    host: Host, bind: Bind, client: Client, machine: Machine, limits: Limits, project: Project | None
) -> Effect | None:
    """What becomes of a bind on one machine; ``None`` where that is no effect of the lock."""
    before, after = _today(host, machine, bind.source), view(host, machine.after or (), bind.source)
    if before.dangling is not None:
        return None
    outcome, words = _outcome(host, bind, client, before, after)
    if outcome is None:
        return None
    kept = Effect("", "", "", bind.source, bind.target, outcome, "", words)
    if before.path is None:
        return kept
    kept = kept._replace(there=host.look(before.path) is not None)
    if outcome == "kept":
        return kept
    if after.share is not None and after.dangling is None and outcome != "empty":
        # what lies in a read-only one cannot be writable beside it
        outer = after.share.location or ""
        why = limits.refusal(outer)
        return kept._replace(allow=outer) if why is None else kept._replace(refused=f"{outer} {why}")
    path, at = (after.dangling or before.path), (after.dangling or bind.source)
    root = None if project is None else project.directory
    keeps = needed(host, limits, machine.after or (), path, at, root, bind.access)
    if keeps.refused is not None:
        return kept._replace(refused=" ".join(keeps.refused))
    behind = ":ro" if bind.access is Access.RO else ""
    first, *rest = (one.directory + behind for one in keeps.directories)
    return kept._replace(allow=first, also=tuple(rest), files=tuple(one.file for one in keeps.directories))


def _today(host: Host, machine: Machine, path: str) -> View:
    """What a path is now; where that is not known, all that is there and lies in the home may be seen."""
    found = view(host, machine.shares, path)
    may_be = machine.unknown is not None and found.path is None and is_within(path, host.home)
    return found._replace(path=path) if may_be and host.look(path) is not None else found


def _outcome(host: Host, bind: Bind, client: Client, before: View, after: View) -> tuple[Outcome | None, str]:
    if before.path is None:
        # a directory of the VM itself: what it holds of the host counts, but for the root of all
        gone = [path for path in before.below if path not in after.below]
        if not gone or bind.source == "/":
            return None, ""
        left = f", only {_names(after.below)}" if after.below else ""
        return "empty", f"will no longer hold {_names(gone)}{left}"
    if after.path is not None and after.dangling is not None:
        return "fails", f"will not start: it is a link to {after.dangling}, which the VM will not see"
    if after.path is not None:
        if host.realpath(after.path) != host.realpath(before.path):
            return "empty", f"will be {after.path}, no longer {before.path}"
        narrowed = before.access is Access.RW and after.access is Access.RO
        if narrowed and host.look(before.path) is None and made(bind, client, None) is not None:
            # docker 20.10: mkdir: read-only file system
            return "fails", "will not start: it is not there yet, and cannot be made where all is read-only"
        lost = bind.access is Access.RW and before.access is Access.RW and after.access is Access.RO
        return ("read-only", "will be read-only") if lost else ("kept", "stays as it is")
    if after.below:
        return "empty", f"will hold nothing but {_names(after.below)}"
    result = made(bind, client, host.look(before.path))
    return (result.outcome, result.words) if result is not None else (None, "")


def _names(paths: Sequence[str]) -> str:
    return " and ".join(paths) if len(paths) < 3 else f"{paths[0]} and {len(paths) - 1} more"
