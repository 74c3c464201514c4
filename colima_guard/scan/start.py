"""What is in use on this machine, as far as somebody can be told who has no policy yet."""

from __future__ import annotations

from collections.abc import Sequence

from colima_guard.host.machine import Host
from colima_guard.judge.row import Survey
from colima_guard.model.named_tuple import NamedTuple
from colima_guard.model.paths import is_within
from colima_guard.scan.forecast import PATIENCE, doubts, running
from colima_guard.scan.keep import Limits
from colima_guard.scan.known import known
from colima_guard.scan.machines import machines
from colima_guard.scan.project import Project
from colima_guard.scan.suggest import Suggestion, suggest


class InUse(NamedTuple):
    """A suggestion for the containers of all engines and the projects of some directories, and what it rests on."""

    suggestion: Suggestion
    projects: int
    containers: int
    #: what was not looked at, in words
    notes: tuple[str, ...]


def in_use(
    host: Host, survey: Survey, directories: Sequence[str] = (), projects: Sequence[Project] | None = None
) -> InUse:
    """What the containers of every instance need, and the projects in these directories, or just these ``projects``."""
    until = host.now() + PATIENCE
    with host.steady():
        engines, notes, silent = running(host, survey, machines(survey), until=until)
        containers = [container for engine in engines for container in engine.containers]
        if projects is None:
            found = known(host, directories, containers, is_over=lambda: host.now() >= until)
            projects, notes = found.projects, (*notes, *found.notes)
        suggestion = suggest(host, projects, engines, Limits(host, survey))
    return InUse(suggestion, len(projects), len(containers), (*silent, *notes, *doubts(host, projects, containers)))


def around(host: Host) -> tuple[str, ...]:
    """The working directory, where it may be that of a project: not the home, nor what holds it, nor out of it."""
    here = host.realpath(host.cwd)
    home = host.realpath(host.home)
    return (host.cwd,) if is_within(here, home) and here != home else ()
