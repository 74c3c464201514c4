"""The smallest honest allowlist for projects and containers: what each of them needs, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from colima_guard.host.links import links_on
from colima_guard.host.machine import Host
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import Paths, keys
from colima_guard.model.share import Access, Share
from colima_guard.model.transport import NINE_P
from colima_guard.scan.impact import Placed
from colima_guard.scan.keep import Limits, needed, overlapping
from colima_guard.scan.lifted import Lifted, lifted
from colima_guard.scan.links import Leading, leading_out
from colima_guard.scan.needs import Reason, needs_nothing, of_containers, of_projects
from colima_guard.scan.project import Project
from colima_guard.scan.view import view


class Suggested(NamedTuple):
    """A directory to allow. ``path`` as it is to be typed."""

    path: str
    access: Access
    reasons: tuple[Reason, ...]
    #: what in it leads out of it, to where nothing else that is suggested lies
    leading_out: tuple[Leading, ...] = ()
    #: where it is for files alone: what else it opens
    lifted: Lifted | None = None


class NotSuggested(NamedTuple):
    """A directory that somebody needs, and why it is not suggested."""

    path: str
    why: str
    reasons: tuple[Reason, ...]


class Suggestion(NamedTuple):
    """An allowlist, and what is not on it."""

    entries: tuple[Suggested, ...]
    left_out: tuple[NotSuggested, ...]


def suggest(host: Host, projects: Sequence[Project], engines: Sequence[Placed], limits: Limits) -> Suggestion:
    """What to allow for these projects and containers to be seen what they bind.

    The root of a project for what lies in it, a directory for what lies elsewhere, and never one that must not be
    allowed. Read-only where nobody writes. What is the VM's own, and sockets, need nothing. What one of them names by
    a link into what is suggested for another stays unseen, and is named.
    """
    wanted: dict[str, list[Reason]] = {}
    files: dict[str, list[str | None]] = {}
    refused: dict[tuple[str, str], list[Reason]] = {}
    for reason, root in (*of_projects(projects), *of_containers(host, engines)):
        if needs_nothing(host, reason.path):
            continue
        found = needed(host, limits, (), reason.path, reason.path, root, Access.RW)
        for one in found.directories:
            wanted.setdefault(one.directory, []).append(reason)
            files.setdefault(one.directory, []).append(one.file)
        if found.refused is not None:
            refused.setdefault(found.refused, []).append(reason)
    entries = [
        Suggested(_typed(host, directory, wanted), access, tuple(dict.fromkeys(reasons)))
        for directory, access, reasons in _outermost(host, wanted)
    ]
    told = {reason for reasons in refused.values() for reason in reasons}
    for reason, why in _unseen(host, entries):
        if reason not in told:
            refused.setdefault((reason.path, why), []).append(reason)
    seen = Paths(host.realpath(entry.path) for entry in entries)
    led = [
        entry._replace(
            leading_out=tuple(one for one in leading_out(host, entry.path) if seen.above(one.target) is None),
            lifted=lifted(host, entry.path, files.get(entry.path, ())),
        )
        for entry in entries
    ]
    left_out = (NotSuggested(path, why, tuple(dict.fromkeys(of))) for (path, why), of in refused.items())
    return Suggestion(tuple(led), tuple(sorted(left_out)))


def _outermost(host: Host, wanted: dict[str, list[Reason]]) -> Iterator[tuple[str, Access, list[Reason]]]:
    """The directories that lie in no other, with everybody who needs something in them: one writes, so all may."""
    kept: dict[str, tuple[str, list[Reason]]] = {}
    for directory in sorted(wanted, key=lambda directory: (host.realpath(directory), directory)):
        real = host.realpath(directory)
        *_, own = on_the_way = list(keys(real))
        outer = next((key for key in on_the_way if key in kept), own)
        kept.setdefault(outer, (directory, []))[1].extend(wanted[directory])
    for directory, reasons in kept.values():
        access = Access.RW if any(reason.writes for reason in reasons) else Access.RO
        yield directory, access, reasons


def _typed(host: Host, directory: str, wanted: Iterable[str]) -> str:
    """A directory as its users name it; its real path where a link on the way lies in another one of them."""
    real = host.realpath(directory)
    others = Paths(host.realpath(other) for other in wanted)
    led = any(others.above(link) is not None for link in links_on(host, directory, real))
    return real if led else directory


def _unseen(host: Host, entries: Sequence[Suggested]) -> Iterator[tuple[Reason, str]]:
    """Who would not see what they need if just these were allowed, and why."""
    shares = [Share(one.path, host.realpath(one.path), one.path, one.access, NINE_P) for one in entries]
    for reason in dict.fromkeys(reason for entry in entries for reason in entry.reasons):
        seen = view(host, shares, reason.path)
        if seen.path is None or seen.dangling is not None:
            path = seen.dangling or reason.path
            why = overlapping(host, shares, host.realpath(path), path, Access.RW)
            yield reason, why or f"is a link to {path}, which would not be seen"
